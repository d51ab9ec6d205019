import { expect, it } from 'vitest';
import { describeWithPackages } from './describe-unless.ts';
import { pollUntil } from './poll-until.ts';
import { isAlive } from './process-table.ts';
import { startRedis } from './redis.ts';
import { startRedisCluster, startReplicatedRedis, startSentinelGroup } from './redis-groups.ts';

const describeRedis = await describeWithPackages('redis-server', 'redis-tools');

describeRedis('the Redis of the tests', () => {
  it('runs alone, with an ACL user and TLS', async () => {
    const redis = await startRedis({
      user: { name: 'kavmon', password: 'secret' },
      tls: true,
      settings: { maxmemory: '10mb' },
    });
    expect(await redis.cli('ACL', 'WHOAMI')).toBe('kavmon');
    expect(await redis.cli('CONFIG', 'GET', 'maxmemory')).toBe('maxmemory\n10485760');
    expect(await redis.cli('AUTH', 'kavmon', 'wrong')).toMatch(/^WRONGPASS/);
    await redis.stop();
    expect(await isAlive(redis.daemon.pid)).toBe(false);
  });

  it('replicates, with a password', async () => {
    const { primary, replica, stop } = await startReplicatedRedis({ password: 'secret' });
    await primary.cli('SET', 'a', '7');
    await pollUntil(async () => (await replica.cli('GET', 'a')) === '7', { what: 'the key on the replica' });
    expect(await replica.cli('SET', 'a', '8')).toMatch(/^READONLY/);
    await primary.stop();
    await pollUntil(async () => (await replica.cli('INFO', 'replication')).includes('master_link_status:down'), {
      what: 'the link to break',
    });
    await stop();
  });

  it('is watched by three Sentinels, which elect the replica when the primary freezes', async () => {
    const group = await startSentinelGroup();
    const [first] = group.sentinels;
    expect(await first?.cli('SENTINEL', 'CKQUORUM', group.masterName)).toMatch(/^OK 3 usable Sentinels/);
    await group.primary.daemon.pause();
    const elected = async () =>
      (await first?.cli('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', group.masterName))?.endsWith(String(group.replica.port));
    await pollUntil(elected, { what: 'the election', ms: 25_000, every: 200 });
    await group.stop();
    expect(await isAlive(group.primary.daemon.pid)).toBe(false);
  });

  it('forms a Cluster, which fails when a node freezes', async () => {
    const { nodes, stop } = await startRedisCluster();
    const [first, second] = nodes;
    expect(await first?.cli('CLUSTER', 'INFO')).toContain('cluster_slots_ok:16384');
    await second?.daemon.pause();
    await pollUntil(async () => (await first?.cli('CLUSTER', 'INFO'))?.includes('cluster_state:fail'), {
      what: 'cluster_state:fail',
      ms: 15_000,
    });
    await stop();
  });
});
