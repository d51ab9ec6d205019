import { afterAll, beforeAll, expect, it } from 'vitest';
import { comparePooler } from '../../../checks/database/pgbouncer/compare-pooler.ts';
import pgbouncerPools from '../../../checks/database/pgbouncer-pools.ts';
import postgresConnection from '../../../checks/database/postgres-connection.ts';
import type { BouncerPool, PgbouncerAnswer } from '../../../src/probes/postgres/pgbouncer.ts';
import { describeWithPackages } from '../../support/describe-unless.ts';
import { postgresMute, postgresRefusing } from '../../support/driver-faults.ts';
import { stopAfterTest } from '../../support/for-test.ts';
import { judgePageExample } from '../../support/page-example.ts';
import { type PgBouncer, startPgBouncer } from '../../support/pgbouncer.ts';
import { pollUntil } from '../../support/poll-until.ts';
import { mailGreeter, refusedPort, tcpSilent, webSpeaker } from '../../support/tcp-faults.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const describePooler = await describeWithPackages('postgresql', 'pgbouncer');
const PASSWORD = 'stats-canary';
const POOLER = {
  poolMode: 'transaction',
  // Nobody listens there, so that each client waits for a server.
  server: { host: '127.0.0.1', port: 1 },
  user: { name: 'stats', password: PASSWORD },
} as const;

const judgeAt = ({ port }: { readonly port: number }, params: object = {}, timeoutMs = 5000) =>
  judgeCheck(pgbouncerPools, { host: '127.0.0.1', port, user: 'stats', password: PASSWORD, ...params }, { timeoutMs });

describePooler('pgbouncer-pools', () => {
  let pooler: PgBouncer;
  beforeAll(async () => {
    pooler = await startPgBouncer(POOLER);
  });
  afterAll(() => pooler.stop());

  it('is healthy while nobody uses it, by the example of its page', async () => {
    const changes = {
      'pgbouncer.example': '127.0.0.1',
      '6432': String(pooler.port),
      'databases: [shop]': 'databases: [postgres]',
      'warnAfter: 1s': 'warnAfter: 8s',
    };
    const { result, written } = await judgePageExample('pgbouncer', changes, { PGBOUNCER_STATS_PASSWORD: PASSWORD });
    expect(formatVerdict(result)).toMatch(/^ok/);
    expect(result.measures).toMatchObject({ clients: { value: 1 }, waiting: { value: 0 }, max_wait: { value: 0 } });
    expect(result.assertions.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['database postgres', 'max wait', 'waiting', 'active', 'clients']),
    );
    expect(written).not.toContain(PASSWORD);
  });

  it('fails while clients wait for a server, and names the pool', async () => {
    const stuck = await stopAfterTest(startPgBouncer(POOLER));
    const { port } = stuck;
    const client = judgeCheck(
      postgresConnection,
      { host: '127.0.0.1', port, user: 'stats', password: PASSWORD, database: 'postgres' },
      { timeoutMs: 6000 },
    );
    const waits = async () => (await judgeAt(stuck)).measures.waiting?.value === 1;
    await pollUntil(waits, { what: 'the client to wait' });
    const result = await judgeAt(stuck, { waiting: { fail: 0 } });
    expect(formatVerdict(result)).toMatch(
      /^failed unreachable: PgBouncer .*1 client waits in the pool postgres of stats, which has no server/,
    );
    expect(result.remedy).toContain('SHOW SERVERS');
    expect(result.findings.map(({ message }) => message).join()).toMatch(
      /1 client waits for a server in the pool postgres of stats, the limit is at most 0/,
    );
    expect(result.findings[0]?.evidence).toMatchObject({
      version: expect.stringMatching(/^1\.\d+\.\d+\/bouncer$/),
      pools: [{ database: 'postgres', clientsWaiting: 1 }],
    });
    await client;
  });

  it('tells of a database that is paused, disabled or not there', async () => {
    await pooler.command('DISABLE postgres');
    expect(formatVerdict(await judgeAt(pooler))).toMatch(/^degraded status: .*the database postgres is disabled/);
    expect(formatVerdict(await judgeAt(pooler, { databases: ['postgres'] }))).toMatch(/^failed status: .*is disabled/);
    await pooler.command('ENABLE postgres');
    expect(formatVerdict(await judgeAt(pooler, { databases: ['shop'] }))).toMatch(
      /^error missing_value: .*the pooler has no database shop/,
    );
    await pooler.command('PAUSE postgres');
    const paused = await judgeAt(pooler);
    await pooler.command('RESUME postgres');
    expect(formatVerdict(paused)).toMatch(/^failed status: .*the database postgres is paused: all its clients wait/);
    expect(paused.remedy).toContain('RESUME');
  });

  it('is fine with a user of statistics, and names the right that another lacks', async () => {
    const stats = await stopAfterTest(
      startPgBouncer({ ...POOLER, settings: { admin_users: 'root', stats_users: 'stats' } }),
    );
    expect(formatVerdict(await judgeAt(stats, { clients: { fail: 90 } }))).toMatch(/^ok/);
    const plain = await stopAfterTest(startPgBouncer({ ...POOLER, settings: { admin_users: 'root' } }));
    const refused = await judgeAt(plain);
    expect(formatVerdict(refused)).toMatch(/^failed permission: .*the user may not see the console/);
    expect(refused.remedy).toContain('stats_users');
  });

  it('tells of a refused login, and of another database than the console', async () => {
    const wrong = await judgeAt(pooler, { password: 'wrong-canary' });
    expect(formatVerdict(wrong)).toMatch(/^failed auth: /);
    expect(JSON.stringify(wrong)).not.toContain('canary');
    const url = `postgres://stats:${PASSWORD}@127.0.0.1:${pooler.port}`;
    expect(formatVerdict(await judgeCheck(pgbouncerPools, { url }))).toMatch(/^ok/);
    expect(formatVerdict(await judgeCheck(pgbouncerPools, { url: `${url},127.0.0.1:1/pgbouncer` }))).toMatch(
      /^error config: .*each pooler has a console of its own: give one host/,
    );
  });
});

