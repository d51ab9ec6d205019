import type { ProbeSession } from '../probe.ts';
import { type ClusterAnswer, type ClusterOptions, queryCluster } from './cluster.ts';
import { type NodeQuestion, queryNode } from './node.ts';
import type { RedisNode } from './node-state.ts';
import { querySentinels, type SentinelAnswer, type SentinelOptions } from './sentinel.ts';
import { withRedis } from './session.ts';
import { parseRedisTarget, type RedisAddress } from './target.ts';

/** One server, a master found through `sentinel`, or a `cluster`. User, password and TLS are those of the data nodes. */
export interface RedisOptions extends RedisAddress {
  readonly sentinel?: SentinelOptions | undefined;
  readonly cluster?: ClusterOptions | undefined;
  /** Fields of INFO that must be seen, in any case; those of sections that a server leaves out are asked for. */
  readonly infoFields?: readonly string[] | undefined;
  /** How long one of several nodes may take to answer. Default: 2000. */
  readonly nodeTimeoutMs?: number | undefined;
}

export interface StandaloneAnswer {
  readonly mode: 'standalone';
  readonly target: string;
  readonly node: RedisNode;
}

export type RedisAnswer = (StandaloneAnswer | SentinelAnswer | ClusterAnswer) & {
  /** From the first name look-up to the last answer. */
  readonly durationMs: number;
};

const NODE_TIMEOUT_MS = 2000;

/** Connects, authenticates and queries, so that an open port alone never counts. Throws ProbeError, or the signal's reason. */
export const probeRedis = async (options: RedisOptions, session: ProbeSession): Promise<RedisAnswer> => {
  const started = performance.now();
  const answer = await queryMode(options, session);
  return { ...answer, durationMs: performance.now() - started };
};

const queryMode = async (
  options: RedisOptions,
  session: ProbeSession,
): Promise<StandaloneAnswer | SentinelAnswer | ClusterAnswer> => {
  const { sentinel, cluster, infoFields, nodeTimeoutMs = NODE_TIMEOUT_MS } = options;
  const ask: NodeQuestion = (call) => queryNode(call, infoFields);
  const asking = { access: options, nodeTimeoutMs, ask };
  if (sentinel !== undefined) return querySentinels(sentinel, asking, session);
  if (cluster !== undefined) return queryCluster(cluster, asking, session);
  const target = parseRedisTarget(options);
  const node = await withRedis(target, session, ask);
  return { mode: 'standalone', target: `Redis ${target.text}`, node };
};
