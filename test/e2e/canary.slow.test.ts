import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgresEchoing, redisEchoing } from '../support/echoing-servers.ts';
import { folderForSuite } from '../support/for-test.ts';
import { startHttpServer } from '../support/http.ts';
import { type ProcessOutcome, runKavmon, startKavmon } from '../support/run-process.ts';
import { listenTcp } from '../support/tcp-server.ts';
import { CANARY_VALUES, type CanaryTargets, canaryChecks, canaryEnvironment, leaksIn } from './canaries.ts';
import { startProbeTargets } from './canaries-of-probes.ts';
import { probeCanaryServices } from './canary-checks-of-probes.ts';
import { configureServices } from './run-for-report.ts';

// A secret in every place where one can stand; no output of any kind may contain it.

const TELLING_FLAGS = ['--checks', fileURLToPath(new URL('../fixtures/telling', import.meta.url))];
const OUTPUT_FORMATS = [
  'table',
  'json',
  'junit',
  'tap',
  'nagios',
  'prometheus',
  'markdown',
  'html',
  'incident',
  'avmon',
];

/** Checks whose servers repeat what they were told, so that the message of each has something to hide. */
const REPEATED = [
  ...['amqp', 'amqp-url', 'amqp-queues', 'mysql', 'mongodb', 'mongodb-url'],
  ...['nats-password', 'nats-token', 'nats-creds', 'nats-url', 'nats-streams', 'elastic', 'oauth'],
  ...['oauth-refused', 'grpc', 'socket', 'socket-oauth', 'scoring', 'steps', 'job'],
];

const canaryFolder = folderForSuite('canary');
let canaryTargets: CanaryTargets;
beforeAll(async () => {
  const [probes, web, redis, postgres, echo] = await Promise.all([
    startProbeTargets(),
    startHttpServer({
      routes: { refuse: ({ request, response }) => response.writeHead(401).end(JSON.stringify(request)) },
    }),
    redisEchoing(),
    postgresEchoing(),
    listenTcp((socket) => void socket.on('data', (part) => socket.end(part))),
  ]);
  await writeFile(join(canaryFolder.path, 'password'), `${CANARY_VALUES.PASSWORD_FILE}\n`);
  canaryTargets = { probes, web, redis, postgres, echo, folder: canaryFolder.path, go: canaryFolder.path };
});
afterAll(() =>
  Promise.all(Object.values(canaryTargets).map((target) => (typeof target === 'string' ? undefined : target.stop()))),
);

const canaryFlags = async (name: string, go = canaryTargets.go): Promise<readonly string[]> => [
  ...TELLING_FLAGS,
  ...(await configureServices(canaryFolder.path, {
    [name]: { checks: canaryChecks({ ...canaryTargets, go }) },
    ...probeCanaryServices(canaryTargets.probes),
  })),
];

