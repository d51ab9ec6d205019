import { afterAll, beforeAll, expect, it } from 'vitest';
import { runWithContention } from '../support/contention.ts';
import { startDnsServer } from '../support/dns.ts';
import {
  postgresMute,
  postgresRefusing,
  postgresStuckInAuth,
  redisAnswering,
  redisRefusing,
} from '../support/driver-faults.ts';
import { folderForSuite } from '../support/for-test.ts';
import { halfAnswers } from '../support/half-answers.ts';
import { pollUntil } from '../support/poll-until.ts';
import { mysqlDenying, mysqlRefusing } from '../support/scripted-mysql.ts';
import * as faults from '../support/tcp-faults.ts';
import type { TestListener } from '../support/tcp-server.ts';
import { configureServices, type ReportedRun, runForReport } from './run-for-report.ts';

// Every check of a service against every kind of broken server, in one run: each has its own outcome, and all end in time.

const PROBE_TIMEOUT_MS = 3000;
const HANDSHAKE_TIMEOUT = 'timeout/tls_handshake';
const ATTEMPT_TIMEOUT = 'timeout/deadline_attempt';
const HTTP_HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n';

type FaultServer = Pick<TestListener, 'port' | 'stop'> & Partial<TestListener>;

/** How each server is started, and the outcome of each check of it. */
const FAULT_TABLE: Readonly<
  Record<string, readonly [start: () => Promise<FaultServer>, outcomes: Readonly<Record<string, string>>]>
