import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import * as z from 'zod';
import { checks } from '../../../checks/index.ts';
import { configJsonSchema } from '../../../src/config/json-schema/config-schema.ts';
import { duration } from '../../../src/params/duration.ts';
import { secret } from '../../../src/params/secret.ts';
import { catalogue } from '../../fixtures/checks.ts';
import { loadInput, problemLines, singleFile } from '../config-input.ts';
import { wrongConfigs } from '../wrong-configs.ts';

/** Keywords that wrap the errors within them. */
const WRAPPING_KEYWORDS: readonly string[] = ['if', 'propertyNames'];

const schemaValidator = (schema: string) => {
  const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: false });
  const validate = ajv.compile(JSON.parse(schema));
  return (config: unknown): readonly string[] => {
    validate(config);
    return (validate.errors ?? [])
      .filter(({ keyword }) => !WRAPPING_KEYWORDS.includes(keyword))
      .map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
};

const repositoryFile = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

/** The first block of YAML of a page. */
const firstYamlBlock = (path: string): string => /^```yaml\n(.*?)^```$/ms.exec(repositoryFile(path))?.[1] ?? '';

/** Configurations of the repository by path. */
const repositoryConfigs = [
  ['examples/kavmon.yaml', parse(repositoryFile('examples/kavmon.yaml'))],
  ['examples/slo.yaml', parse(repositoryFile('examples/slo.yaml'))],
  ['examples/gate.yaml', parse(parseAllDocuments(repositoryFile('examples/gate.yaml'))[0]?.toJS().data['kavmon.yaml'])],
  ['test/fixtures/one-endpoint.yaml', parse(repositoryFile('test/fixtures/one-endpoint.yaml'))],
  ...['README.md', 'docs/config.md'].map((path) => [path, parse(firstYamlBlock(path))] as const),
  ...readdirSync(new URL('../../../charts/kavmon/ci/', import.meta.url)).map((name) => {
    const path = `charts/kavmon/ci/${name}`;
    return [path, parse(repositoryFile(path))?.config ?? {}] as const;
  }),
] as const;

/** A service with these checks, in YAML. */
const withChecks = (yaml: string): string => `services: { a: { checks: { ${yaml} } } }`;

/** Every form that the program accepts. */
const rightConfigs: readonly string[] = [
  '{}',
  'services: {}',
  'services: { a: {}, b: { checks: {}, dependsOn: {} } }',
  'checks: { crash-loops: {}, pods-pending: { enabled: false, timeout: 5, severity: sev1, runbook: "https://r/" } }',
  'checks: { http-endpoint: { url: http://a/, retry: { attempts: 2, backoff: 250ms, attemptTimeout: 1 } } }',
  'checks: { pods-pending: { grace: 0 }, crash-loops: { window: " 1.5h " } }',
  withChecks('http-endpoint: { url: http://a/, check: http-endpoint, name: n }'),
  withChecks('http-endpoint: [{ url: http://a/ }, { url: http://b/, name: b, enabled: true }]'),
  withChecks('own: { check: http-endpoint, url: http://a/ }'),
  withChecks('http-endpoint: { url: { env: U }, body: { file: /none }, headers: { a: b, Authorization: { env: T } } }'),
  withChecks('http-endpoint: { url: http://a/, auth: { bearer: { env: T } } }'),
  withChecks('http-endpoint: { url: http://a/, auth: { basic: { username: me, password: { file: /none } } } }'),
  withChecks('http-endpoint: { url: http://a/, json: null, status: [200, 3xx], contains: [a, b], ipFamily: 4 }'),
  withChecks('http-endpoint: { url: http://a/, json: [1, { a: [true] }], status: 200, contains: a }'),
  withChecks('http-endpoint: { url: http://a/, jsonPath: [{ path: $.a, eq: [1, null] }], schema: { type: object } }'),
  withChecks(
    'postgres-connection: { host: h, lag: { warn: 30s, fail: { min: 0, max: 1m } }, standbys: { fail: "2:" } }',
  ),
  withChecks(
    'postgres-connection: { host: h, connections: { warn: 80 }, queries: [{ name: a, sql: b, equals: true }] }',
  ),
  'ignore: [{ check: crash-loops, reason: x }, { object: pod/a-*, reason: x }, { namespace: b, reason: x, until: 2026-12-31 }]',
  'metrics: { labels: { team: a } }',
];

