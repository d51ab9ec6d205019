import { afterAll, beforeAll, expect, it } from 'vitest';
import redisConnection from '../../../checks/database/redis-connection.ts';
import { describeWithPackages } from '../../support/describe-unless.ts';
import { redisAnswering } from '../../support/driver-faults.ts';
import { pollUntil } from '../../support/poll-until.ts';
import { type RedisServer, startRedis } from '../../support/redis.ts';
import { type ReplicatedRedis, startReplicatedRedis } from '../../support/redis-groups.ts';
import { refusedPort } from '../../support/tcp-faults.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const describeRedis = await describeWithPackages('redis-server', 'redis-tools');
const CANARY_PASSWORD = 'canary-7f3a';

const judgeRedis = (params: object, timeoutMs = 5000) => judgeCheck(redisConnection, params, { timeoutMs });
const countClients = async (redis: RedisServer) =>
  Number(/connected_clients:(\d+)/.exec(await redis.cli('INFO', 'clients'))?.[1]);

describeRedis('redis-connection on one server', () => {
  let pair: ReplicatedRedis;
  const primary = (params: object = {}) =>
    judgeRedis({ host: '127.0.0.1', port: pair.primary.port, password: CANARY_PASSWORD, ...params });
  const replica = (params: object = {}) =>
    judgeRedis({ host: '127.0.0.1', port: pair.replica.port, password: CANARY_PASSWORD, ...params });

  beforeAll(async () => {
    pair = await startReplicatedRedis({ password: CANARY_PASSWORD, settings: { maxmemory: '10mb' } });
  });
  afterAll(() => pair.stop());

  it('a primary with its replica is healthy and measured', async () => {
    const result = await primary({
      role: 'primary',
      memory: { warn: 80, fail: 90 },
      clients: { fail: 80 },
      replicas: { fail: '1:' },
      lag: { fail: '30s' },
      lagBytes: { fail: '1MiB' },
    });
    expect(formatVerdict(result)).toMatch(/^ok/);
    expect(result.measures).toMatchObject({
      replicas: { value: 1 },
      memory_used: { unit: 'By' },
      clients_percent: { unit: '%' },
    });
    expect(result.phases.map(({ name }) => name)).toEqual(['resolve', 'connect', 'auth', 'query']);
    expect(JSON.stringify(result)).not.toContain(CANARY_PASSWORD);
  });

  it('a replica whose link is up is healthy, by a url too', async () => {
    expect(formatVerdict(await replica({ role: 'replica', lag: { fail: '30s' } }))).toMatch(/^ok/);
    const url = `redis://default:${CANARY_PASSWORD}@localhost:${pair.replica.port}/2`;
    expect(formatVerdict(await judgeRedis({ url }))).toMatch(/^ok/);
  });

  it('a wrong role fails, and the message has the role that was found', async () => {
    expect(formatVerdict(await replica({ role: 'primary' }))).toBe(
      `failed not_primary: Redis 127.0.0.1:${pair.replica.port}: the server is a replica, expected a primary`,
    );
    expect(await replica({ replicas: { fail: '1:' } })).toMatchObject({ status: 'failed', reason: 'not_primary' });
  });

  it('each number beyond its limit fails, and the message has the number', async () => {
    const result = await primary({ memory: { warn: 1, fail: 5 }, replicas: { fail: '2:' } });
    expect(result).toMatchObject({ status: 'failed', reason: 'threshold' });
    expect(result.message).toMatch(
      /memory: \d+ of 10485760 \(maxmemory\) are used \(\d+\.\d %\), the limit is at most 5 %/,
    );
    expect(result.message).toContain('1 replica is online, the limit is at least 2');
    expect(await primary({ memory: { warn: 1 } })).toMatchObject({ status: 'degraded', healthy: true });
  });

  it('refused credentials fail as auth', async () => {
    expect(await primary({ password: 'wrong' })).toMatchObject({ status: 'failed', reason: 'auth' });
    expect(await judgeRedis({ host: '127.0.0.1', port: pair.primary.port })).toMatchObject({
      status: 'failed',
      reason: 'auth',
    });
  });

  it('no connection is left open at the server', async () => {
    await Promise.all(Array.from({ length: 10 }, () => primary()));
    await pollUntil(async () => (await countClients(pair.primary)) === 1, { what: 'only the client that asks' });
  });

  it('a frozen server is a timeout', async () => {
    await pair.primary.daemon.pause();
    const result = await judgeRedis({ host: '127.0.0.1', port: pair.primary.port, password: CANARY_PASSWORD }, 400);
    await pair.primary.daemon.resume();
    expect(result).toMatchObject({ status: 'timeout', healthy: false });
    expect(result.durationMs).toBeLessThan(1400);
  });

  it('a replica that has lost its primary is not healthy', async () => {
    const own = await startReplicatedRedis();
    await own.primary.stop();
    await pollUntil(async () => (await own.replica.cli('INFO', 'replication')).includes('master_link_status:down'), {
      what: 'the link to break',
    });
    const result = await judgeRedis({ host: '127.0.0.1', port: own.replica.port, lag: { fail: '1h' } });
    await own.stop();
    expect(formatVerdict(result)).toMatch(
      /^failed unreachable: .*the link to the primary 127\.0\.0\.1:\d+ is down for \d+ s/,
    );
  });

  it('an ACL user logs in over TLS, and a missing right fails as permission', async () => {
    const redis = await startRedis({ user: { name: 'kavmon', password: CANARY_PASSWORD }, tls: true });
    const at = { host: 'localhost', port: redis.port, user: 'kavmon', password: CANARY_PASSWORD };
    expect(formatVerdict(await judgeRedis({ ...at, tls: { ca: redis.ca } }))).toMatch(/^ok/);
    expect(await judgeRedis({ ...at, tls: {} })).toMatchObject({ status: 'failed', reason: 'tls_untrusted' });
    expect(await judgeRedis({ ...at, tls: { ca: redis.ca, serverName: 'other.example' } })).toMatchObject({
      reason: 'tls_name',
    });
    const insecure = await judgeRedis({ ...at, tls: { insecure: true } });
    expect(insecure).toMatchObject({ status: 'ok', notes: [expect.stringContaining('not verified')] });
    const byUrl = await judgeRedis({
      url: `rediss://kavmon:${CANARY_PASSWORD}@localhost:${redis.port}?ssl_cert_reqs=none`,
    });
    expect(byUrl).toMatchObject({ status: 'ok', notes: [expect.stringContaining('not verified')] });
    await redis.cli('ACL', 'SETUSER', 'kavmon', '-info');
    expect(await judgeRedis({ ...at, tls: { ca: redis.ca } })).toMatchObject({
      status: 'failed',
      reason: 'permission',
    });
    await redis.stop();
  });
});

