import type { Json } from '../../../src/model/json.ts';
import type { ClusterView } from '../../../src/probes/redis/cluster.ts';
import type { RedisNode } from '../../../src/probes/redis/node-state.ts';
import type { RedisAnswer } from '../../../src/probes/redis/redis.ts';

/** Nodes listed at most. */
const MAX_LISTED_NODES = 20;

/** Evidence of every finding: the state of each node as it was asked. */
export const redisEvidence = (answer: RedisAnswer): { readonly [key: string]: Json } => {
  if (answer.mode === 'standalone') return { target: answer.target, ...nodeEvidence(answer.node) };
  if (answer.mode === 'sentinel')
    return {
      sentinels: answer.sentinels.slice(0, MAX_LISTED_NODES).map(({ target, answer: part }) => ({
        target,
        ...('value' in part
          ? { master: part.value.master, quorum: part.value.quorumText }
          : { error: part.problem.message }),
      })),
      elected: answer.elected === null ? null : { ...answer.elected },
      ...(answer.master !== null && 'value' in answer.master ? { master: nodeEvidence(answer.master.value) } : {}),
    };
  return {
    nodes: answer.table
      .slice(0, MAX_LISTED_NODES)
      .map(({ address, role, flags, slots }) => ({ address, role, flags: flags.join(','), slots })),
    members: answer.members.slice(0, MAX_LISTED_NODES).map(({ target, answer: part }) => ({
      target,
      ...('value' in part
        ? { ...stateEvidence(part.value.cluster), role: part.value.node.role }
        : { error: part.problem.message }),
    })),
  };
};

const stateEvidence = (cluster: ClusterView['cluster']) => {
  if ('problem' in cluster) return { state: null };
  const { ok, ...slots } = cluster.value;
  return { state: ok ? 'ok' : 'fail', ...slots };
};

const nodeEvidence = ({ version, role, memory, clients, replicas, link, persistence, evictedKeys }: RedisNode) => ({
  version,
  role,
  memory: { ...memory },
  clients: { ...clients },
  replicas: replicas.slice(0, MAX_LISTED_NODES).map((replica) => ({ ...replica })),
  link: link === null ? null : { ...link },
  persistence: { ...persistence },
  evictedKeys,
});
