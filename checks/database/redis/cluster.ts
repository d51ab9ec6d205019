import type { Comparison } from '../../../src/expectations/comparison.ts';
import type { Probes } from '../../../src/probes/index.ts';
import { counted } from '../../../src/text/pluralize.ts';
import { compareNode } from './node.ts';
import type { RedisExpectations } from './params.ts';

type Answer = Extract<Awaited<ReturnType<Probes['redis']>>, { mode: 'cluster' }>;
type Row = Answer['table'][number];
type Wanted = NonNullable<RedisExpectations['cluster']>;

const SLOTS = 16_384;
const LISTED = 5;

/** Compares what the nodes say of the cluster and of themselves with what is expected. */
export const compareCluster = (answer: Answer, expected: RedisExpectations): readonly Comparison[] => {
  const wanted = expected.cluster ?? { nodes: [], quorum: answer.table.length, maxFailedNodes: 0, minReplicas: 0 };
  return [
    ...compareMembers(answer, wanted),
    compareState(answer),
    compareSlots(answer),
    compareFailed(answer, wanted),
    ...compareReplicas(answer.table, wanted),
    ...answer.members.flatMap(({ target, told }) => {
      if ('problem' in told) return [];
      return compareNode(told.value.node, withoutReplication(expected), 'any').map((comparison) => ({
        ...comparison,
        name: `${comparison.name} of ${target}`,
        text: `${target}: ${comparison.text}`,
      }));
    }),
  ];
};

/** Replicas of a shard are counted in the table; that a primary has none is for `minReplicas` to judge. */
const withoutReplication = (expected: RedisExpectations): RedisExpectations => ({ ...expected, replicas: undefined });

const compareMembers = ({ members, table }: Answer, { quorum }: Wanted): readonly Comparison[] => {
  const silent = members.flatMap(({ target, told }) => ('problem' in told ? [{ target, problem: told.problem }] : []));
  const answering = members.length - silent.length;
  const met = answering >= quorum;
  const why = silent.slice(0, LISTED).map(({ problem }) => problem.message);
  const failed = new Set(table.filter(isFailed).map(({ address }) => address));
  const missing = silent
    .filter(({ target }) => !failed.has(target))
    .map(({ target, problem }) =>
      comparison(`node ${target}`, false, problem.reason, 'answers', problem.message, 'warn'),
    );
  const text = `${answering} of ${table.length} nodes answer, expected ${quorum}${why.length === 0 ? '' : `: ${why.join('; ')}`}`;
  return [
    { ...comparison('quorum', met, 'no_quorum', 'ge', text), expected: quorum, actual: answering },
    ...(met ? missing : []),
  ];
};

const compareState = ({ members }: Answer): Comparison => {
  const saying = members.flatMap(({ target, told }) => ('value' in told && !told.value.ok ? [target] : []));
  return comparison(
    'cluster_state',
    saying.length === 0,
    'no_quorum',
    'eq',
    `cluster_state is fail, says ${listOf(saying)}`,
  );
};

const compareSlots = ({ members }: Answer): Comparison => {
  const views = members.flatMap(({ target, told }) => ('value' in told ? [{ target, slots: told.value.slotsOk }] : []));
  const known = views.flatMap(({ target, slots }) => (slots === null ? [] : [{ target, slots }]));
  const [first, ...rest] = known;
  const base = { name: 'slots', operator: 'eq', expected: SLOTS } as const;
  if (first === undefined || known.length < views.length)
    return {
      ...base,
      actual: null,
      status: 'error',
      reason: 'missing_value',
      text: 'how many slots are covered is unknown',
    };
  const worst = rest.reduce((a, b) => (b.slots < a.slots ? b : a), first);
  const text = `${worst.slots} of ${SLOTS} slots are covered, says ${worst.target}`;
  return { ...base, actual: worst.slots, status: worst.slots === SLOTS ? 'pass' : 'fail', reason: 'assertion', text };
};

const compareFailed = ({ table }: Answer, { maxFailedNodes }: Wanted): Comparison => {
  const failed = table.filter(isFailed).map(({ address, id, flags }) => `${address || id} (${flags.join(',')})`);
  const text = `${counted(failed.length, 'node has', 'nodes have')} failed, the limit is ${maxFailedNodes}: ${listOf(failed)}`;
  return {
    ...comparison('failed nodes', failed.length <= maxFailedNodes, 'threshold', 'le', text),
    expected: maxFailedNodes,
    actual: failed.length,
  };
};

const compareReplicas = (table: readonly Row[], { minReplicas }: Wanted): readonly Comparison[] => {
  if (minReplicas === 0) return [];
  return table
    .filter(({ role, slots }) => role === 'primary' && slots > 0)
    .map(({ id, address }) => {
      const count = table.filter((row) => row.primary === id && row.connected && !isFailed(row)).length;
      const text = `the shard of ${address || id} has ${counted(count, 'replica')}, expected ${minReplicas}`;
      return {
        ...comparison(`replicas of ${address || id}`, count >= minReplicas, 'threshold', 'ge', text),
        expected: minReplicas,
        actual: count,
      };
    });
};

const isFailed = ({ flags }: Row): boolean =>
  flags.some((flag) => flag === 'fail' || flag === 'fail?' || flag === 'noaddr');

const comparison = (
  name: string,
  good: boolean,
  reason: Comparison['reason'],
  operator: string,
  text: string,
  otherwise: 'fail' | 'warn' = 'fail',
): Comparison => ({ name, operator, expected: true, actual: good, status: good ? 'pass' : otherwise, reason, text });

const listOf = (items: readonly string[]): string =>
  items.slice(0, LISTED).join(', ') + (items.length > LISTED ? `, and ${items.length - LISTED} more` : '');