it.each([
  ['a silent server', tcpSilent, /^timeout tls_handshake/],
  ['a web server', webSpeaker, /^failed protocol/],
  ['a mail server', mailGreeter, /^failed protocol/],
  ['a server that answers no command', postgresMute, /^timeout deadline_attempt/],
  ['a server that takes nobody now', () => postgresRefusing('starting'), /^failed status: .*57P03/],
] as const)('%s ends the check in time', async (_, listen, expected) => {
  const server = await stopAfterTest(listen());
  const result = await judgeAt(server, {}, 400);
  expect(formatVerdict(result)).toMatch(expected);
  expect(result.durationMs).toBeLessThan(1400);
  expect(JSON.stringify(result)).not.toContain(PASSWORD);
});

it('a closed port is refused', async () => {
  expect(formatVerdict(await judgeAt({ port: await refusedPort() }))).toMatch(/^failed connect_refused/);
});

const pool: BouncerPool = {
  ...{
    database: 'shop',
    user: 'web',
    clientsActive: 3,
    clientsWaiting: 0,
    serversActive: 19,
    maxWait: 7,
    isStuck: false,
  },
};
const answerOf = (changes: Partial<PgbouncerAnswer>): PgbouncerAnswer => ({
  ...{ target: 'p:6432/pgbouncer', version: '1.18.0/bouncer', pools: [pool], durationMs: 1 },
  databases: [{ name: 'shop', poolSize: 20, paused: false, disabled: false }],
  clients: { value: { used: 96, max: 100 } },
  ...changes,
});
const verdictsOf = (changes: Partial<PgbouncerAnswer>, params: object = {}) =>
  comparePooler(answerOf(changes), pgbouncerPools.params.parse({ host: 'p', ...params }) as never).map(
    ({ name, status, reason }) => (status === 'pass' ? `${name} pass` : `${name} ${status} ${reason}`),
  );

it('how full a pool is, and how many clients there are, are shares of what is possible', () => {
  expect(verdictsOf({}, { active: { warn: 90 } })).toEqual([
    'database shop pass',
    'max wait of shop of web pass',
    'max wait of shop of web warn threshold',
    'active of shop of web warn threshold',
    'clients fail threshold',
  ]);
});

it('fail-open 1: a number that a pooler does not report is an error, not 0', () => {
  const bare = { ...pool, clientsWaiting: null, serversActive: null, maxWait: null };
  const unknown = { value: { used: null, max: null } };
  expect(verdictsOf({ pools: [bare] }, { waiting: { fail: 1 }, active: { warn: 90 } })).toEqual([
    'database shop pass',
    'max wait of shop of web error missing_value',
    'waiting of shop of web error missing_value',
    'active of shop of web error missing_value',
    'clients fail threshold',
  ]);
  expect(verdictsOf({ clients: unknown }).at(-1)).toBe('max wait of shop of web warn threshold');
  expect(verdictsOf({ clients: unknown }, { clients: { fail: 90 } }).at(-1)).toBe('clients error missing_value');
});
