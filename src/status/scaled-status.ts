import type { Condition } from '../kubernetes/fields/condition.ts';
import { findConditionWithStatus } from '../kubernetes/objects/conditions.ts';
import type { PodRow } from '../kubernetes/views/pods.ts';
import type { ReplicaSetRow } from '../kubernetes/views/replica-sets.ts';
import { countResponsive } from './bare-status.ts';
import { judgeCounts } from './judge-counts.ts';
import { replicaOf, worstFirst } from './replicas.ts';
import { findRollout } from './rollouts.ts';
import type { ScaledRow } from './status-rows.ts';
import { type Judgement, LEVELS, type Replica, type WorkloadStatus } from './workload-status.ts';

/** What stands around the row of a workload. */
export interface ScaledContext {
  readonly pods: readonly PodRow[];
  readonly replicaSets: readonly ReplicaSetRow[] | undefined;
  /** Names of nodes that are away on purpose, for a while. */
  readonly absentNodes: ReadonlySet<string>;
  readonly now: number;
}

/** The status of a workload that wants a number of replicas. */
export const scaledStatus = (row: ScaledRow, context: ScaledContext): WorkloadStatus => {
  const { pods, replicaSets, absentNodes, now } = context;
  const replicas = worstFirst(pods.map((pod) => awaitNode(replicaOf(pod, now), absentNodes)));
  const rollout = findRollout(row, { replicas, replicaSets });
  const base = {
    ref: row.ref,
    wanted: row.replicas,
    responsive: countResponsive(replicas),
    rollout,
    conditions: complaintsOf(row),
    replicas,
  };
  if (row.deletingAt !== undefined)
    return { ...base, state: 'stopped', text: 'it is being deleted', cannotHeal: false };
  const present = presentReplicas(row, replicas);
  if (row.replicas === 0 && present.length === 0)
    return { ...base, state: 'stopped', text: stoppedText(row), cannotHeal: false };
  const awaited = present.filter(({ state, node }) => state === 'Unresponsive' && absentNodes.has(node ?? '')).length;
  const counts = judgeCounts(row, { present, awaited, complaints: base.conditions, now });
  const worst = worstOf([...present, counts]);
  // What hinders the revision that is being replaced will be gone.
  const lasting = [
    counts,
    ...present.filter(({ revision }) => rollout === null || revision === rollout.candidate.name),
  ];
  return {
    ...base,
    state: worst.level,
    text: [worst.text, rollout?.text ?? ''].filter(Boolean).join('; '),
    cannotHeal: lasting.some(({ cannotHeal }) => cannotHeal === true),
  };
};

/** A replica on a node that restarts, or goes, on purpose comes back with it, or is made anew elsewhere. */
const awaitNode = (replica: Replica, absentNodes: ReadonlySet<string>): Replica =>
  replica.state === 'Unresponsive' && absentNodes.has(replica.node ?? '')
    ? { ...replica, level: 'launching', text: `its node ${replica.node} is away on purpose, cordoned or being removed` }
    : replica;

const stoppedText = ({ ref }: ScaledRow): string =>
  ref.kind === 'DaemonSet' ? 'no node is to run it' : 'scaled to zero';

const worstOf = (judgements: readonly Judgement[]): Judgement =>
  judgements.toSorted(
    (one, other) =>
      LEVELS.indexOf(other.level) - LEVELS.indexOf(one.level) || Number(one.text === '') - Number(other.text === ''),
  )[0] ?? { level: 'running', text: '' };

/** The replicas that count: those that ended do only until another one is in their place. */
const presentReplicas = ({ replicas: wanted }: ScaledRow, replicas: readonly Replica[]): readonly Replica[] => {
  const living = replicas.filter(({ state }) => state !== 'Completed' && state !== 'Failed');
  const staying = living.filter(({ state }) => state !== 'Decommissioned').length;
  const ended = replicas.filter(({ state }) => state === 'Failed');
  return [...living, ...ended.slice(0, Math.max(0, wanted - staying))];
};

/** What its controller complains of, the most telling first. */
const complaintsOf = (row: ScaledRow): readonly Condition[] =>
  [
    findConditionWithStatus(row, 'ReplicaFailure', 'True'),
    findConditionWithStatus(row, 'Progressing', 'False'),
    findConditionWithStatus(row, 'Available', 'False'),
  ].filter((condition) => condition !== undefined);
