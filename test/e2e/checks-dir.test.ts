import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderForSuite } from '../support/for-test.ts';
import { type HttpServer, startHttpServer } from '../support/http.ts';
import { runKavmon } from '../support/run-process.ts';
import { configureServices, runForReport } from './run-for-report.ts';

// Users' own checks, in folders without package.json and node_modules.

const TYPED_CHECK = `
import { defineCheck, duration, z } from 'kavmon';
import type { Finding } from 'kavmon';

export default defineCheck({
  group: 'endpoint',
  name: 'queue-depth',
  title: 'Queues are short',
  why: 'A long queue is a late answer.',
  remedy: 'Start more workers.',
  severity: 'sev1',
  timeout: '4s',
  needs: ['http'],
  params: z.strictObject({
    url: z.string().describe('Where the depth is told'),
    limit: z.number().int().default(10).describe('How many may wait'),
    grace: duration().prefault('1s').describe('For how long'),
  }),
  async run({ http, params, measure }): Promise<readonly Finding[]> {
    const { body } = await http({ url: params.url });
    const { depth } = JSON.parse(body) as { depth: number };
    measure('depth', depth);
    if (depth <= params.limit) return [];
    return [{ reason: 'threshold', message: \`\${depth} wait, the limit is \${params.limit}\` }];
  },
});
`;

const PLAIN_CHECK = `
export default {
  name: 'plain-object',
  title: 'A plain object is a check',
  needs: [],
  run({ params }) {
    return params.ill ? [{ reason: 'assertion', message: 'it is ill', level: params.ill }] : [];
  },
};
`;

const checkReturning = (name: string, value: string): string =>
  `export default { name: '${name}', title: '${name}', needs: [], run() { return ${value}; } };`;

const checksFolder = folderForSuite('checks-dir');
let depthServer: HttpServer;
beforeAll(async () => {
  depthServer = await startHttpServer({
    routes: { depth: ({ response, rest }) => response.end(`{ "depth": ${rest[0]} }`) },
  });
});
afterAll(() => depthServer.stop());

/** Writes these files into a folder; returns the flags that name it. */
const writeChecks = async (files: Readonly<Record<string, string>>): Promise<readonly string[]> => {
  const path = join(checksFolder.path, `own-${Object.keys(files).join('-').replaceAll('.', '-')}`);
  await mkdir(path, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text);
  return ['--checks', path];
};

const writeOwnChecks = () => writeChecks({ 'queue-depth.ts': TYPED_CHECK, 'plain-object.mjs': PLAIN_CHECK });

describe("users' checks", () => {
  it('run as TypeScript that imports kavmon, and as a plain object', async () => {
    const services = {
      shop: {
        severity: 'sev2',
        checks: {
          'queue-depth': [
            { name: 'short', url: `${depthServer.url}/depth/3` },
            { name: 'long', url: `${depthServer.url}/depth/30` },
            { name: 'long-allowed', url: `${depthServer.url}/depth/30`, limit: 40 },
            { name: 'unreachable', url: 'http://127.0.0.1:1/' },
          ],
          'plain-object': [{ name: 'well' }, { name: 'ill', ill: 'fault' }, { name: 'ailing', ill: 'warning' }],
        },
      },
    };
    const end = await runForReport([
      ...(await writeOwnChecks()),
      ...(await configureServices(checksFolder.path, services)),
    ]);
    expect(end.outcomes).toEqual({
      short: 'ok/-',
      long: 'failed/threshold',
      'long-allowed': 'ok/-',
      unreachable: 'failed/connect_refused',
      well: 'ok/-',
      ill: 'failed/assertion',
      ailing: 'degraded/assertion',
    });
    expect(end.result('long')).toMatchObject({
      group: 'endpoint',
      service: 'shop',
      severity: 'sev2',
      timeoutMs: 4000,
      message: '30 wait, the limit is 10',
      remedy: 'Start more workers.',
      measures: { depth: { value: 30 } },
    });
    expect(end.result('well').group).toBe('custom');
    expect(end).toMatchObject({ code: 1, leftovers: [] });
  });

  it('are in the list and can be explained', async () => {
    const flags = await writeOwnChecks();
    const args = await configureServices(checksFolder.path, {
      shop: { checks: { 'queue-depth': { url: `${depthServer.url}/depth/1` } } },
    });
    const [list, explained, found] = await Promise.all([
      runKavmon(['list', ...flags, ...args, '-o', 'json']),
      runKavmon(['explain', 'queue-depth', ...flags]),
      runKavmon([...flags, '-n', 'queue-dept']),
    ]);
    expect(list.stdout).toContain('queue-depth');
    expect(list.code).toBe(0);
    for (const words of [
      'Queues are short',
      'A long queue is a late answer.',
      'Start more workers.',
      'How many may wait',
    ])
      expect(explained.stdout).toContain(words);
    expect(explained.stdout).toMatch(/limit.*10/s);
    expect(found.stderr).toMatch(/unknown name "queue-dept": did you mean "queue-depth"/);
  });

  it.each([
    ['an unknown parameter', { url: 'http://x/', limt: 3 }, /shop.*queue-depth.*limt.*limit/s],
    ['a wrong type', { url: 'http://x/', limit: 'many' }, /queue-depth\.limit.*number/s],
    ['a missing one', { limit: 3 }, /queue-depth.*url/s],
  ])('have their parameters validated before anything runs: %s', async (_, params, words) => {
    const args = [
      ...(await writeOwnChecks()),
      ...(await configureServices(checksFolder.path, { shop: { checks: { 'queue-depth': params } } })),
    ];
    const [run, validated] = await Promise.all([
      runKavmon(args),
      runKavmon(['config', 'validate', ...args.slice(0, 4)]),
    ]);
    expect(run.stderr).toMatch(words);
    expect(run.stderr).toMatch(/\.yaml:1:\d+/);
    expect([run.code, run.stdout, validated.code]).toEqual([2, '', 2]);
  });
});

