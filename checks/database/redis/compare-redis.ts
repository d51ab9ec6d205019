import type { Comparison } from '../../../src/expectations/comparison.ts';
import type { RedisNode } from '../../../src/probes/redis/node-state.ts';
import type { RedisAnswer } from '../../../src/probes/redis/redis.ts';
import { pluralize } from '../../../src/text/pluralize.ts';
import { compareCluster } from './compare-cluster.ts';
import { compareNode } from './compare-node.ts';
import { compareSentinels } from './compare-sentinels.ts';
import { compareState } from './compare-state.ts';
import { nodesOf } from './nodes.ts';
import type { RedisExpectations } from './params.ts';

/** Compares an answer with everything that is expected of it. */
export const compareRedis = async (
  answer: RedisAnswer,
  expected: RedisExpectations,
): Promise<readonly Comparison[]> => {
  if (answer.mode === 'sentinel') return compareSentinels(answer, expected);
  if (answer.mode === 'cluster') return compareCluster(answer, expected);
  return [...(await compareNode(answer.node, expected, expected.role)), ...compareClusterState(answer.node)];
};

/** A single node says how the cluster is that it belongs to; of one that may not be asked for it there is a note. */
const compareClusterState = ({ clusterState: state }: RedisNode): readonly Comparison[] =>
  state === null || state === 'unknown'
    ? []
    : [compareState('cluster', state === 'ok', 'no_quorum', `its cluster serves no keys (cluster_state is ${state})`)];

/** What could not be judged and was not asked for. */
export const redisNotes = (answer: RedisAnswer, expected: RedisExpectations): readonly string[] => {
  const nodes = nodesOf(answer);
  return [
    ...refusalNotes(nodes),
    ...(expected.persistence === undefined ? saveNotes(nodes) : []),
    ...clusterNotes(answer),
  ];
};

const refusalNotes = (nodes: readonly RedisNode[]): readonly string[] => {
  const refusals = nodes.flatMap(({ refusal }) => refusal ?? []);
  if (refusals.length === 0) return [];
  const isForbidden = refusals.some(({ reason }) => reason === 'permission');
  const why = isForbidden ? 'the user has no right to INFO' : 'INFO is not offered';
  return [`only PING was judged of ${countServers(refusals.length)}: ${why}`];
};

const saveNotes = (nodes: readonly RedisNode[]): readonly string[] => {
  const silent = nodes.filter(
    ({ refusal, loading, persistence }) => refusal === undefined && !loading && persistence.lastSaveOk === null,
  );
  return silent.length === 0 ? [] : [`${countServers(silent.length)} did not tell whether snapshots succeed`];
};

const countServers = (count: number): string => pluralize(count, 'server');

const clusterNotes = (answer: RedisAnswer): readonly string[] => {
  if (answer.mode !== 'standalone' || answer.node.clusterState === null) return [];
  const asked = answer.node.clusterState === 'unknown' ? ', and how it is could not be asked' : '';
  return [`this is one node of a cluster${asked}: its other nodes are asked with cluster`];
};
