import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { type Called, call, expect } from './installed.ts';

// Packs the package, installs it into an empty folder as its users do, and runs it there. Fails with the first thing that
// is not as it should be.

const root = fileURLToPath(new URL('..', import.meta.url));

const OWN_CHECK = `import { defineCheck, z } from 'kavmon';

export default defineCheck({
  group: 'custom',
  name: 'own-page',
  title: 'The page says hello',
  why: 'A page that greets nobody is broken.',
  remedy: 'Greet.',
  severity: 'sev3',
  needs: ['http'],
  params: z.strictObject({ url: z.string() }),
  async run({ http, params }) {
    const { body } = await http({ url: params.url });
    return body.includes('hello') ? [] : [{ reason: 'assertion', message: 'no greeting' }];
  },
});
`;

const configOf = (port: number): string => `services:
  web:
    checks:
      http-endpoint: { url: http://127.0.0.1:${port}/, json: [{ path: $.greeting, equals: hello }] }
      own-page: { url: http://127.0.0.1:${port}/ }
  nobody:
    checks:
      postgres-connection: { url: postgres://kavmon@127.0.0.1:1/none }
      redis-connection: { url: redis://127.0.0.1:1 }
`;

const STATUSES = 'http-endpoint ok, own-page ok, postgres-connection failed, redis-connection failed';

/** What a user's project has: the package from the archive, checks and a configuration of its own. */
const install = async (folder: string, port: number): Promise<string> => {
  await call('npm', ['pack', '--silent', '--pack-destination', folder, `${root}dist`], root);
  const archive = (await readdir(folder)).find((name) => name.endsWith('.tgz')) ?? 'no archive';
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  await call(
    'npm',
    ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', `./${archive}`],
    folder,
  );
  await writeFile(join(folder, 'kavmon.yaml'), configOf(port));
  await call('mkdir', ['checks'], folder);
  await writeFile(join(folder, 'checks', 'own-page.ts'), OWN_CHECK);
  return archive;
};

const packageVersion = async (): Promise<string> =>
  JSON.parse(await readFile(join(root, 'package.json'), 'utf8')).version;

/** Every command of the installed program that rests on a part of the bundle of its own. */
const run = async (folder: string): Promise<void> => {
  const kavmon = (...args: string[]): Promise<Called> => call(join(folder, 'node_modules/.bin/kavmon'), args, folder);
  const expected = await packageVersion();
  expect('version', JSON.parse((await kavmon('version', '-o', 'json')).stdout).version === expected);
  expect('list', (await kavmon('list', '--checks', 'checks')).stdout.includes('own-page'));
  expect('explain', (await kavmon('explain', 'http-endpoint')).stdout.includes('URL to ask'));
  expect('config schema', '$schema' in JSON.parse((await kavmon('config', 'schema')).stdout));
  expect('completion', (await kavmon('completion', 'bash')).stdout.includes('kavmon'));
  const some = ['--checks', 'checks', '-l', 'warning', '-o', 'json', '--no-metrics'];
  const services = await kavmon(...some, '-s', 'web,nobody');
  expect('exit code of a run', services.exitCode === 1, services);
  expect('statuses of a run', statusesOf(services) === STATUSES, services);
  const cluster = await kavmon(...some, '-g', 'pods', '--kubeconfig', join(folder, 'none.yaml'));
  expect('a cluster that is not there', cluster.exitCode === 2 && cluster.stderr.includes('none.yaml'), cluster);
};

interface Row {
  readonly name: string;
  readonly status: string;
}

const statusesOf = ({ stdout }: Called): string =>
  (JSON.parse(stdout).results as readonly Row[])
    .map(({ name, status }) => `${name} ${status}`)
    .toSorted()
    .join(', ');

/** A check in TypeScript is typed by the package as it was installed. */
const compile = async (folder: string): Promise<void> => {
  const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules/@types')];
  const strict = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023'];
  await call(join(root, 'node_modules/.bin/tsc'), [...strict, ...types, 'checks/own-page.ts'], folder);
};

/** Whether every way to resolve the package finds it as it says it is. */
const lint = async (archive: string): Promise<void> => {
  const tarball = new Uint8Array(await readFile(archive)).buffer;
  const { messages, pkg = {} } = await publint({ pack: { tarball }, strict: true });
  const told = messages.map((message) => formatMessage(message, pkg) ?? message.code);
  expect('what publint says', messages.length === 0, { stdout: told.join('\n') });
};

const server = createServer((_, answer) => {
  answer.setHeader('content-type', 'application/json').end('{ "greeting": "hello" }');
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const folder = await mkdtemp(join(tmpdir(), 'kavmon-package-'));
try {
  const archive = await install(folder, (server.address() as AddressInfo).port);
  await run(folder);
  await compile(folder);
  await lint(join(folder, archive));
  process.stdout.write(`${archive}: installed, run, compiled against and linted\n`);
} finally {
  server.close();
  await rm(folder, { recursive: true, force: true });
}
