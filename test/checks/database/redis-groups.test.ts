import { afterAll, beforeAll, expect, it } from 'vitest';
import redisConnection from '../../../checks/database/redis-connection.ts';
import { describeWithPackages } from '../../support/describe-unless.ts';
import { redisAnswering, redisRefusing } from '../../support/driver-faults.ts';
import { pollUntil } from '../../support/poll-until.ts';
import {
  type RedisCluster,
  type SentinelGroup,
  startRedisCluster,
  startSentinelGroup,
} from '../../support/redis-groups.ts';
import { tcpSilent } from '../../support/tcp-faults.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const describeRedis = await describeWithPackages('redis-server', 'redis-tools');
const judgeRedis = (params: object, timeoutMs = 8000) => judgeCheck(redisConnection, params, { timeoutMs });
const nodeAddress = ({ port }: { readonly port: number }) => `127.0.0.1:${port}`;

describeRedis('redis-connection through Sentinels', () => {
  let group: SentinelGroup;
  const through = (sentinel: object = {}, params: object = {}) =>
    judgeRedis({
      sentinel: { masterName: group.masterName, nodes: group.sentinels.map(nodeAddress), quorum: 2, ...sentinel },
      password: 'data',
      nodeTimeout: '500ms',
      ...params,
    });

  beforeAll(async () => {
    group = await startSentinelGroup({ password: 'data', sentinelPassword: 'watch', downAfter: 60_000 });
  });
  afterAll(() => group.stop());

  it('the master is found and judged', async () => {
    const result = await through({ password: 'watch', quorum: 3 }, { replicas: { fail: '1:' } });
    expect(formatVerdict(result)).toMatch(/^ok/);
    expect(result.measures).toMatchObject({ sentinels_agreeing: { value: 3 }, replicas: { value: 1 } });
  });

  it('fail-open 16: one Sentinel is no quorum, and missing ones beyond the quorum are a warning', async () => {
    const dead = await tcpSilent();
    const nodes = [...group.sentinels.map(nodeAddress), nodeAddress(dead), '127.0.0.1:1'];
    const enough = await through({ password: 'watch', nodes, quorum: 3 });
    expect(enough).toMatchObject({ status: 'degraded', healthy: true });
    expect(enough.findings.map(({ reason }) => reason).sort()).toEqual(['connect_refused', 'deadline_attempt']);
    const tooFew = await through({ password: 'watch', nodes, quorum: 4 });
    expect(formatVerdict(tooFew)).toMatch(
      /^failed no_quorum: .*3 of 5 Sentinels answer, agree on 127\.0\.0\.1:\d+ .*expected 4: .*connection refused/,
    );
    expect(tooFew.findings[0]?.evidence.sentinels).toHaveLength(5);
    await dead.stop();
  });

  it('replicas that are fit for a fail-over are counted as the Sentinels see them', async () => {
    expect(formatVerdict(await through({ password: 'watch', minReplicas: 1 }))).toMatch(/^ok/);
    expect(formatVerdict(await through({ password: 'watch', minReplicas: 2 }))).toMatch(
      /^failed threshold: .*the Sentinels hold 1 replica to be fit for a fail-over, expected 2/,
    );
    // A user who may ask for the master alone.
    const rights = ['-@all', '+ping', '+sentinel|get-master-addr-by-name', '+sentinel|master', '+sentinel|ckquorum'];
    for (const sentinel of group.sentinels) await sentinel.cli('ACL', 'SETUSER', 'plain', 'on', '>seen', ...rights);
    expect(formatVerdict(await through({ user: 'plain', password: 'seen' }))).toMatch(/^ok/);
    expect(formatVerdict(await through({ user: 'plain', password: 'seen', minReplicas: 1 }))).toMatch(
      /^error permission: .*fit replicas: 127\.0\.0\.1:\d+: the user lacks a right: NOPERM/,
    );
  });

  it('a field of INFO is compared on the master', async () => {
    const info = [{ name: 'connected_slaves', eq: 2 }];
    expect(formatVerdict(await through({ password: 'watch' }, { info }))).toMatch(
      /^failed assertion: .*master 127\.0\.0\.1:\d+: connected_slaves is "1", expected eq 2/,
    );
  });

  it('a reason that all Sentinels share is the reason of the result', async () => {
    expect(await through({ password: 'wrong' })).toMatchObject({ status: 'failed', reason: 'auth' });
    expect(await through({ password: 'watch', masterName: 'nobody' })).toMatchObject({
      status: 'error',
      reason: 'config',
    });
  });

  it('the data nodes have credentials of their own', async () => {
    const result = await through({ password: 'watch' }, { password: 'wrong' });
    expect(formatVerdict(result)).toMatch(/^failed auth: .*the master 127\.0\.0\.1:\d+: the credentials were refused/);
  });

  it('a silent master fails although the Sentinels name it', async () => {
    await group.primary.daemon.pause();
    const result = await through({ password: 'watch' });
    await group.primary.daemon.resume();
    expect(formatVerdict(result)).toMatch(
      /^failed deadline_attempt: .*the master 127\.0\.0\.1:\d+: no answer in 500 ms/,
    );
  });

  it('fail-open 15: a named master that is a replica fails', async () => {
    const said = (text: string) => `$${text.length}\r\n${text}\r\n`;
    const stale = async () =>
      redisAnswering({ SENTINEL: `*2\r\n${said('127.0.0.1')}${said(String(group.replica.port))}` });
    const sentinels = await Promise.all([stale(), stale()]);
    const result = await through({ nodes: sentinels.map(nodeAddress) });
    expect(formatVerdict(result)).toMatch(/^failed not_primary: .*the server is a replica, expected a primary/);
    await Promise.all(sentinels.map((sentinel) => sentinel.stop()));
  });

  it('a Sentinel that has no quorum itself does not count', async () => {
    await group.sentinels[1]?.daemon.stop();
    await group.sentinels[2]?.daemon.stop();
    // Sentinels count a silent peer as present until `down-after-milliseconds` has passed.
    const result = await through({ password: 'watch' });
    expect(formatVerdict(result)).toMatch(/^failed no_quorum: .*1 of 3 Sentinels/);
  });
});

