import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
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
  remedies: { 'acme/queue_stuck': 'Wake the consumers.' },
  run({ params }) {
    return params.ill ? [{ reason: params.why ?? 'assertion', message: 'it is ill', level: params.ill }] : [];
  },
};
`;

const STUCK_REGISTRATION = { name: 'stuck', ill: 'fault', why: 'acme/queue_stuck' };

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
  const path = join(checksFolder.path, `own-${Object.keys(files).join('-').replaceAll(/[./]/g, '-')}`);
  await mkdir(path, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), text);
  }
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
          'plain-object': [
            { name: 'well' },
            { name: 'ill', ill: 'fault' },
            { name: 'ailing', ill: 'warning' },
            STUCK_REGISTRATION,
          ],
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
      stuck: 'failed/acme/queue_stuck',
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
    expect(end.result('stuck').remedy).toBe('Wake the consumers.');
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

describe('a folder that the configuration names', () => {
  const configureFolder = async (name: string, ownChecks: unknown): Promise<readonly string[]> => {
    const path = join(checksFolder.path, `${name}.yaml`);
    const services = { shop: { checks: { 'plain-object': { ill: 'fault' } } } };
    await writeFile(path, JSON.stringify({ ownChecks, services }));
    return ['-c', path];
  };
  const folderName = async (name: string): Promise<string> => {
    const [, path = ''] = await writeChecks({ [`${name}.mjs`]: PLAIN_CHECK });
    return basename(path);
  };

  it('is known to every command, relative to its file', async () => {
    const flags = await configureFolder('beside', await folderName('beside'));
    const [end, list, view, schema, explained, broken] = await Promise.all([
      runForReport([...flags, '-n', 'plain-object']),
      runKavmon(['list', '-n', 'plain-object', ...flags]),
      runKavmon(['config', 'view', ...flags]),
      runKavmon(['config', 'schema', ...flags]),
      runKavmon(['explain', 'plain-object', ...flags]),
      runKavmon(['explain', 'crash-loops', ...(await configureFolder('gone-too', 'gone'))]),
    ]);
    expect(end.outcomes).toEqual({ 'plain-object': 'failed/assertion' });
    expect(list.stdout).toContain('plain-object');
    expect(view.stdout).toMatch(/ownChecks +own-beside-mjs +.*beside\.yaml:1:14/);
    expect(schema.stdout).toContain('plain-object');
    expect(explained.stdout).toContain('A plain object is a check');
    expect(broken).toMatchObject({ code: 0, stderr: '' });
  });

  it('gives way to --checks', async () => {
    const flags = await configureFolder('over', 'gone');
    const own = await writeChecks({ 'over.mjs': PLAIN_CHECK });
    const [list, view] = await Promise.all([
      runKavmon(['list', '-n', 'plain-object', ...flags, ...own]),
      runKavmon(['config', 'view', ...flags, ...own]),
    ]);
    expect(list).toMatchObject({ code: 0, stderr: '' });
    expect(view.stdout).toMatch(/ownChecks +\[".*own-over-mjs"\] +--checks/);
  });

  it.each([
    ['a folder that is not there', 'gone', /strange\.yaml:1:14: ownChecks: gone: ENOENT/],
    ['a folder without checks', '.', /ownChecks: \.: there is no \.ts or \.js file/],
    ['a wrong type', 7, /strange\.yaml:1:2: ownChecks: /],
  ])('is refused where it is named: %s', async (_, ownChecks, words) => {
    const { stderr, code } = await runKavmon(['list', ...(await configureFolder('strange', ownChecks))]);
    expect(stderr).toMatch(words);
    expect(code).toBe(2);
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

describe('a folder whose package.json says "type": "commonjs", as npm writes it', () => {
  it.each(['mine.ts', 'mine.js', 'mine.mjs'])('holds modules as they are documented: %s', async (file) => {
    const type = JSON.stringify({ name: 'shop', type: 'commonjs' });
    const lib = `lib/words${file.slice(file.lastIndexOf('.'))}`;
    const text = `import { defineCheck, z } from 'kavmon';\nimport { title } from './${lib}';