> = {
  silent: [
    faults.tcpSilent,
    {
      http: ATTEMPT_TIMEOUT,
      info: ATTEMPT_TIMEOUT,
      tcp: ATTEMPT_TIMEOUT,
      tls: HANDSHAKE_TIMEOUT,
      postgres: HANDSHAKE_TIMEOUT,
      redis: ATTEMPT_TIMEOUT,
      mysql: ATTEMPT_TIMEOUT,
      mongodb: ATTEMPT_TIMEOUT,
    },
  ],
  closing: [
    faults.tcpClosing,
    {
      http: 'failed/unreachable',
      info: 'failed/unreachable',
      tcp: 'failed/unreachable',
      tls: 'failed/tls_handshake',
      postgres: 'failed/unreachable',
      redis: 'failed/unreachable',
      mysql: 'failed/unreachable',
      mongodb: 'failed/unreachable',
    },
  ],
  resetting: [
    faults.tcpResetting,
    {
      http: 'failed/unreachable',
      info: 'failed/unreachable',
      tcp: 'failed/unreachable',
      postgres: 'failed/unreachable',
      redis: 'failed/unreachable',
      mysql: 'failed/unreachable',
    },
  ],
  hanging: [
    () => faults.endingAfterRequest('hang'),
    { http: ATTEMPT_TIMEOUT, postgres: HANDSHAKE_TIMEOUT, redis: ATTEMPT_TIMEOUT },
  ],
  'half-http': [
    () => faults.tcpHalfAnswer(halfAnswers.httpBody, 'close'),
    { http: 'failed/unreachable', info: 'failed/unreachable' },
  ],
  'half-http-hang': [
    () => faults.tcpHalfAnswer(halfAnswers.httpChunk, 'hang'),
    { http: ATTEMPT_TIMEOUT, info: ATTEMPT_TIMEOUT },
  ],
  'half-redis': [() => faults.tcpHalfAnswer(halfAnswers.redis, 'hang'), { redis: ATTEMPT_TIMEOUT }],
  'half-postgres': [() => faults.tcpHalfAnswer(halfAnswers.postgres, 'hang'), { postgres: 'failed/protocol' }],
  'half-mysql': [() => faults.tcpHalfAnswer(halfAnswers.mysql, 'hang', true), { mysql: ATTEMPT_TIMEOUT }],
  'mysql-endless': [
    () => faults.tcpEndless(halfAnswers.mysql, undefined, true),
    { mysql: 'failed/tls_handshake', redis: 'failed/protocol' },
  ],
  'half-mongodb': [() => faults.tcpHalfAnswer(halfAnswers.mongodb, 'hang'), { mongodb: ATTEMPT_TIMEOUT }],
  'mongodb-endless': [() => faults.tcpEndless(halfAnswers.mongodb), { mongodb: 'failed/protocol' }],
  'half-tls': [() => faults.tcpHalfAnswer(halfAnswers.tls, 'hang'), { tls: HANDSHAKE_TIMEOUT }],
  dripping: [
    () => faults.tcpDripping({ head: HTTP_HEAD }),
    { http: ATTEMPT_TIMEOUT, info: ATTEMPT_TIMEOUT, tls: 'failed/tls_handshake' },
  ],
  endless: [
    () => faults.tcpEndless(HTTP_HEAD),
    { http: 'error/missing_value', info: 'failed/protocol', redis: 'failed/protocol', postgres: 'failed/protocol' },
  ],
  garbage: [
    faults.tcpGarbage,
    { http: 'failed/protocol', tls: 'failed/tls_handshake', postgres: 'failed/protocol', redis: 'failed/protocol' },
  ],
  mail: [
    faults.mailGreeter,
    {
      http: 'failed/protocol',
      tls: 'failed/tls_handshake',
      postgres: 'failed/protocol',
      redis: 'failed/protocol',
      mysql: 'failed/protocol',
      mongodb: 'failed/protocol',
    },
  ],
  web: [
    faults.webSpeaker,
    {
      mongodb: 'failed/protocol',
      http: 'failed/status',
      tls: 'failed/tls_handshake',
      postgres: 'failed/protocol',
      redis: 'failed/protocol',
    },
  ],
  'dns-mute': [() => startDnsServer({ otherwise: 'silent' }), { dns: ATTEMPT_TIMEOUT }],
  'dns-garbage': [() => startDnsServer({ otherwise: 'garbage' }), { dns: 'failed/dns' }],
  'dns-sick': [() => startDnsServer({ otherwise: 'servfail' }), { dns: 'failed/dns' }],
  'postgres-password': [() => postgresRefusing('password'), { postgres: 'failed/auth' }],
  'postgres-mute': [postgresMute, { postgres: ATTEMPT_TIMEOUT }],
  'postgres-auth': [postgresStuckInAuth, { postgres: ATTEMPT_TIMEOUT }],
  'mysql-password': [() => mysqlDenying([1045, 'Access denied']), { mysql: 'failed/auth' }],
  'mysql-full': [() => mysqlRefusing(1040, 'Too many connections'), { mysql: 'failed/threshold' }],
  'mysql-mute': [() => mysqlDenying(), { mysql: ATTEMPT_TIMEOUT }],
  'redis-password': [() => redisRefusing('wrongpass'), { redis: 'failed/auth' }],
  'redis-mute': [() => redisAnswering({ PING: null, INFO: null }), { redis: ATTEMPT_TIMEOUT }],
};

const CHECK_PARAMS: Readonly<Record<string, readonly [check: string, params: (port: number) => object]>> = {
  http: ['http-endpoint', (port) => ({ url: `http://127.0.0.1:${port}/`, contains: 'hello' })],
  info: ['service-info', (port) => ({ url: `http://127.0.0.1:${port}/`, flags: ['$.a'] })],
  tcp: ['tcp-connection', (port) => ({ host: '127.0.0.1', port, expect: '^hello' })],
  tls: ['tls-certificate', (port) => ({ host: '127.0.0.1', port })],
  dns: ['dns-resolution', (port) => ({ host: 'name.example', resolvers: [`127.0.0.1:${port}`] })],
  postgres: ['postgres-connection', (port) => ({ host: '127.0.0.1', port, user: 'kavmon', password: { env: 'WORD' } })],
  mongodb: [
    'mongodb-connection',
    (port) => ({ hosts: [`127.0.0.1:${port}`], user: 'kavmon', password: { env: 'WORD' } }),
  ],
  mysql: ['mysql-connection', (port) => ({ host: '127.0.0.1', port, user: 'kavmon', password: { env: 'WORD' } })],
  redis: ['redis-connection', (port) => ({ host: '127.0.0.1', port, password: { env: 'WORD' } })],
};

