import { findFreePort } from './free-port.ts';
import { pollUntil } from './poll-until.ts';
import { type RedisOptions, type RedisServer, startRedis, startSentinel } from './redis.ts';

export type ReplicatedRedis = {
  readonly primary: RedisServer;
  readonly replica: RedisServer;
  readonly stop: () => Promise<void>;
};

/** Starts a primary and one replica; returns once their link is up. */
export const startReplicatedRedis = async (options: RedisOptions = {}): Promise<ReplicatedRedis> => {
  const primary = await startRedis(options);
  const replica = await startRedis({ ...options, replicaOf: primary });
  const linked = async (): Promise<boolean> =>
    (await replica.cli('INFO', 'replication')).includes('master_link_status:up');
  const stop = stopAll([replica, primary]);
  await orStop(pollUntil(linked, { what: 'the replica to follow' }), stop);
  return { primary, replica, stop };
};

export type SentinelGroup = ReplicatedRedis & {
  readonly masterName: string;
  readonly sentinels: readonly RedisServer[];
};

export type SentinelOptions = RedisOptions & {
  readonly sentinels?: number;
  /** `down-after-milliseconds`. Default 1000. */
  readonly downAfter?: number;
  /** Password of the Sentinels themselves. Default: none. */
  readonly sentinelPassword?: string;
};

/**
 * Starts a primary, a replica and Sentinels (default three, quorum their majority); returns once they know each other
 * and the replica.
 */
export const startSentinelGroup = async (options: SentinelOptions = {}): Promise<SentinelGroup> => {
  const masterName = 'mymaster';
  const data = await startReplicatedRedis(options);
  const count = options.sentinels ?? 3;
  const lines = [
    `sentinel monitor ${masterName} 127.0.0.1 ${data.primary.port} ${Math.floor(count / 2) + 1}`,
    `sentinel down-after-milliseconds ${masterName} ${options.downAfter ?? 1000}`,
    `sentinel failover-timeout ${masterName} 5000`,
    ...(options.password === undefined ? [] : [`sentinel auth-pass ${masterName} ${options.password}`]),
  ];
  const own = options.sentinelPassword === undefined ? {} : { password: options.sentinelPassword };
  const sentinels = await Promise.all(Array.from({ length: count }, () => startSentinel(lines, own)));
  const stop = stopAll([...sentinels, data]);
  const agreed = async (): Promise<boolean> => {
    const views = await Promise.all(sentinels.map((each) => readMasterFields(each, masterName)));
    return views.every(
      (each) =>
        each['num-slaves'] === '1' && each['num-other-sentinels'] === String(count - 1) && each.flags === 'master',
    );
  };
  await orStop(pollUntil(agreed, { what: 'the Sentinels to find each other', ms: 30_000, every: 200 }), stop);
  return { ...data, masterName, sentinels, stop };
};

/** The fields of `SENTINEL MASTER`. */
const readMasterFields = async (sentinel: RedisServer, name: string): Promise<Record<string, string>> => {
  const lines = (await sentinel.cli('SENTINEL', 'MASTER', name)).split('\n');
  return Object.fromEntries(lines.flatMap((line, index) => (index % 2 === 0 ? [[line, lines[index + 1] ?? '']] : [])));
};

export type RedisCluster = { readonly nodes: readonly RedisServer[]; readonly stop: () => Promise<void> };

/** Starts a Cluster of three primaries with all slots; returns once each node reports `cluster_state:ok`. */
export const startRedisCluster = async (options: RedisOptions = {}): Promise<RedisCluster> => {
  const nodes = await Promise.all([0, 1, 2].map(() => startClusterNode(options)));
  const stop = stopAll(nodes);
  const [first] = nodes;
  const form = async (): Promise<void> => {
    await first?.cli('--cluster', 'create', ...nodes.map((node) => `127.0.0.1:${node.port}`), '--cluster-yes');
    const whole = async (): Promise<boolean> => {
      const states = await Promise.all(nodes.map((node) => node.cli('CLUSTER', 'INFO')));
      return states.every((state) => state.includes('cluster_state:ok') && state.includes('cluster_known_nodes:3'));
    };
    await pollUntil(whole, { what: 'cluster_state:ok', ms: 30_000, every: 200 });
  };
  await orStop(form(), stop);
  return { nodes, stop };
};

/** The default bus port (client port + 10000) may be taken: a free one is set. */
const startClusterNode = async (options: RedisOptions): Promise<RedisServer> =>
  startRedis({
    ...options,
    settings: {
      'cluster-enabled': 'yes',
      'cluster-node-timeout': '1000',
      'cluster-port': String(await findFreePort()),
      ...(options.tls === true ? { 'tls-cluster': 'yes' } : {}),
      ...options.settings,
    },
  });

const stopAll = (parts: readonly { readonly stop: () => Promise<void> }[]) => async (): Promise<void> => {
  await Promise.all(parts.map((part) => part.stop()));
};

const orStop = async (work: Promise<unknown>, stop: () => Promise<void>): Promise<void> => {
  try {
    await work;
  } catch (error) {
    await stop();
    throw error;
  }
};