describeRedis('redis-connection on a Cluster', () => {
  let cluster: RedisCluster;
  const ports = () => cluster.nodes.map(nodeAddress);
  const seeded = (own: object = {}, params: object = {}) =>
    judgeRedis({ cluster: { nodes: [ports()[0]], quorum: 3, ...own }, nodeTimeout: '500ms', ...params });

  beforeAll(async () => {
    cluster = await startRedisCluster();
  });
  afterAll(() => cluster.stop());

  it('all nodes are learnt from one seed and asked', async () => {
    const result = await seeded();
    expect(formatVerdict(result)).toMatch(/^ok/);
    expect(result.measures).toMatchObject({ nodes: { value: 3 }, nodes_answering: { value: 3 } });
    const slots = result.assertions.find(({ name }) => name === 'slots');
    expect(slots).toMatchObject({ expected: 16_384, actual: 16_384, status: 'pass' });
  });

  it('missing seeds do not matter as long as one answers', async () => {
    expect(formatVerdict(await seeded({ nodes: ['127.0.0.1:1', ports()[2]] }))).toMatch(/^ok/);
    expect(await seeded({ nodes: ['127.0.0.1:1'] })).toMatchObject({ status: 'failed', reason: 'connect_refused' });
  });

  it('a field of INFO is compared on each node', async () => {
    const result = await seeded({}, { info: [{ name: 'cluster_enabled', eq: 1 }] });
    expect(formatVerdict(result)).toMatch(/^ok/);
    expect(result.assertions.filter(({ name }) => name.startsWith('cluster_enabled of '))).toHaveLength(3);
  });

  it('a shard without its replicas fails', async () => {
    const result = await seeded({ minReplicas: 1 });
    expect(formatVerdict(result)).toMatch(
      /^failed threshold: .*the shard of 127\.0\.0\.1:\d+ has 0 replicas, expected 1/,
    );
  });

  it('a quorum larger than the cluster fails', async () => {
    expect(formatVerdict(await seeded({ quorum: 4 }))).toMatch(/^failed no_quorum: .*3 of 3 nodes answer, expected 4/);
  });

  it('a user who may not ask how the cluster is leaves that undecided, as no node is silent', async () => {
    const rights = ['-@all', '+ping', '+info', '+cluster|nodes'];
    for (const node of cluster.nodes) await node.cli('ACL', 'SETUSER', 'plain', 'on', '>seen', ...rights);
    const plain = { user: 'plain', password: 'seen' };
    const result = await seeded({}, plain);
    expect(formatVerdict(result)).toMatch(
      /^error permission: .*cluster_state: 127\.0\.0\.1:\d+: the user lacks a right: NOPERM.*cluster\|info/,
    );
    expect(result.measures).toMatchObject({ nodes_answering: { value: 3 } });
    expect(formatVerdict(await seeded({ minReplicas: 1 }, plain))).toMatch(/^failed threshold: .*has 0 replicas/);
  });

  it('a seed that answers CLUSTERDOWN fails as no_quorum', async () => {
    const down = await redisRefusing('clusterdown');
    expect(await seeded({ nodes: [nodeAddress(down)] })).toMatchObject({ status: 'failed', reason: 'no_quorum' });
    await down.stop();
  });

  it('fail-open 17: nodes that answer PING while the cluster is down', async () => {
    const [first, second] = cluster.nodes;
    await second?.daemon.pause();
    const frozen = await seeded({ quorum: 2 });
    expect(['degraded', 'failed']).toContain(frozen.status);
    expect(frozen.findings.length).toBeGreaterThan(0);
    await pollUntil(async () => (await first?.cli('CLUSTER', 'INFO'))?.includes('cluster_state:fail'), {
      what: 'cluster_state:fail',
      ms: 15_000,
    });
    const result = await seeded({ quorum: 2, maxFailedNodes: 1 });
    await second?.daemon.resume();
    expect(formatVerdict(result)).toMatch(/^failed no_quorum: .*cluster_state is fail, says 127\.0\.0\.1:\d+/);
    expect(result.findings.map(({ message }) => message).join()).toMatch(
      /10922 of 16384 slots are covered \(5462 fail, 0 pfail\)/,
    );
    expect(result.findings.map(({ message }) => message).join()).not.toMatch(/nodes have failed/);
    expect(await first?.cli('PING')).toBe('PONG');
  });
});
