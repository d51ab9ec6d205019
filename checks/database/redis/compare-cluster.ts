import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareUnanswered } from '../../../src/expectations/unanswered.ts';
import type { ProbeError } from '../../../src/model/errors.ts';
import type { ClusterAnswer, ClusterRow, ClusterState } from '../../../src/probes/redis/cluster.ts';
import { pluralize } from '../../../src/text/pluralize.ts';
import { compareNode } from './compare-node.ts';
import type { RedisExpectations } from './params.ts';

type ExpectedCluster = NonNullable<RedisExpectations['cluster']>;

/** Hash slots of every Redis Cluster (cluster specification, key distribution model). */
const SLOT_COUNT = 16_384;

/** Nodes named in one message. */
const MAX_NAMED_NODES = 5;

/** Compares the cluster, as its nodes see it, and each node with what is expected. */
export const compareCluster = async (
  answer: ClusterAnswer,
  expected: RedisExpectations,
): Promise<readonly Comparison[]> => {
  const wanted = expected.cluster ?? { nodes: [], quorum: answer.table.length, maxFailedNodes: 0, minReplicas: 0 };
  const seen = seenCluster(answer);
  return [
    ...compareQuorum(answer, wanted),
    compareClusterState(seen),
    compareSlotCoverage(seen),
    compareFailed(answer, wanted),
    ...compareReplicas(answer.table, wanted),
    ...(await Promise.all(answer.members.map((member) => compareMember(member, expected)))).flat(),
  ];
};

const compareMember = async (
  { target, answer: member }: ClusterAnswer['members'][number],
  expected: RedisExpectations,
): Promise<readonly Comparison[]> => {
  if ('problem' in member) return [];
  const comparisons = await compareNode(member.value.node, withoutReplication(expected), 'any');
  return comparisons.map((comparison) => ({
    ...comparison,
    name: `${comparison.name} of ${target}`,
    text: `${target}: ${comparison.text}`,
  }));
};

/** The replicas of a shard are counted in the table of nodes and judged by `minReplicas`. */
const withoutReplication = (expected: RedisExpectations): RedisExpectations => ({ ...expected, replicas: undefined });

const compareQuorum = ({ members, table }: ClusterAnswer, { quorum }: ExpectedCluster): readonly Comparison[] => {
  const silent = members.flatMap(({ target, answer }) =>
    'problem' in answer ? [{ target, problem: answer.problem }] : [],
  );
  const answering = members.length - silent.length;
  const met = answering >= quorum;
  const why = silent.slice(0, MAX_NAMED_NODES).map(({ problem }) => problem.message);
  const failed = new Set(table.filter(isFailed).map(({ address }) => address));
  const missing = silent
    .filter(({ target }) => !failed.has(target))
    .map(({ target, problem: { reason, message, advice } }) => ({
      ...conditionHolds(`node ${target}`, false, reason, 'answers', message, 'warn'),
      advice,
    }));
  const text = `${answering} of ${table.length} nodes answer, expected ${quorum}${why.length === 0 ? '' : `: ${why.join('; ')}`}`;
  return [
    { ...conditionHolds('quorum', met, 'no_quorum', 'ge', text), expected: quorum, actual: answering },
    ...(met ? missing : []),
  ];
};

/** The cluster as its nodes see it, and the refusal of one that does not say. */
interface SeenCluster {
  readonly views: readonly (ClusterState & { readonly target: string })[];
  readonly refusal: ProbeError | undefined;
}

const seenCluster = ({ members }: ClusterAnswer): SeenCluster => {
  const asked = members.flatMap(({ target, answer }) =>
    'value' in answer ? [{ target, cluster: answer.value.cluster }] : [],
  );
  return {
    views: asked.flatMap(({ target, cluster }) => ('value' in cluster ? [{ ...cluster.value, target }] : [])),
    refusal: asked.flatMap(({ cluster }) => ('problem' in cluster ? [cluster.problem] : []))[0],
  };
};

const compareClusterState = ({ views, refusal }: SeenCluster): Comparison => {
  const name = 'cluster_state';
  const reporting = views.filter(({ ok }) => !ok).map(({ target }) => target);
  if (reporting.length === 0 && refusal !== undefined) return compareUnanswered(name, refusal);
  const text = `cluster_state is fail, says ${listNodes(reporting)}`;
  return conditionHolds(name, reporting.length === 0, 'no_quorum', 'eq', text);
};

const compareSlotCoverage = ({ views, refusal }: SeenCluster): Comparison => {
  const base = { name: 'slots', operator: 'eq', expected: SLOT_COUNT, reason: 'assertion' } as const;
  const known = views.flatMap(({ slotsOk, ...view }) => (slotsOk === null ? [] : [{ ...view, slots: slotsOk }]));
  const [worst] = known.toSorted((a, b) => a.slots - b.slots);
  if (worst !== undefined && worst.slots !== SLOT_COUNT) {
    const lost = `${worst.slotsFailed ?? 'unknown'} fail, ${worst.slotsUnsure ?? 'unknown'} pfail`;
    const text = `${worst.slots} of ${SLOT_COUNT} slots are covered (${lost}), says ${worst.target}`;
    return { ...base, actual: worst.slots, status: 'fail', text };
  }
  if (refusal !== undefined) return compareUnanswered(base.name, refusal);
  if (worst !== undefined && known.length === views.length)
    return { ...base, actual: worst.slots, status: 'pass', text: 'all slots are covered' };
  const text = 'how many slots are covered is unknown';
  return { ...base, actual: null, status: 'error', reason: 'missing_value', text };
};

const compareFailed = ({ table }: ClusterAnswer, { maxFailedNodes }: ExpectedCluster): Comparison => {
  const failed = table.filter(isFailed).map(({ address, id, flags }) => `${address || id} (${flags.join(',')})`);
  const text = `${pluralize(failed.length, 'node has', 'nodes have')} failed, the limit is ${maxFailedNodes}: ${listNodes(failed)}`;
  return {
    ...conditionHolds('failed nodes', failed.length <= maxFailedNodes, 'threshold', 'le', text),
    expected: maxFailedNodes,
    actual: failed.length,
  };
};

const compareReplicas = (table: readonly ClusterRow[], { minReplicas }: ExpectedCluster): readonly Comparison[] => {
  if (minReplicas === 0) return [];
  return table
    .filter(({ role, slots }) => role === 'primary' && slots > 0)
    .map(({ id, address }) => {
      const count = table.filter((row) => row.primary === id && row.connected && !isFailed(row)).length;
      const text = `the shard of ${address || id} has ${pluralize(count, 'replica')}, expected ${minReplicas}`;
      return {
        ...conditionHolds(`replicas of ${address || id}`, count >= minReplicas, 'threshold', 'ge', text),
        expected: minReplicas,
        actual: count,
      };
    });
};

/** In the cluster's own view: `fail?` is a suspicion of one node, `noaddr` a node without an address. */
const isFailed = ({ flags }: ClusterRow): boolean =>
  flags.some((flag) => flag === 'fail' || flag === 'fail?' || flag === 'noaddr');

const conditionHolds = (
  name: string,
  good: boolean,
  reason: Comparison['reason'],
  operator: string,
  text: string,
  otherwise: 'fail' | 'warn' = 'fail',
): Comparison => ({ name, operator, expected: true, actual: good, status: good ? 'pass' : otherwise, reason, text });

const listNodes = (items: readonly string[]): string =>
  items.slice(0, MAX_NAMED_NODES).join(', ') +
  (items.length > MAX_NAMED_NODES ? `, and ${items.length - MAX_NAMED_NODES} more` : '');
