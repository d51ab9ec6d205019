import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { type CommandOutcome, ensureExpectation, runCommand } from './run-command.ts';

// Packs the package, installs it into an empty folder as its users do, runs it there, and fails at the first thing that is
// not as expected.

const rootFolder = fileURLToPath(new URL('..', import.meta.url));

const USER_CHECK = `import { defineCheck, z } from 'kavmon';

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

const EXPECTED_STATUSES = 'http-endpoint ok, own-page ok, postgres-connection failed, redis-connection failed';

/** Makes a user's project: the package from its archive, a configuration and a check. Returns the archive's name. */
const installPackage = async (folder: string, port: number): Promise<string> => {
  await runCommand('npm', ['pack', '--silent', '--pack-destination', folder, `${rootFolder}dist`], rootFolder);
  const archive = (await readdir(folder)).find((name) => name.endsWith('.tgz')) ?? 'no archive';
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  await runCommand(
    'npm',
    ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', `./${archive}`],
    folder,
  );
  await writeFile(join(folder, 'kavmon.yaml'), configOf(port));
  await runCommand('mkdir', ['checks'], folder);
  await writeFile(join(folder, 'checks', 'own-page.ts'), USER_CHECK);
  return archive;
};

const packageVersion = async (): Promise<string> =>
  JSON.parse(await readFile(join(rootFolder, 'package.json'), 'utf8')).version;

/** Runs every command of the installed program that loads a part of the bundle of its own. */
const checkCommands = async (folder: string): Promise<void> => {
  const kavmon = (...args: string[]): Promise<CommandOutcome> =>
    runCommand(join(folder, 'node_modules/.bin/kavmon'), args, folder);
  const expected = await packageVersion();
  ensureExpectation('version', JSON.parse((await kavmon('version', '-o', 'json')).stdout).version === expected);
  const plugin = await runCommand(join(folder, 'node_modules/.bin/kubectl-kavmon'), ['--help'], folder);
  ensureExpectation('help of the plugin', plugin.stdout.includes('Usage: kubectl kavmon'), plugin);
  const completing = join(folder, 'node_modules/.bin/kubectl_complete-kavmon');
  const completed = await runCommand(completing, ['check', '--cron'], folder);
  ensureExpectation('completion of the plugin', completed.stdout.startsWith('--cronjob\t'), completed);
  ensureExpectation('list', (await kavmon('list', '--checks', 'checks')).stdout.includes('own-page'));
  ensureExpectation('explain', (await kavmon('explain', 'http-endpoint')).stdout.includes('URL to ask'));
  ensureExpectation('config schema', '$schema' in JSON.parse((await kavmon('config', 'schema')).stdout));
  ensureExpectation('completion', (await kavmon('completion', 'bash')).stdout.includes('kavmon'));
  const some = ['--checks', 'checks', '-l', 'warning', '-o', 'json', '--no-metrics'];
  const services = await kavmon(...some, '-s', 'web,nobody');
  ensureExpectation('exit code of a run', services.exitCode === 1, services);
  ensureExpectation('statuses of a run', statusesOf(services) === EXPECTED_STATUSES, services);
  const cluster = await kavmon(...some, '-g', 'pods', '--kubeconfig', join(folder, 'none.yaml'));
  ensureExpectation(
    'a cluster that is not there',
    cluster.exitCode === 2 && cluster.stderr.includes('none.yaml'),
    cluster,
  );
};

interface ResultRow {
  readonly name: string;
  readonly status: string;
}

const statusesOf = ({ stdout }: CommandOutcome): string =>
  (JSON.parse(stdout).results as readonly ResultRow[])
    .map(({ name, status }) => `${name} ${status}`)
    .toSorted()
    .join(', ');

/** What is bundled is redistributed: its licences have to come with it. */
const checkLicences = async (folder: string): Promise<void> => {
  const text = await readFile(join(folder, 'node_modules/kavmon/THIRD_PARTY_LICENSES.txt'), 'utf8');
  ensureExpectation('licences of what is bundled', /^ioredis \S+ \(MIT\)$/m.test(text));
};

/** Compiles the user's check against the types of the installed package. */
const compileUserCheck = async (folder: string): Promise<void> => {
  const types = ['--types', 'node', '--typeRoots', join(rootFolder, 'node_modules/@types')];
  const strict = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023'];
  await runCommand(join(rootFolder, 'node_modules/.bin/tsc'), [...strict, ...types, 'checks/own-page.ts'], folder);
};

/** Lints the archive: every way to resolve the package has to work. */
const lintPackage = async (archive: string): Promise<void> => {
  const tarball = new Uint8Array(await readFile(archive)).buffer;
  const { messages, pkg = {} } = await publint({ pack: { tarball }, strict: true });
  const texts = messages.map((message) => formatMessage(message, pkg) ?? message.code);
  ensureExpectation('what publint says', messages.length === 0, { stdout: texts.join('\n') });
};

const pageServer = createServer((_, answer) => {
  answer.setHeader('content-type', 'application/json').end('{ "greeting": "hello" }');
});
await new Promise<void>((resolve) => pageServer.listen(0, '127.0.0.1', resolve));
const projectFolder = await mkdtemp(join(tmpdir(), 'kavmon-package-'));
try {
  const archive = await installPackage(projectFolder, (pageServer.address() as AddressInfo).port);
  await checkCommands(projectFolder);
  await checkLicences(projectFolder);
  await compileUserCheck(projectFolder);
  await lintPackage(join(projectFolder, archive));
  process.stdout.write(`${archive}: installed, run, compiled against and linted\n`);
} finally {
  pageServer.close();
  await rm(projectFolder, { recursive: true, force: true });
}
