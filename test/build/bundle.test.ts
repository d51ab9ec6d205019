import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Below node_modules, so that packages outside the bundle are resolved. */
const dist = join(root, 'node_modules/.cache/kavmon-test');

/** Text of each library that minification keeps and that stands nowhere else. */
const MARKS = { zod: '$ZodString', kubernetes: 'loadFromClusterAndUser', yaml: 'tag:yaml.org,2002:' } as const;

const config = fileURLToPath(new URL('../fixtures/one-endpoint.yaml', import.meta.url));

/** The files of the bundle that a command loads, in all of its threads, from the debug output of Node's loader. */
const loadedBy = async (...args: string[]): Promise<readonly string[]> => {
  const env = { ...process.env, NODE_DEBUG: 'module' };
  const { stderr } = await run(process.execPath, [join(dist, 'kavmon.cjs'), ...args], { env, maxBuffer: 1e8 }).catch(
    (error: { readonly stderr: string }) => error,
  );
  const found = [...stderr.matchAll(/MODULE \d+: load "([^"]+)"/g)].map(([, path = '']) => path);
  return [...new Set(found)].filter((path) => path.startsWith(dist)).map((path) => relative(dist, path));
};

const textOf = (name: string): string => readFileSync(join(dist, name), 'utf8');

const holding = (names: readonly string[], mark: keyof typeof MARKS): readonly string[] =>
  names.filter((name) => textOf(name).includes(MARKS[mark]));

describe('the bundle', () => {
  beforeAll(() => run(process.execPath, [join(root, 'build/build.ts'), dist]));
  afterAll(() => rmSync(dist, { recursive: true }));

  it.each(Object.keys(MARKS) as (keyof typeof MARKS)[])(
    'holds %s somewhere, so that its absence means something',
    (mark) => {
      const files = readdirSync(dist).filter((name) => name.endsWith('.cjs'));
      expect(holding(files, mark)).not.toEqual([]);
    },
  );

  it.each([['--help'], ['version']])('%s loads little more than the command line', async (...args) => {
    const files = await loadedBy(...args);
    expect(files).toContain('cli.cjs');
    const size = files.reduce((sum, name) => sum + textOf(name).length, 0);
    expect(size).toBeLessThan(80_000);
  });

  it('lists the catalogue without a schema, a parser or a check', async () => {
    const files = await loadedBy('list');
    expect(files).toContain('cli.cjs');
    expect(holding(files, 'zod')).toEqual([]);
    expect(holding(files, 'yaml')).toEqual([]);
    expect(holding(files, 'kubernetes')).toEqual([]);
  });

  it('runs one check of a service with nothing of Kubernetes and no other check', async () => {
    const files = await loadedBy('-c', config, '-s', 'nobody', '--no-metrics');
    const entries = readdirSync(dist).filter((name) => /^checks-[a-z-]+\.cjs$/.test(name));
    expect(files.filter((name) => entries.includes(name))).toEqual(['checks-tcp-connection.cjs']);
    expect(files).not.toContain('worker.cjs');
    const ofThread = files.filter((name) => name.startsWith('prober/'));
    expect(ofThread).toContain('prober/worker.cjs');
    expect(holding(ofThread, 'zod')).toEqual([]);
    expect(files).not.toContain('gather.cjs');
    expect(holding(files, 'kubernetes')).toEqual([]);
  });
});