it('what only the code of a parameter schema can refuse is an error of the registration', async () => {
  const services = { shop: { checks: { 'queue-depth': { url: 'http://x/', grace: 'soon' } } } };
  const end = await runForReport([
    ...(await writeOwnChecks()),
    ...(await configureServices(checksFolder.path, services)),
  ]);
  expect(end.outcomes).toEqual({ 'queue-depth': 'error/config' });
  expect(end.result('queue-depth').message).toContain('soon');
});

describe("a user's check that is broken", () => {
  it.each([
    ['syntax.mjs', 'export default {', /SyntaxError/],
    ['types.ts', 'enum Colour { Red }\nexport default Colour;', /enum/],
    ['throws.mjs', "throw new Error('not today');", /not today/],
    ['loops.mjs', 'for (;;);', /not loaded within/],
    ['exits.mjs', 'process.exit(0);', /exit code 0/],
    ['missing.mjs', "import 'no-such-package';", /no-such-package/],
    ['no-default.mjs', 'export const check = 1;', /default export/],
    ['no-run.mjs', "export default { name: 'no-run', title: 'x' };", /run/],
    ['no-name.mjs', "export default { title: 'x', run: () => [] };", /name/],
    // Row 9 of the catalogue of fail-open monitors: a need that is not supported is an error, not skipped.
    ['asks-mqtt.mjs', "export default { name: 'a', title: 'x', needs: ['mqtt'], run: () => [] };", /needs "mqtt"/],
    ['asks-pod.mjs', "export default { name: 'a', title: 'x', needs: ['pod'], run: () => [] };", /mean "pods"/],
    ['judges-jobs.mjs', "export default { name: 'a', title: 'x', judges: ['jobs'], run: () => [] };", /judges "jobs"/],
    ['bad-params.mjs', "export default { name: 'bad', title: 'x', params: { limit: 3 }, run: () => [] };", /params/],
  ])('is an error that names file and cause, never silence: %s', async (file, text, cause) => {
    const flags = await writeChecks({ [file]: text, 'plain-object.mjs': PLAIN_CHECK });
    const [list, run] = await Promise.all([runKavmon(['list', ...flags]), runKavmon([...flags, '-n', 'plain-object'])]);
    for (const { stderr, stdout, code } of [list, run]) {
      expect(stderr).toContain(join(flags[1] ?? '', file));
      expect(stderr).toMatch(cause);
      expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
    }
    expect([list.leftovers, run.leftovers]).toEqual([[], []]);
  });

  it('is told in log and report under --cronjob, which exits 0', async () => {
    const flags = await writeChecks({ 'broken-too.mjs': "throw new Error('not today');" });
    const end = await runForReport([...flags, '--cronjob']);
    expect(end.code).toBe(0);
    expect(end.outcomes).toEqual({ configuration: 'error/config' });
    expect(end.stderr).toMatch(/broken-too\.mjs.*not today/);
  });

  it.each([
    ['a name that is taken by a built-in check', { 'mine.mjs': checkReturning('http-endpoint', '[]') }, /built-in/],
    [
      'two of one name',
      { 'a.mjs': checkReturning('twin', '[]'), 'b.mjs': checkReturning('twin', '[]') },
      /b\.mjs.*a\.mjs/,
    ],
  ])('clashes: %s', async (_, files, words) => {
    const flags = await writeChecks(files);
    const [list, cron] = await Promise.all([runKavmon(['list', ...flags]), runKavmon([...flags, '--cronjob'])]);
    expect(list.stderr).toMatch(words);
    expect([list.stdout, list.code, cron.code]).toEqual(['', 2, 0]);
  });

  it('takes a folder that is named twice for one', async () => {
    const flags = await writeChecks({ 'only.mjs': checkReturning('only', '[]') });
    const { stdout, stderr, code } = await runKavmon(['list', '-n', 'only', ...flags, ...flags]);
    expect([stderr, code]).toEqual(['', 0]);
    expect(stdout).toContain('only');
  });

  it('returns what is no list of findings: an error, never health', async () => {
    const values: Readonly<Record<string, string>> = {
      'is-true': 'true',
      'is-nothing': 'undefined',
      'is-object': '{ healthy: true }',
      'is-text': "'ok'",
      'has-text': "['bad']",
      'has-null': '[null]',
      'has-no-message': "[{ reason: 'assertion' }]",
      'has-unknown-reason': "[{ reason: 'gremlins', message: 'x' }]",
      'has-unknown-level': "[{ reason: 'assertion', message: 'x', level: 'info' }]",
      'is-endless': '{ *[Symbol.iterator]() { for (;;) yield 1; } }',
    };
    const files = Object.entries(values).map(([name, value]) => [`${name}.mjs`, checkReturning(name, value)]);
    const end = await runForReport([...(await writeChecks(Object.fromEntries(files))), '-g', 'custom']);
    expect(end.outcomes).toEqual(Object.fromEntries(Object.keys(values).map((name) => [name, 'error/internal'])));
    expect(end.code).toBe(1);
  });
});