const COMMAND_OUTCOMES: Readonly<Record<string, readonly [argv: readonly string[], outcome: string]>> = {
  'exec-hang': [['sleep', '60'], ATTEMPT_TIMEOUT],
  'exec-endless': [['yes'], ATTEMPT_TIMEOUT],
  'exec-deaf': [['sh', '-c', "trap '' TERM; sleep 60 & wait"], ATTEMPT_TIMEOUT],
  'exec-killed': [['sh', '-c', 'kill -9 $$'], 'error/dependency'],
  'exec-missing': [['/nowhere/program'], 'error/config'],
  'exec-failing': [['sh', '-c', 'echo CRITICAL; exit 2'], 'failed/status'],
};

const faultsFolder = folderForSuite('probes-faults');
let faultServers: Readonly<Record<string, FaultServer>>;
let faultsRun: ReportedRun;
let machineSlowness: number;
const expectedOutcomes: Record<string, string> = {};

beforeAll(async () => {
  faultServers = Object.fromEntries(
    await Promise.all(Object.entries(FAULT_TABLE).map(async ([name, [start]]) => [name, await start()] as const)),
  );
  const checks: Record<string, object[]> = {};
  const add = (name: string, check: string, params: object, outcome: string): void => {
    expectedOutcomes[name] = outcome;
    checks[check] = [...(checks[check] ?? []), { name, timeout: `${PROBE_TIMEOUT_MS}ms`, ...params }];
  };
  for (const [server, [, outcomes]] of Object.entries(FAULT_TABLE))
    for (const [kind, outcome] of Object.entries(outcomes)) {
      const [check, params] = CHECK_PARAMS[kind] ?? [kind, () => ({})];
      add(`${kind}-${server}`, check, params(faultServers[server]?.port ?? 0), outcome);
    }
  const port = await faults.refusedPort();
  for (const [kind, [check, params]] of Object.entries(CHECK_PARAMS))
    if (kind !== 'dns') add(`${kind}-refused`, check, params(port), 'failed/connect_refused');
  for (const [name, [argv, outcome]] of Object.entries(COMMAND_OUTCOMES)) add(name, 'exec-command', { argv }, outcome);
  const args = await configureServices(faultsFolder.path, { broken: { checks } });
  [faultsRun, machineSlowness] = await runWithContention(() =>
    runForReport(args, { env: { WORD: 'correct-horse' }, timeout: 60_000 }),
  );
});
afterAll(() => Promise.all(Object.values(faultServers).map(({ stop }) => stop())));

it('each check tells of each broken server what is wrong', () => {
  expect(faultsRun.outcomes).toEqual(expectedOutcomes);
  expect(faultsRun.report.results.filter(({ healthy }) => healthy !== false)).toEqual([]);
});

it('every message names what was asked, and every timeout how far it got', () => {
  for (const { name, status, message, phases } of faultsRun.report.results) {
    expect(message.length, name).toBeGreaterThan(10);
    if (status === 'timeout')
      expect([message, phases.at(-1)?.done], name).toEqual([expect.stringContaining('reached the phase'), false]);
  }
});

it('the run ends by its deadline and leaves no process and no connection', async () => {
  const deadlines = faultsRun.report.results.map(({ startedAt }) => Date.parse(startedAt) + PROBE_TIMEOUT_MS);
  expect(faultsRun.endedAt - Math.max(...deadlines)).toBeLessThan(1000 * machineSlowness);
  expect(faultsRun).toMatchObject({ code: 1, leftovers: [], timedOut: false });
  // `closing` does not read, so it does not see the end of the client's side.
  const others = Object.entries(faultServers).filter(([name]) => name !== 'closing');
  const open = () => others.flatMap(([name, { connections }]) => ((connections?.() ?? 0) > 0 ? [name] : []));
  await pollUntil(() => open().length === 0, { what: `the end of the connections to ${open()}`, ms: 2000 });
});
