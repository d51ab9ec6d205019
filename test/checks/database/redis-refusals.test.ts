import { connect } from 'node:net';
import { expect, it } from 'vitest';
import redisConnection from '../../../checks/database/redis-connection.ts';
import type { Result } from '../../../src/model/result.ts';
import { describeWithPackages } from '../../support/describe-unless.ts';
import { stopAfterTest } from '../../support/for-test.ts';
import { pollUntil } from '../../support/poll-until.ts';
import { type RedisServer, startRedis, startSentinel } from '../../support/redis.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const describeRedis = await describeWithPackages('redis-server', 'redis-tools');
const CANARY_PASSWORD = 'canary-7f3a';

const judgeServer = ({ host, port }: RedisServer, params: object = {}): Promise<Result> =>
  judgeCheck(redisConnection, { host, port, ...params }, { timeoutMs: 5000 });

describeRedis('a real Redis that refuses', () => {
  it('asks for the missing password, and has another remedy for a wrong one', async () => {
    const server = await stopAfterTest(startRedis({ password: CANARY_PASSWORD }));
    const silent = await judgeServer(server);
    expect(formatVerdict(silent)).toMatch(/^failed auth: .*asks to log in: NOAUTH Authentication required/);
    expect(silent.remedy).toContain('Give the user and the secret');
    const wrong = await judgeServer(server, { password: 'wrong-canary' });
    expect(formatVerdict(wrong)).toMatch(/^failed auth: .*refused: WRONGPASS/);
    expect(wrong.remedy).toContain('rotated');
    expect(JSON.stringify(wrong)).not.toContain('wrong-canary');
  });

  it('says that it asks for no password, where one is given', async () => {
    const server = await stopAfterTest(startRedis());
    const result = await judgeServer(server, { password: CANARY_PASSWORD });
    expect(formatVerdict(result)).toMatch(/^failed auth: .*asks for none/);
    expect(result.remedy).toContain('Leave user and password out');
  });

  it('names the right that a user of its ACL lacks, and a user that is off', async () => {
    const server = await stopAfterTest(startRedis({ password: CANARY_PASSWORD }));
    await server.cli('ACL', 'SETUSER', 'weak', 'on', `>${CANARY_PASSWORD}`, '-@all', '+ping');
    await server.cli('ACL', 'SETUSER', 'off', 'off', `>${CANARY_PASSWORD}`, '+@all');
    const login = { user: 'weak', password: CANARY_PASSWORD };
    const weak = await judgeServer(server, { ...login, memory: { fail: 90 } });
    expect(formatVerdict(weak)).toMatch(
      /^error permission: .*memory: 127\.0\.0\.1:\d+: the user lacks a right: NOPERM.*'info' command/,
    );
    expect(weak.remedy).toContain('Grant its user the right');
    const off = await judgeServer(server, { user: 'off', password: CANARY_PASSWORD });
    expect(formatVerdict(off)).toMatch(/^failed auth: .*user is disabled/);
  });

  it.each([
    ['permission', 'the user has no right to INFO'],
    ['missing_value', 'INFO is not offered'],
  ])('answers PING and not INFO (%s), which leaves undecided what is asked of it', async (reason, why) => {
    const settings =
      reason === 'permission' ? { user: 'default on nopass ~* +@all -info' } : { 'rename-command': 'INFO ""' };
    const server = await stopAfterTest(startRedis({ settings }));
    const well = await judgeServer(server);
    expect(formatVerdict(well)).toMatch(/^ok/);
    expect(well.notes).toEqual([`only PING was judged of 1 server: ${why}`]);
    const asked = await judgeServer(server, { memory: { fail: 90 }, role: 'primary' });
    expect(formatVerdict(asked)).toMatch(new RegExp(`^error ${reason}: .*role: 127.*memory: 127`));
  });

  it('has no connection left', async () => {
    const server = await stopAfterTest(startRedis({ settings: { maxclients: '1' } }));
    const holder = connect(server.port, server.host);
    await new Promise((resolve) => holder.once('connect', resolve));
    const result = await judgeServer(server);
    holder.destroy();
    expect(formatVerdict(result)).toMatch(/^failed threshold: .*max number of clients reached/);
    expect(result.remedy).toContain('CLIENT LIST');
  });

  it('has lost its primary and serves nothing stale (MASTERDOWN)', async () => {
    const primary = await startRedis();
    const replica = await stopAfterTest(startRedis({ replicaOf: primary }));
    await pollUntil(async () => (await replica.cli('INFO', 'replication')).includes('master_link_status:up'), {
      what: 'the link to the primary',
    });
    await replica.cli('CONFIG', 'SET', 'replica-serve-stale-data', 'no');
    await primary.stop();
    await pollUntil(async () => (await replica.cli('PING')).startsWith('MASTERDOWN'), { what: 'the lost link' });
    expect(formatVerdict(await judgeServer(replica))).toMatch(/^failed status: .*lost its primary.*MASTERDOWN/);
  });

  it('is a Sentinel, which holds no data', async () => {
    const sentinel = await stopAfterTest(startSentinel([]));
    expect(formatVerdict(await judgeServer(sentinel))).toMatch(/^error config: .*this is a Sentinel/);
  });

  it('answers PING as a node of a cluster that serves no keys', async () => {
    const node = await stopAfterTest(startRedis({ settings: { 'cluster-enabled': 'yes' } }));
    const down = await judgeServer(node);
    const keyless = /^failed no_quorum: .*serves no keys \(cluster_state is fail\)/;
    expect(formatVerdict(down)).toMatch(keyless);
    await node.cli('ACL', 'SETUSER', 'weak', 'on', `>${CANARY_PASSWORD}`, '-@all', '+ping', '+cluster|info');
    const weak = { user: 'weak', password: CANARY_PASSWORD };
    expect(formatVerdict(await judgeServer(node, weak))).toMatch(keyless);
    await node.cli('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    await pollUntil(async () => (await node.cli('CLUSTER', 'INFO')).includes('cluster_state:ok'), {
      what: 'the cluster',
    });
    const well = await judgeServer(node);
    expect(formatVerdict(well)).toMatch(/^ok/);
    expect(well.notes.join()).toContain('one node of a cluster');
    expect(formatVerdict(await judgeServer(node, { database: 3 }))).toMatch(
      /^error config: .*one node of a Redis Cluster/,
    );
  });
});
