import type { Session } from '../probe.ts';
import { askCluster, type ClusterAnswer, type ClusterOptions } from './cluster.ts';
import { askNode, type RedisNode } from './node.ts';
import { askSentinels, type SentinelAnswer, type SentinelOptions } from './sentinel.ts';
import { withRedis } from './session.ts';
import { type RedisAddress, redisTarget } from './target.ts';

/** One server, unless `sentinel` or `cluster` says otherwise; user, password and TLS are for the data nodes. */
export interface RedisOptions extends RedisAddress {
  readonly sentinel?: SentinelOptions | undefined;
  readonly cluster?: ClusterOptions | undefined;
  /** How long one of several nodes is waited for. Default: 2000. */
  readonly patienceMs?: number | undefined;
}

export interface StandaloneAnswer {
  readonly mode: 'standalone';
  readonly target: string;
  readonly node: RedisNode;
}

export type RedisAnswer = (StandaloneAnswer | SentinelAnswer | ClusterAnswer) & {
  /** From the first look-up to the last answer. */
  readonly durationMs: number;
};

const PATIENCE_MS = 2000;

/** Connects, authenticates and asks: always a round trip beyond the connection. */
export const redis = async (options: RedisOptions, session: Session): Promise<RedisAnswer> => {
  const started = performance.now();
  const answer = await ask(options, session);
  return { ...answer, durationMs: performance.now() - started };
};

const ask = async (
  options: RedisOptions,
  session: Session,
): Promise<StandaloneAnswer | SentinelAnswer | ClusterAnswer> => {
  const { sentinel, cluster, patienceMs = PATIENCE_MS } = options;
  if (sentinel !== undefined) return askSentinels(sentinel, options, patienceMs, session);
  if (cluster !== undefined) return askCluster(cluster, options, patienceMs, session);
  const target = redisTarget(options);
  const node = await withRedis(target, session, askNode);
  return { mode: 'standalone', target: `Redis ${target.text}`, node };
};
