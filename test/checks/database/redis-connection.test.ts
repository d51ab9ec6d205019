import { afterAll, beforeAll, expect, it } from 'vitest';
import redisConnection from '../../../checks/database/redis-connection.ts';
import { describeWithPackages } from '../../support/describe-unless.ts';
import { judgePageExample } from '../../support/page-example.ts';
import { pollUntil } from '../../support/poll-until.ts';
import type { RedisServer } from '../../support/redis.ts';
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

  it('the example of its page is healthy', async () => {
    const { result, written } = await judgePageExample(
      'redis',
      { 'sessions.example': '127.0.0.1', '6379': String(pair.primary.port), 'warnAfter: 500ms': 'warnAfter: 8s' },
      { SESSIONS_REDIS_PASSWORD: CANARY_PASSWORD },
    );
    expect(formatVerdict(result)).toMatch(/^ok/);
    expect(result.assertions.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['maxmemory_policy', 'evicted keys', 'unsaved', 'snapshot', 'memory']),
    );
    expect(written).not.toContain(CANARY_PASSWORD);
  });

  it('a replica whose link is up is healthy, by a url too', async () => {
    expect(formatVerdict(await replica({ role: 'replica', lag: { fail: '30s' } }))).toMatch(/^ok/);
    const url = `redis://default:${CANARY_PASSWORD}@localhost:${pair.replica.port}/2`;
    expect(formatVerdict(await judgeRedis({ url }))).toMatch(/^ok/);
  });

  it('fields of INFO are compared, also those of sections that a server leaves out', async () => {
    const info = [
      { name: 'maxmemory_policy', eq: 'noeviction' },
      { name: 'cmdstat_ping.calls', limits: { fail: '1:' } },
      { name: 'slave0.state', eq: 'online' },
      { name: 'rejected_connections', eq: 0 },
    ];
    expect(formatVerdict(await primary({ info, evictedKeys: { fail: 0 }, unsaved: { fail: '10d' } }))).toMatch(/^ok/);
    expect(formatVerdict(await primary({ info: [{ name: 'no_such_field', eq: 1 }] }))).toMatch(
      /^error missing_value: .*no_such_field is missing$/,
    );
    expect(formatVerdict(await primary({ info: [{ name: 'evicted_key', eq: 0 }] }))).toMatch(
      /^error missing_value: .*evicted_key is missing: did you mean evicted_keys\?/,
    );
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
