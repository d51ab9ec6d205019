import type { Condition } from '../../kubernetes/fields/condition.ts';
import type { ContainerTermination } from '../../kubernetes/fields/container-status.ts';
import type { ObjectRef } from '../../model/result.ts';
import type { DeletedReplica } from '../../status/deleted-replicas.ts';
import type { ReplicaContainer, WorkloadState } from '../../status/workload-status.ts';
import type { ClusterScope } from '../check/report.ts';
import type { ExplainedReplica, ExplainedWorkload } from './explain-workloads.ts';

/** The document of `kavmon status -o json` (docs/status.md). Times are ISO 8601; fields are only ever added. */
export interface StatusDocument {
  readonly schemaVersion: 1;
  /** As it was named; null: everything. */
  readonly target: string | null;
  /** With `--watch`: whether it came to rest. Null: nobody watched. */
  readonly settled: boolean | null;
  readonly exitCode: number;
  /** By the clock of the cluster or snapshot. */
  readonly now: string;
  readonly cluster: string | null;
  readonly namespaces: readonly string[] | null;
  readonly snapshot: ClusterScope['snapshot'];
  /** How many workloads are in which state. */
  readonly states: Readonly<Record<WorkloadState, number>>;
  readonly workloads: readonly WorkloadDocument[];
  /** Lists that could not be read: workloads may be missing. */
  readonly unread: readonly string[];
  readonly warnings: readonly string[];
}

/** A workload: its own fields, with times and parts as they stand in the document. */
export interface WorkloadDocument extends Omit<ExplainedWorkload, 'ref' | 'conditions' | 'replicas' | 'deleted'> {
  readonly object: ObjectRef;
  readonly conditions: readonly ConditionDocument[];
  readonly replicas: readonly ReplicaDocument[];
  readonly deleted: readonly DeletedDocument[];
}

export interface ReplicaDocument
  extends Omit<ExplainedReplica, 'ref' | 'uid' | 'cannotHeal' | 'since' | 'containers' | 'conditions'> {
  readonly name: string;
  readonly since: string;
  readonly containers: readonly ContainerDocument[];
  readonly conditions: readonly ConditionDocument[];
}

export interface ContainerDocument extends Omit<ReplicaContainer, 'lastEnd' | 'log' | 'cannotHeal'> {
  readonly lastEnd: EndDocument | null;
}

interface EndDocument extends Omit<ContainerTermination, 'startedAt' | 'finishedAt'> {
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

interface ConditionDocument extends Omit<Condition, 'at' | 'updatedAt'> {
  readonly since: string | null;
}

interface DeletedDocument {
  readonly name: string;
  readonly state: 'Deleted';
  readonly since: string;
  readonly text: string;
}

export interface StatusParts {
  readonly target: string | undefined;
  readonly settled: boolean | null;
  readonly workloads: readonly ExplainedWorkload[];
  readonly unread: readonly string[];
  readonly now: number;
  readonly scope: ClusterScope;
  readonly warnings: readonly string[];
}

/** Puts together what the status came to, the worst workload first. */
export const buildStatusDocument = (parts: StatusParts): StatusDocument => {
  const { target, settled, workloads, unread, now, scope, warnings } = parts;
  const states = countStates(workloads);
  return {
    schemaVersion: 1,
    target: target ?? null,
    settled,
    exitCode: exitCodeOf(states, { unread, settled }),
    now: isoTime(now) ?? '',
    cluster: scope.cluster,
    namespaces: scope.namespaces,
    snapshot: scope.snapshot,
    states,
    workloads: workloads.toSorted(worstStateFirst).map(workloadDocument),
    unread,
    warnings,
  };
};

/** The worst first. */
export const STATES = [
  'errored',
  'degraded',
  'unknown',
  'launching',
  'running',
  'finished',
  'stopped',
] as const satisfies readonly WorkloadState[];

const worstStateFirst = (one: ExplainedWorkload, other: ExplainedWorkload): number =>
  STATES.indexOf(one.state) - STATES.indexOf(other.state) ||
  nameOf(one.ref).localeCompare(nameOf(other.ref), 'en') ||
  one.ref.kind.localeCompare(other.ref.kind, 'en');

const nameOf = ({ namespace = '', name }: ObjectRef): string => `${namespace}/${name}`;

const countStates = (workloads: readonly ExplainedWorkload[]): StatusDocument['states'] => {
  const counts = Object.fromEntries(STATES.map((state) => [state, 0])) as Record<WorkloadState, number>;
  for (const { state } of workloads) counts[state] += 1;
  return counts;
};

/** 0: all that was asked for was read, and is well, or on its way within its grace. Nothing at all is not well. */
const exitCodeOf = (
  states: StatusDocument['states'],
  { unread, settled }: Pick<StatusParts, 'unread' | 'settled'>,
): number => {
  const total = Object.values(states).reduce((sum, count) => sum + count, 0);
  const ill = states.errored + states.degraded + states.unknown + (settled === false ? states.launching : 0);
  return total === 0 || ill > 0 || unread.length > 0 ? 1 : 0;
};

const isoTime = (at: number | undefined): string | null => (at === undefined ? null : new Date(at).toISOString());

const workloadDocument = (workload: ExplainedWorkload): WorkloadDocument => {
  const { ref, conditions, replicas, deleted, ...rest } = workload;
  return {
    object: ref,
    ...rest,
    conditions: conditions.map(conditionDocument),
    replicas: replicas.map(replicaDocument),
    deleted: deleted.map(deletedDocument),
  };
};

const conditionDocument = ({ at, updatedAt: _, ...condition }: Condition): ConditionDocument => ({
  ...condition,
  since: isoTime(at),
});

const replicaDocument = (replica: ExplainedReplica): ReplicaDocument => ({
  name: replica.ref.name,
  state: replica.state,
  level: replica.level,
  text: replica.text,
  since: isoTime(replica.since) ?? '',
  node: replica.node,
  restarts: replica.restarts,
  revision: replica.revision,
  containers: replica.containers.map(({ lastEnd, log: _, cannotHeal: _lasting, ...container }) => ({
    ...container,
    lastEnd: lastEnd && endDocument(lastEnd),
  })),
  conditions: replica.conditions.map(conditionDocument),
  facts: replica.facts,
  log: replica.log,
});

const endDocument = ({ startedAt, finishedAt, ...end }: ContainerTermination): EndDocument => ({
  ...end,
  startedAt: isoTime(startedAt),
  finishedAt: isoTime(finishedAt),
});

const deletedDocument = ({ ref, state, since, text }: DeletedReplica): DeletedDocument => ({
  name: ref.name,
  state,
  since: isoTime(since) ?? '',
  text,
});