describe('a secret in every place', () => {
  it.each(['logstash', 'ecs', 'json', 'text'])(
    'is in no document, no log line in the format %s, and no argv of a child',
    async (format) => {
      const paths = OUTPUT_FORMATS.map((name) => join(canaryFolder.path, `${format}.${name}`));
      const outputs = OUTPUT_FORMATS.flatMap((name, index) => ['-o', `${name}=${paths[index]}`]);
      const go = join(canaryFolder.path, `${format}.go`);
      const args = [...(await canaryFlags('vault', go)), ...outputs, '-l', 'debug', '--log-format', format];
      const limits = ['--telemetry-timeout', '1'];
      const running = await startKavmon([...args, ...limits], {
        env: canaryEnvironment(canaryTargets),
        timeout: 60_000,
      });
      const commands = watchCommands(running.ended, go);
      const { stdout, stderr, code } = await running.ended;
      expect(code).toBe(1);
      expect(leaksIn(stdout + stderr)).toEqual([]);
      for (const signal of ['metrics', 'traces', 'logs', 'alerts'])
        expect(stdout + stderr).toContain(`${signal} were not sent`);
      for (const path of paths) {
        const text = await readFile(path, 'utf8');
        expect(text.length).toBeGreaterThan(200);
        expect(leaksIn(text)).toEqual([]);
      }
      expect(leaksIn((await commands).join('\n'))).toEqual([]);
      expect((await commands).filter((command) => command.endsWith(`${go} `))).not.toEqual([]);
    },
    90_000,
  );

  it('stood in all of those places: every check told what it saw', async () => {
    const { stdout } = await runKavmon([...(await canaryFlags('seen')), '-o', 'json', '--telemetry-timeout', '3'], {
      env: canaryEnvironment(canaryTargets),
    });
    const { results, totals } = JSON.parse(stdout);
    expect(totals).toMatchObject({ ok: 0, degraded: 0, skipped: 0 });
    const texts = Object.fromEntries(results.map((result: { name: string }) => [result.name, JSON.stringify(result)]));
    const repeated = [...REPEATED, 'url', 'header', 'basic', 'tcp-connection', 'redis', 'postgres', 'exec'];
    expect(repeated.filter((name) => !texts[name]?.includes('***'))).toEqual([]);
    expect(canaryTargets.web.requests.map(({ headers }) => headers['x-license'])).toContain(CANARY_VALUES.HEADER);
    expect(canaryTargets.web.requests.map(({ body }) => body)).toContain(CANARY_VALUES.BODY);
    const sent = JSON.stringify(canaryTargets.web.requests.map(({ headers }) => headers));
    expect(sent).toContain(CANARY_VALUES.TRACES_HEADER);
    expect(sent).toContain(`Bearer ${CANARY_VALUES.ALERTMANAGER_TOKEN}`);
  });

  it.each([
    [['config', 'view'], 0],
    [['config', 'view', '-o', 'json'], 0],
    // One of the secrets has the wrong form.
    [['config', 'validate'], 2],
    [['list', '-o', 'json'], 0],
    [['list'], 0],
    [['explain', 'http-endpoint'], 0],
    [['explain', 'telling-check'], 0],
  ])('is not told by %j', async (command, expected) => {
    const all = await canaryFlags('told');
    const args = command[0] === 'explain' ? TELLING_FLAGS : all.slice(0, command[0] === 'config' ? 4 : all.length);
    const { stdout, stderr, code } = await runKavmon([...command, ...args], { env: canaryEnvironment(canaryTargets) });
    expect(stderr).toBe('');
    expect(code).toBe(expected);
    expect(leaksIn(stdout)).toEqual([]);
  });

  it.each([
    ['a password', { password: CANARY_VALUES.IN_CONFIG }],
    ['a URL', { url: `redis://ann:${encodeURIComponent(CANARY_VALUES.IN_CONFIG)}@127.0.0.1/0` }],
    ['a key that is not known', { pasword: CANARY_VALUES.IN_CONFIG }],
    ['a value of the wrong type', { port: CANARY_VALUES.IN_CONFIG }],
  ])('that stands in the file as %s is refused and not repeated', async (_, redisParams) => {
    const checks = { 'redis-connection': { host: '127.0.0.1', ...redisParams } };
    const args = await configureServices(canaryFolder.path, { careless: { checks } });
    const both = await Promise.all([
      runKavmon(args),
      runKavmon([...args, '--cronjob']),
      runKavmon(['config', 'validate', ...args.slice(0, 2)]),
    ]);
    expect(both.map(({ code }) => code)).toEqual([2, 0, 2]);
    expect(both.flatMap(({ stdout, stderr }: ProcessOutcome) => leaksIn(stdout + stderr))).toEqual([]);
  });
});

/**
 * Command lines of all processes of this machine until the promise settles, read every 100 ms. Writes the file `go`
 * once the command that waits for it has been seen.
 */
const watchCommands = async (ended: Promise<unknown>, go: string): Promise<readonly string[]> => {
  const seen = new Set<string>();
  let over = false;
  const end = ended.finally(() => {
    over = true;
  });
  while (!over) {
    const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
    const commands = pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''));
    for (const command of await Promise.all(commands)) seen.add(command.replaceAll('\0', ' '));
    if ([...seen].some((command) => command.endsWith(`${go} `))) await writeFile(go, '');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await end;
  return [...seen];
};