const infoReply = (...lines: readonly string[]) => {
  const text = ['role:master', 'redis_version:7.0.0', 'rdb_last_bgsave_status:ok', ...lines].join('\r\n');
  return `$${text.length}\r\n${text}\r\n`;
};

const verdictOfReply = async (reply: string, params: object = {}, ping = '+PONG\r\n') => {
  const server = await redisAnswering({ PING: ping, INFO: reply });
  const result = await judgeRedis({ host: '127.0.0.1', port: server.port, ...params });
  await server.stop();
  return formatVerdict(result);
};

it.each([
  [infoReply('rdb_last_bgsave_status:err'), {}, /^failed status: .*the last snapshot to disk failed/],
  [infoReply('rdb_last_bgsave_status:err'), { persistence: false }, /^ok/],
  [
    infoReply('aof_enabled:1', 'aof_last_write_status:err', 'aof_last_bgrewrite_status:ok'),
    {},
    /^failed status: .*append-only file failed/,
  ],
  [infoReply('aof_enabled:0', 'aof_last_write_status:err'), {}, /^ok/],
  [infoReply('used_memory:95', 'maxmemory:100'), { memory: { fail: 94.9 } }, /^failed threshold: .*95 of 100.*95\.0 %/],
  [infoReply('used_memory:95', 'maxmemory:100'), { memory: { fail: 95 } }, /^ok/],
] as const)('the reply to INFO is judged: %j %j', async (reply, params, expected) => {
  expect(await verdictOfReply(reply, params)).toMatch(expected);
});

it('fail-open 1: a number that the server does not report is an error, not 0', async () => {
  expect(await verdictOfReply(infoReply('used_memory:95', 'maxmemory:0'), { memory: { fail: 90 } })).toMatch(
    /^error missing_value: .*there is no maxmemory/,
  );
  expect(await verdictOfReply(infoReply('connected_clients:5'), { clients: { fail: 90 } })).toMatch(
    /^error missing_value/,
  );
  const silent = '$33\r\nrole:master\r\nredis_version:7.0.0\r\n\r\n';
  expect(await verdictOfReply(silent)).toMatch(/^error missing_value: .*does not say whether the snapshot is fine/);
});

it('fail-open 3: a primary without replicas has no lag of 0', async () => {
  expect(await verdictOfReply(infoReply(), { lag: { fail: '10s' } })).toMatch(
    /^failed empty_result: .*no replica is connected/,
  );
});

it('fail-open 12: an unknown number does not hide a fault', async () => {
  const reply = infoReply('rdb_last_bgsave_status:err', 'used_memory:95', 'maxmemory:0');
  expect(await verdictOfReply(reply, { memory: { fail: 90 } })).toMatch(/^failed status/);
});

it('a server that is loading its data fails as status', async () => {
  const loading = '-LOADING Redis is loading the dataset in memory\r\n';
  expect(await verdictOfReply(infoReply('loading:1'), {}, loading)).toMatch(/^failed status: .*still loading/);
  expect(await verdictOfReply(infoReply(), {}, '-MASTERDOWN Link with MASTER is down\r\n')).toMatch(
    /^failed status: .*MASTERDOWN/,
  );
});

it('a refused connection fails as connect_refused', async () => {
  expect(await judgeRedis({ host: '127.0.0.1', port: await refusedPort() })).toMatchObject({
    status: 'failed',
    reason: 'connect_refused',
  });
});

it.each([
  [{}],
  [{ url: 'redis://a', sentinel: { masterName: 'm', nodes: ['a'], quorum: 1 } }],
  [{ sentinel: { masterName: 'm', nodes: ['a'] } }],
  [{ sentinel: { masterName: 'm', nodes: ['a'], quorum: 2 } }],
  [{ cluster: { nodes: ['a:1'] } }],
  [{ cluster: { nodes: ['a:1'], quorum: 1 }, role: 'primary' }],
  [{ cluster: { nodes: ['redis://a:1'], quorum: 1 } }],
  [{ host: 'a', memory: {} }],
  [{ host: 'a', quorum: 1 }],
])('the parameters %j are refused', (params) => {
  expect(redisConnection.params.safeParse(params).success).toBe(false);
});