/** A mistake deep in the parameters of a check, and where a validator finds it. */
const deepMistakes: readonly (readonly [yaml: string, path: string])[] = [
  ['http-endpoint: { url: { evn: U } }', 'http-endpoint/url'],
  ['http-endpoint: { url: {} }', 'http-endpoint/url'],
  ['http-endpoint: { url: { env: U, file: /f } }', 'http-endpoint/url'],
  ['http-endpoint: { url: { env: "" } }', 'http-endpoint/url/env'],
  ['http-endpoint: { url: 5 }', 'http-endpoint/url'],
  ['http-endpoint: [{ url: http://a/ }, { url: http://a/, stats: 200 }]', 'http-endpoint/1'],
  ['http-endpoint: [[]]', 'http-endpoint/0'],
  ['http-endpoint: { url: http://a/, warnAfter: soon }', 'http-endpoint/warnAfter'],
  ['http-endpoint: { url: http://a/, warnAfter: -1 }', 'http-endpoint/warnAfter'],
  ['http-endpoint: { url: http://a/, warnAfter: [] }', 'http-endpoint/warnAfter'],
  ['http-endpoint: { url: http://a/, retry: { attempts: 11 } }', 'http-endpoint/retry/attempts'],
  ['http-endpoint: { url: http://a/, retry: 3 }', 'http-endpoint/retry'],
  ['http-endpoint: { url: http://a/, auth: { baisc: {} } }', 'http-endpoint/auth'],
  ['http-endpoint: { url: http://a/, auth: { basic: { username: a, password: plain } } }', 'basic/password'],
  ['http-endpoint: { url: http://a/, status: [200, true] }', 'http-endpoint/status/1'],
  ['http-endpoint: { url: http://a/, jsonPath: { path: $.a, eq: 1 } }', 'http-endpoint/jsonPath'],
  ['http-endpoint: { url: http://a/, jsonPath: [{ path: a, eq: 1 }] }', 'http-endpoint/jsonPath/0/path'],
  ['http-endpoint: { url: http://a/, headers: { a: 5 } }', 'http-endpoint/headers/a'],
  ['postgres-connection: { host: h, lag: { warm: 1 } }', 'postgres-connection/lag'],
  ['postgres-connection: { host: h, lag: { warn: { minimum: 1 } } }', 'postgres-connection/lag/warn'],
  ['own: { check: postgres-connection, host: h, prot: 5432 }', 'own'],
  ['own: [{ check: postgres-connection, host: h }]', 'own'],
  ['own: { check: postgres-connection, host: h, name: other }', 'own/name'],
];

describe('the JSON Schema of the configuration', () => {
  const schema = configJsonSchema(checks);
  const errorsOf = schemaValidator(schema);

  it('has less than 2.4 KB for each check, which stands in it once', () => {
    expect(schema.length / checks.length).toBeLessThan(2400);
    const { $defs } = JSON.parse(schema);
    for (const { name } of checks) expect($defs).toHaveProperty([`check.${name}`]);
  });

  it('refers to its own definitions only, by names that can be moved', () => {
    const { $defs } = JSON.parse(schema);
    const references = new Set([...schema.matchAll(/"\$ref": ?"([^"]*)"/g)].map(([, reference = '']) => reference));
    expect(references.size).toBeGreaterThan(checks.length);
    for (const reference of references) {
      expect(reference).toMatch(/^#\/\$defs\/[\w.-]+$/);
      expect($defs).toHaveProperty([reference.replace('#/$defs/', '')]);
    }
  });

  it('has no union that a validator would try branch by branch', () => {
    expect(schema).not.toMatch(/"(anyOf|oneOf)"/);
  });

  it('has a pattern for durations', () => {
    const { duration: definition } = JSON.parse(schema).$defs;
    for (const text of ['250ms', '5s', '10m', '1h', '30d', '5', ' 1.5h '])
      expect(text).toMatch(RegExp(definition.pattern));
    for (const text of ['soon', '5 s', '5y', '-5s', '']) expect(text).not.toMatch(RegExp(definition.pattern));
  });

  it.each(repositoryConfigs)('takes %s', (_, config) => {
    expect(errorsOf(config)).toEqual([]);
  });

  it.each(rightConfigs)('takes what the program takes: %s', async (yaml) => {
    const config = await loadInput({ ...singleFile(yaml), checks });
    expect(config.registrations.length).toBeGreaterThan(0);
    expect(errorsOf(parse(yaml))).toEqual([]);
  });

  it.each(deepMistakes)('lets a validator find the one mistake in %s', async (yaml, path) => {
    expect(await problemLines({ ...singleFile(withChecks(yaml)), checks })).not.toHaveLength(0);
    const errors = errorsOf(parse(withChecks(yaml)));
    expect(errors, errors.join('\n')).toHaveLength(1);
    expect(errors[0]).toContain(`${path} `);
  });
});

describe('the JSON Schema for any catalogue', () => {
  const errorsOf = schemaValidator(configJsonSchema(catalogue));

  it.each(wrongConfigs.filter(({ beyondSchema }) => beyondSchema === undefined))(
    'lets a validator find the one mistake in $yaml',
    ({ yaml }) => {
      const errors = errorsOf(parse(yaml));
      expect(errors, errors.join('\n')).toHaveLength(1);
    },
  );

  it.each(wrongConfigs.filter(({ beyondSchema }) => beyondSchema !== undefined))(
    'cannot show the mistake in $yaml: $beyondSchema',
    ({ yaml }) => {
      expect(errorsOf(parse(yaml))).toEqual([]);
    },
  );

  it('keeps to the schema of a module, and takes everything where it has none', () => {
    const params = z.strictObject({ token: secret(), wait: duration().prefault('1s') });
    const module = { ...(catalogue[0] as (typeof catalogue)[number]), name: 'mine', module: '/checks/mine.ts' };
    const ofModule = (own: z.ZodObject) =>
      schemaValidator(configJsonSchema([...catalogue, { ...module, params: own }]));
    const errors = ofModule(z.fromJSONSchema(z.toJSONSchema(params, { io: 'input' })) as z.ZodObject);
    expect(errors(parse(withChecks('mine: { token: { env: T }, wait: 5s }')))).toEqual([]);
    expect(errors(parse(withChecks('mine: { token: { env: T }, wiat: 5s }')))).toHaveLength(1);
    expect(errors(parse(withChecks('mine: { token: { env: T }, wait: soon }')))).toHaveLength(1);
    expect(ofModule(z.looseObject({}))(parse(withChecks('mine: { any: thing, enabled: true }')))).toEqual([]);
    expect(ofModule(z.looseObject({}))(parse(withChecks('mine: { any: thing, enabled: 5 }')))).toHaveLength(1);
  });
});
