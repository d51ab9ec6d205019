import type { Comparison } from '../../../src/expectations/comparison.ts';
import type { RedisNode } from '../../../src/probes/redis/node.ts';
import type { RedisAnswer } from '../../../src/probes/redis/redis.ts';
import { compareCluster } from './compare-cluster.ts';
import { compareNode } from './compare-node.ts';
import { compareSentinels } from './compare-sentinels.ts';
import { compareState } from './compare-state.ts';
import type { RedisExpectations } from './params.ts';

/** Compares an answer with everything that is expected of it. */
export const compareRedis = (answer: RedisAnswer, expected: RedisExpectations): readonly Comparison[] => {
  if (answer.mode === 'sentinel') return compareSentinels(answer, expected);
  if (answer.mode === 'cluster') return compareCluster(answer, expected);
  return [...compareNode(answer.node, expected, expected.role), ...compareClusterState(answer.node)];
};

/** A single node says how the cluster is that it belongs to; of one that may not be asked there is a note. */
const compareClusterState = ({ clusterState: state }: RedisNode): readonly Comparison[] =>
  state === null || state === 'unknown'
    ? []
    : [compareState('cluster', state === 'ok', 'no_quorum', `its cluster serves no keys (cluster_state is ${state})`)];

/** What is not seen of a cluster by one of its nodes. */
export const clusterNotes = (answer: RedisAnswer): readonly string[] => {
  if (answer.mode !== 'standalone' || answer.node.clusterState === null) return [];
  const asked = answer.node.clusterState === 'unknown' ? ', and how it is could not be asked' : '';
  return [`this is one node of a cluster${asked}: its other nodes are asked with cluster`];
};
