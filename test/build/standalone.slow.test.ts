import { readFileSync } from 'node:fs';
import { copyFile, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import * as yaml from 'yaml';
import { platforms } from '../../build/standalone/platforms.ts';
import { CACHE_TIMEOUT_MS } from '../cache/cache.ts';
import { crashingPod } from '../kubernetes/api-objects.ts';
import { describeUnless } from '../support/describe-unless.ts';
import { execFileAsync } from '../support/exec-file.ts';
import { folderForSuite, stopAfterTest } from '../support/for-test.ts';
import { startHttpServer } from '../support/http.ts';
import { EXAMPLE_SNAPSHOT, REPOSITORY_ROOT } from '../support/repository.ts';
import { runProcess } from '../support/run-process.ts';

const PLATFORM_NAME = `linux-${process.arch}`;
const hasArchive = process.platform === 'linux' && platforms.some(({ name }) => name === PLATFORM_NAME);
const describeArchive = describeUnless(
  hasArchive && process.getuid?.() === 0 ? undefined : 'a root without Node.js needs Linux and root',
);

/** Packs 130 MB. */
const REBUILD_TIMEOUT_MS = 180_000;

const USER_CHECK = `import { defineCheck, z } from 'kavmon';
export default defineCheck({
  group: 'custom',
  name: 'own-page',
  title: 'The page is there',
  why: 'Somebody reads it.',
  remedy: 'Put it there.',
  severity: 'sev3',
  needs: ['http'],
  params: z.strictObject({ url: z.string() }),
  run: async ({ http, params }) => ((await http({ url: params.url })).status === 200 ? [] : [{ reason: 'assertion', message: 'no page' }]),
});
`;

const suiteFolder = folderForSuite('standalone');

/** Copies a program's libraries, and with them the loader, to the same places below the root. */
const copyLibraries = async (program: string, root: string): Promise<void> => {
  const { stdout } = await execFileAsync('ldd', [program]);
  for (const path of stdout.match(/\/\S+/g) ?? []) {
    if (path.endsWith(':')) continue;
    await mkdir(join(root, dirname(path)), { recursive: true });
    await copyFile(path, join(root, path));
  }
};

describeArchive('the archive that brings its Node', () => {
  /** Holds a shell, the libraries of C and C++, and the unpacked archive. */
  let root = '';
  let unpacked = '';
  const runInRoot = (args: readonly string[]) =>
    runProcess(`/kavmon-${PLATFORM_NAME}/kavmon`, args, {
      prefix: ['/usr/sbin/chroot', root],
      env: { PATH: '/nonexistent', HOME: '/' },
    });
  const build = async (script: string, ...args: string[]) =>
    execFileAsync(process.execPath, [join(REPOSITORY_ROOT, 'build', script), ...args]);

  beforeAll(async () => {
    const [dist, out] = [join(suiteFolder.path, 'dist'), join(suiteFolder.path, 'out')];
    root = join(suiteFolder.path, 'root');
    unpacked = join(root, `kavmon-${PLATFORM_NAME}`);
    for (const name of ['bin', 'dev']) await mkdir(join(root, name), { recursive: true });
    // What a child process has for its standard input.
    await writeFile(join(root, 'dev/null'), '');
    await build('build.ts', dist);
    await build('standalone.ts', '--dist', dist, '--out', out, PLATFORM_NAME);
    await execFileAsync('tar', ['-xzf', join(out, `kavmon-${PLATFORM_NAME}.tar.gz`), '-C', root]);
    await copyFile('/bin/sh', join(root, 'bin/sh'));
    await copyLibraries('/bin/sh', root);
    await copyLibraries(join(unpacked, 'lib/node'), root);
    await copyFile(EXAMPLE_SNAPSHOT, join(root, 'cluster.json.gz'));
  }, CACHE_TIMEOUT_MS);

  it('runs in a root without Node', async () => {
    const { stdout, code } = await runInRoot(['version']);
    const { version } = JSON.parse(readFileSync(join(REPOSITORY_ROOT, 'node_modules/node/package.json'), 'utf8'));
    expect(stdout).toContain(`(Node.js ${version}, ${PLATFORM_NAME})`);
    expect(code).toBe(0);
  });

  it('judges a snapshot there', async () => {
    const { stdout, code } = await runInRoot(['--snapshot', '/cluster.json.gz', '-n', 'crash-loops', '-o', 'json']);
    expect(JSON.parse(stdout).results[0]).toMatchObject({ name: 'crash-loops', status: 'failed' });
    expect(code).toBe(1);
  });

  it('parses YAML there, in a thread of its own', async () => {
    const list = { apiVersion: 'v1', kind: 'PodList', metadata: {}, items: [crashingPod('web')] };
    await writeFile(join(root, 'pods.yaml'), yaml.stringify(list));
    const { stdout, code } = await runInRoot(['--snapshot', '/pods.yaml', '-n', 'crash-loops', '-o', 'json']);
    expect(JSON.parse(stdout).results[0]).toMatchObject({ status: 'failed', looked: { pods: 1 } });
    expect(code).toBe(1);
  });

  it('asks services there, also by checks of the user', async () => {
    const { url } = await stopAfterTest(startHttpServer({ routes: { page: ({ response }) => response.end('here') } }));
    const checks = { 'http-endpoint': { url: `${url}/page` }, 'own-page': { url: `${url}/page` } };
    await writeFile(join(root, 'kavmon.yaml'), JSON.stringify({ services: { web: { checks } } }));
    await mkdir(join(root, 'own'));
    await writeFile(join(root, 'own/own-page.ts'), USER_CHECK);
    const args = ['-c', '/kavmon.yaml', '--checks', '/own', '-s', 'web', '-o', 'json'];
    const { stdout, code } = await runInRoot(args);
    const statuses = JSON.parse(stdout).results.map((one: { name: string; status: string }) => [one.name, one.status]);
    expect(statuses).toEqual([
      ['http-endpoint', 'ok'],
      ['own-page', 'ok'],
    ]);
    expect(code).toBe(0);
  });

  it('is started through links, as krew makes them', async () => {
    const [first, second] = [join(suiteFolder.path, 'first'), join(suiteFolder.path, 'second')];
    await symlink(join('root', `kavmon-${PLATFORM_NAME}`, 'kubectl-kavmon'), first);
    await symlink(first, second);
    const { stdout, code } = await runProcess(second, ['version'], { env: { PATH: '/usr/bin:/bin' } });
    expect(stdout).toContain('kavmon');
    expect(code).toBe(0);
  });

  it('has what the manifest for krew moves and links', async () => {
    const { spec } = yaml.parse(readFileSync(join(REPOSITORY_ROOT, '.krew.yaml'), 'utf8'));
    const platform = spec.platforms.find(({ uri }: { uri: string }) => uri.endsWith(`kavmon-${PLATFORM_NAME}.tar.gz`));
    const installed = join(suiteFolder.path, 'store');
    await mkdir(installed);
    for (const { from, to } of platform.files)
      await execFileAsync('sh', ['-c', `cp -R "$1"/${from} "$2"/${to}`, 'sh', root, installed]);
    const { stdout } = await runProcess(join(installed, platform.bin), ['--help'], { env: { PATH: '/usr/bin:/bin' } });
    expect(stdout).toContain('Usage: kubectl kavmon');
    const completed = await runProcess(join(installed, 'kubectl_complete-kavmon'), ['ver']);
    expect(completed.stdout).toMatch(/^version\t.*\n:4\n$/);
  });

  it('has the checksums of all its files, and their licences', async () => {
    await execFileAsync('sha256sum', ['--check', '--quiet', '--strict', 'SHA256SUMS'], { cwd: unpacked });
    const sums = readFileSync(join(unpacked, 'SHA256SUMS'), 'utf8').trimEnd().split('\n');
    const files = await readdir(unpacked, { recursive: true, withFileTypes: true });
    expect(sums.length).toBe(files.filter((entry) => entry.isFile()).length - 1);
    expect(readFileSync(join(unpacked, 'LICENSE'), 'utf8')).toContain('Apache License');
    expect(readFileSync(join(unpacked, 'licenses/node.txt'), 'utf8')).toContain('Node.js is licensed for use');
    expect(readFileSync(join(unpacked, 'licenses/third-party.txt'), 'utf8')).toContain('zod ');
  });

  it(
    'is the same when it is made again',
    async () => {
      const [dist, again] = [join(suiteFolder.path, 'dist'), join(suiteFolder.path, 'again')];
      await build('standalone.ts', '--dist', dist, '--out', again, PLATFORM_NAME);
      expect(readFileSync(join(again, 'SHA256SUMS'))).toEqual(readFileSync(join(suiteFolder.path, 'out/SHA256SUMS')));
    },
    REBUILD_TIMEOUT_MS,
  );
});
