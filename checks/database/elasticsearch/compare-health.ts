import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareRange, type RangeLimits, type RangeUnit } from '../../../src/expectations/range.ts';
import { ProbeError } from '../../../src/model/errors.ts';
import { pluralize } from '../../../src/text/pluralize.ts';
import type { ClusterDocument } from './cluster-api.ts';
import type { ClusterExpectations } from './params.ts';

/** The answer to `_cluster/health`; numbers that are not reported are null. */
export interface ClusterHealth {
  readonly name: string;
  readonly status: 'green' | 'yellow' | 'red';
  readonly nodes: number | null;
  readonly dataNodes: number | null;
  readonly unassigned: number | null;
  readonly pendingTasks: number | null;
  readonly pendingMs: number | null;
}

/** Reads the answer to `_cluster/health`. Throws ProbeError `protocol` for a document without a status. */
export const readHealth = (document: ClusterDocument): ClusterHealth => {
  const status = ['green', 'yellow', 'red'].find((one) => one === document?.status);
  if (status === undefined)
    throw new ProbeError('protocol', '/_cluster/health: the answer has no status of a cluster: is it Elasticsearch?');
  return {
    name: String(document.cluster_name ?? ''),
    status: status as ClusterHealth['status'],
    nodes: numberOf(document.number_of_nodes),
    dataNodes: numberOf(document.number_of_data_nodes),
    unassigned: numberOf(document.unassigned_shards),
    pendingTasks: numberOf(document.number_of_pending_tasks),
    pendingMs: numberOf(document.task_max_waiting_in_queue_millis),
  };
};

const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** Compares the health of a cluster with what is expected; `why` says what keeps a shard from its place, as far as it is known. */
export const compareHealth = (
  health: ClusterHealth,
  expected: ClusterExpectations,
  why: string | null,
): readonly Comparison[] => [
  compareColour(health, expected, why),
  ...compareNumber('nodes', health.nodes, expected.nodes, (n) => `the cluster has ${pluralize(n, 'node')}`),
  ...compareNumber(
    'data nodes',
    health.dataNodes,
    expected.dataNodes,
    (n) => `the cluster has ${pluralize(n, 'data node')}`,
  ),
  ...compareNumber('unassigned', health.unassigned, expected.unassigned, (n) => describeUnassigned(n, why)),
  ...compareNumber(
    'pending tasks',
    health.pendingTasks,
    expected.pendingTasks,
    (n) => `${pluralize(n, 'task waits', 'tasks wait')} for the master`,
  ),
  ...compareNumber(
    'pending task age',
    health.pendingMs === null ? null : health.pendingMs / 1000,
    expected.pendingTaskAge,
    (seconds) => `a task has waited for the master for ${seconds} s`,
    's',
  ),
];

/** A single data node has no place for replicas: such a cluster is yellow for ever, and well. */
const meaningOfYellow = ({ dataNodes }: ClusterHealth, { yellow }: ClusterExpectations): 'ok' | 'warn' | 'fail' =>
  yellow ?? (dataNodes === 1 ? 'ok' : 'warn');

const compareColour = (health: ClusterHealth, expected: ClusterExpectations, why: string | null): Comparison => {
  const { status, unassigned } = health;
  const yellow = meaningOfYellow(health, expected);
  const judged = { green: 'ok', yellow, red: 'fail' }[status] as 'ok' | 'warn' | 'fail';
  const shards = describeUnassigned(unassigned, why);
  const lost = status === 'red' ? 'primary shards are missing' : 'replicas are missing';
  return {
    name: 'status',
    operator: 'in',
    expected: yellow === 'fail' ? ['green'] : ['green', 'yellow'],
    actual: status,
    status: judged === 'ok' ? 'pass' : judged,
    reason: 'status',
    text: `the status is ${status}, ${lost}: ${shards}`,
  };
};

const describeUnassigned = (unassigned: number | null, why: string | null): string => {
  const count = unassigned === null ? 'some shards are' : pluralize(unassigned, 'shard is', 'shards are');
  return `${count} unassigned${why === null ? '' : `; ${why}`}`;
};

const compareNumber = (
  name: string,
  value: number | null,
  limits: RangeLimits | undefined,
  describe: (value: number) => string,
  unit: RangeUnit = '',
): readonly Comparison[] => {
  if (limits === undefined) return [];
  const text = value === null ? `${name}: the cluster does not report it` : describe(value);
  return compareRange({ name, value, unit, text }, limits);
};

/** Why a shard has no place, from the answer to `_cluster/allocation/explain`; null when it says nothing. */
export const explainAllocation = (document: ClusterDocument): string | null => {
  const { index, shard, primary, allocate_explanation: text, node_allocation_decisions: decisions } = document ?? {};
  if (typeof index !== 'string') return null;
  const refused = Array.isArray(decisions)
    ? decisions
        .flatMap(({ deciders = [] }: ClusterDocument) => deciders)
        .find(({ decision }: ClusterDocument) => decision === 'NO')
    : undefined;
  const which = `${primary === true ? 'primary' : 'replica'} ${shard} of ${index}`;
  const reason = typeof refused?.explanation === 'string' ? refused.explanation : text;
  const since = document.unassigned_info?.reason;
  const cause = typeof since === 'string' ? ` (${since})` : '';
  return `${which}${cause}: ${String(reason ?? 'no reason is given').slice(0, 250)}`;
};
