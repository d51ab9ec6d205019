import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const executeFile = promisify(execFile);
const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url));

/** Below node_modules, so that packages outside the bundle are resolved. */
const distFolder = join(repositoryRoot, 'node_modules/.cache/kavmon-test');

/** Text of each library that minification keeps and that stands nowhere else. */
const LIBRARY_MARKS = { zod: '$ZodString', kubernetes: 'loadFromClusterAndUser', yaml: 'tag:yaml.org,2002:' } as const;

const snapshotPath = fileURLToPath(new URL('../../examples/cluster.json.gz', import.meta.url));
const configPath = fileURLToPath(new URL('../fixtures/one-endpoint.yaml', import.meta.url));

/** The files of the bundle that a command loads, in all of its threads, from the debug output of Node's loader. */
const filesLoadedBy = async (...args: string[]): Promise<readonly string[]> => {
  const env = { ...process.env, NODE_DEBUG: 'module' };
  const { stderr } = await executeFile(process.execPath, [join(distFolder, 'kavmon.cjs'), ...args], {
    env,
    maxBuffer: 1e8,
  }).catch((error: { readonly stderr: string }) => error);
  const found = [...stderr.matchAll(/MODULE \d+: load "([^"]+)"/g)].map(([, path = '']) => path);
  return [...new Set(found)].filter((path) => path.startsWith(distFolder)).map((path) => relative(distFolder, path));
};

const readBundleFile = (name: string): string => readFileSync(join(distFolder, name), 'utf8');

const filesHolding = (names: readonly string[], mark: keyof typeof LIBRARY_MARKS): readonly string[] =>
  names.filter((name) => readBundleFile(name).includes(LIBRARY_MARKS[mark]));

describe('the bundle', () => {
  beforeAll(() => executeFile(process.execPath, [join(repositoryRoot, 'build/build.ts'), distFolder]));
  afterAll(() => rmSync(distFolder, { recursive: true }));

  it.each(Object.keys(LIBRARY_MARKS) as (keyof typeof LIBRARY_MARKS)[])(
    'holds %s somewhere, so that its absence means something',
    (mark) => {
      const files = readdirSync(distFolder).filter((name) => name.endsWith('.cjs'));
      expect(filesHolding(files, mark)).not.toEqual([]);
    },
  );

  it.each([['--help'], ['version']])('%s loads little more than the command line', async (...args) => {
    const files = await filesLoadedBy(...args);
    expect(files).toContain('cli.cjs');
    const size = files.reduce((sum, name) => sum + readBundleFile(name).length, 0);
    expect(size).toBeLessThan(80_000);
  });

  it('lists the catalogue without a schema, a parser or a check', async () => {
    const files = await filesLoadedBy('list');
    expect(files).toContain('cli.cjs');
    expect(filesHolding(files, 'zod')).toEqual([]);
    expect(filesHolding(files, 'yaml')).toEqual([]);
    expect(filesHolding(files, 'kubernetes')).toEqual([]);
  });

  it('runs one check of a service with nothing of Kubernetes and no other check', async () => {
    const files = await filesLoadedBy('-c', configPath, '-s', 'nobody', '--no-metrics');
    const entries = readdirSync(distFolder).filter((name) => /^checks-[a-z-]+\.cjs$/.test(name));
    expect(files.filter((name) => entries.includes(name))).toEqual(['checks-tcp-connection.cjs']);
    const ofThread = files.filter((name) => name.startsWith('worker/'));
    expect(ofThread).toContain('worker/worker.cjs');
    expect(filesHolding(ofThread, 'zod')).toEqual([]);
    expect(filesHolding(files, 'kubernetes')).toEqual([]);
  });

  it('judges a cluster with no schema in its threads, nor of checks without parameters anywhere', async () => {
    const files = await filesLoadedBy('--snapshot', snapshotPath, '--no-metrics');
    expect(files).toContain('worker/checks-pods.cjs');
    expect(filesHolding(files, 'zod')).toEqual([]);
  });

  it('reads no file that lies beside the code of a package, as that of Kafka does for WebAssembly', () => {
    const files = readdirSync(distFolder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.cjs'),
    );
    expect(files.length).toBeGreaterThan(50);
    expect(files.filter((name) => readBundleFile(name).includes('.wasm'))).toEqual([]);
  });

  it('brings the licence of every package that is in it', () => {
    const licences = readBundleFile('THIRD_PARTY_LICENSES.txt');
    const { components } = JSON.parse(readBundleFile('sbom.cdx.json'));
    expect(components.length).toBeGreaterThan(50);
    for (const { name, version } of components) {
      const { license } = JSON.parse(readFileSync(join(repositoryRoot, 'node_modules', name, 'package.json'), 'utf8'));
      expect(licences).toContain(`\n${name} ${version} (${license})\n`);
    }
    expect(licences).not.toContain('\nvitest ');
  });
});