export default defineCheck({ group: 'custom', name: 'mine', title, why: 'a', remedy: 'b', severity: 'sev3',
  needs: [], params: z.strictObject({}), run: () => [] });`;
    const files = { 'package.json': type, [file]: text, [lib]: "export const title = 'All is well';" };
    const { stdout, stderr, code } = await runKavmon(['list', '-n', 'mine', ...(await writeChecks(files))]);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect(stdout).toContain('All is well');
  });

  it('holds CommonJS too, which may contain the words of modules', async () => {
    const text = `const text = \`\nexport default 1;\n\`;
module.exports = { name: 'old', title: 'Old and well', needs: [], run: () => (text === '' ? null : []) };`;
    const files = { 'package.json': '{ "type": "commonjs" }', 'old.js': text };
    const { stdout, stderr } = await runKavmon(['list', '-n', 'old', ...(await writeChecks(files))]);
    expect(stderr).toBe('');
    expect(stdout).toContain('Old and well');
  });
});

describe("a user's check that is broken", () => {
  it.each([
    ['syntax.mjs', 'export default {', /syntax\.mjs:1: SyntaxError/],
    ['twice.mjs', 'let a = 1;\nlet a = 2;\nexport default {};', /twice\.mjs:2: SyntaxError.*already been declared/],
    ['types.ts', '\nenum Colour { Red }\nexport default Colour;', /types\.ts:2: SyntaxError.*enum/],
    ['throws.mjs', "\n\nthrow new Error('not today');", /throws\.mjs:3:7: Error: not today/],
    ['loops.mjs', 'for (;;);', /loops\.mjs: it was not loaded within/],
    ['exits.mjs', 'process.exit(0);', /exits\.mjs: .*exit code 0/],
    ['missing.mjs', "// none\nimport 'no-such-package';", /missing\.mjs:2: .*no-such-package/],
    ['no-default.mjs', '\nexport const check = 1;', /no-default\.mjs:2: it has no default export: .*it exports check/],
    ['no-run.mjs', "export default { name: 'no-run', title: 'x' };", /no-run\.mjs:1: .*no run\(\)/],
    ['no-name.mjs', "export default { title: 'x', run: () => [] };", /no-name\.mjs:1: the field "name" is missing/],
    [
      'misspelt.mjs',
      "export default {\n  name: 'a',\n  title: 'x',\n  tiemout: '5s',\n  run: () => [],\n};",
      /misspelt\.mjs:4: unknown field "tiemout": did you mean "timeout"\?/,
    ],
    [
      'group.mjs',
      "export default {\n  name: 'a',\n  title: 'x',\n  group: 'podz',\n  run: () => [],\n};",
      /group\.mjs:4: group: "podz" is unknown: did you mean "pods"\?/,
    ],
    [
      'reason.mjs',
      "export default { name: 'a', title: 'x', remedies: { image_pul: 'Pull.' }, run: () => [] };",
      /reason\.mjs:1: .*"image_pul" is unknown: did you mean "image_pull"/,
    ],
    [
      'clash.mjs',
      "import { z } from 'kavmon';\nexport default { name: 'a', title: 'x',\n  params: z.object({ retry: z.number() }), run: () => [] };",
      /clash\.mjs:3: .*cannot be named "retry"/,
    ],
    // Row 9 of the catalogue of fail-open monitors: a need that is not supported is an error, not skipped.
    [
      'asks-mqtt.mjs',
      "export default { name: 'a', title: 'x', needs: ['mqtt'], run: () => [] };",
      /:1: .*needs "mqtt"/,
    ],
    ['asks-pod.mjs', "export default { name: 'a', title: 'x', needs: ['pod'], run: () => [] };", /:1: .*mean "pods"/],
    ['judges-jobs.mjs', "export default { name: 'a', title: 'x', judges: ['jobs'], run: () => [] };", /judges "jobs"/],
    [
      'bad-params.mjs',
      "export default { name: 'bad', title: 'x', params: { limit: 3 }, run: () => [] };",
      /:1: params/,
    ],
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

  it('is an error that names the line of an exception, without a stack', async () => {
    const flags = await writeChecks({
      'lib/depth.mjs': 'export const readDepth = () => {\n  return undefined.depth;\n};\n',
      'throws-inside.mjs': `import { readDepth } from './lib/depth.mjs';\n${checkReturning('throws-inside', 'readDepth()')}`,
      'fetches.ts': checkReturning('fetches', "fetch('http://127.0.0.1:1/')"),
    });
    const end = await runForReport([...flags, '-g', 'custom']);
    expect(end.outcomes).toEqual({ 'throws-inside': 'error/internal', fetches: 'error/internal' });
    const { message } = end.result('throws-inside');
    expect(message).toMatch(/^TypeError: Cannot read properties of undefined .*\(\/.*\/depth\.mjs:2:20\)$/);
    expect(end.result('fetches').message).toMatch(/^TypeError: fetch failed: bad port \(.*fetches\.ts\)$/);
    expect(JSON.stringify(end.report)).not.toMatch(/execute-check|node:internal/);
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
