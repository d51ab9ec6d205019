import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { styleText } from 'node:util';
import { startServices } from './services.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs Kavmon from its sources on this program's stdout. Returns its exit code. */
const kavmon = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<number | null> => {
  process.stdout.write(`\n${styleText('bold', `$ kavmon ${args.join(' ')}`)}\n`);
  const child = spawn(process.execPath, ['src/kavmon.cjs', ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'ignore'],
  });
  return new Promise((resolve, reject) => child.on('error', reject).on('exit', resolve));
};

const expectExit = async (wanted: number, running: Promise<number | null>): Promise<void> => {
  const code = await running;
  process.stdout.write(`${styleText('dim', `exit code ${code}`)}\n`);
  if (code !== wanted) throw new Error(`expected exit code ${wanted}, got ${code}`);
};

const say = (text: string): void => {
  process.stdout.write(`\n${styleText('cyan', text)}\n`);
};

const snapshot = ['check', '--snapshot', 'examples/cluster.json.gz'];
say('A real cluster, saved by "kavmon snapshot save" while many things in it were broken. Four namespaces:');
const some = ['tariff', 'pickup', 'customs', 'storefront'].flatMap((namespace) => ['--namespace', namespace]);
await expectExit(1, kavmon([...snapshot, ...some, '-g', 'pods,workloads,network', '-o', 'table']));
say('The whole of it, as a text to paste where an incident is talked about:');
await expectExit(1, kavmon([...snapshot, '-o', 'incident']));

const services = await startServices();
try {
  const config = ['-c', 'examples/kavmon.yaml'];
  const asked = ['-s', 'orders-db,shop,fraud-scorer,login,billing,workers,mail'];
  say(
    'Services that are asked, a queue and jobs among them: seven small ones run on this machine; six of their checks have to fail:',
  );
  await expectExit(1, kavmon(['check', ...config, ...asked, '-o', 'table'], services.env));
  say('The same as a CronJob: one JSON object a line for ELK, and always exit code 0. Here one service:');
  await expectExit(0, kavmon(['check', ...config, '-s', 'fraud-scorer', '--cronjob'], services.env));
  say('A start-up gate: exits 0 once everything that a service depends on answers.');
  await expectExit(0, kavmon(['check', ...config, '-g', 'dependency', '-o', 'table'], services.env));
} finally {
  await services.stop();
}
