import type { Condition } from '../kubernetes/fields/condition.ts';
import type { ContainerTermination } from '../kubernetes/fields/container-status.ts';
import type { ObjectRef } from '../model/result.ts';

/**
 * How severe the state of a container, a replica or a workload is, the worst last. `launching`: on its way, within its grace.
 */
export const LEVELS = ['running', 'launching', 'degraded', 'errored'] as const;
export type Level = (typeof LEVELS)[number];

/**
 * `finished`: a run to its end, done. `stopped`: on purpose nothing is to run (no replicas, suspended, being deleted).
 * `unknown`: it could not be read.
 */
export type WorkloadState = Level | 'finished' | 'stopped' | 'unknown';

/** What a level is based on. */
export interface Judgement {
  readonly level: Level;
  /** Why, with the words of Kubernetes; empty when all is well. */
  readonly text: string;
  /** Nobody but a person can mend it: waiting is in vain. */
  readonly cannotHeal?: true;
}

/** The life of a replica, from the first to the last; `Completed` and `Failed` are ends of pods that are still there. */
export type LifeState =
  | 'Starting'
  | 'Started'
  | 'Responsive'
  | 'Unresponsive'
  | 'Decommissioned'
  | 'Starting Error'
  | 'Completed'
  | 'Failed'
  | 'Deleted';

/** What a pod is in the life of a replica, and since when. */
export interface ReplicaLife extends Judgement {
  readonly state: LifeState;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** A container of a replica. Times are milliseconds since the epoch. */
export interface ReplicaContainer extends Judgement {
  readonly name: string;
  readonly role: 'container' | 'sidecar' | 'init container';
  readonly image: string;
  /** `sha256:...`; null until the image was pulled. */
  readonly digest: string | null;
  readonly ready: boolean;
  readonly restarts: number;
  readonly lastEnd: ContainerTermination | null;
  /** Which of its logs tells of its last trouble; null: it has not run yet. */
  readonly log: 'current' | 'previous' | null;
}

/** A pod of a workload. */
export interface Replica extends Judgement {
  readonly ref: ObjectRef;
  readonly uid: string;
  readonly state: LifeState;
  readonly since: number;
  readonly node: string | null;
  readonly restarts: number;
  /** Of its controller: a ReplicaSet, a ControllerRevision; null where pods have none. */
  readonly revision: string | null;
  readonly containers: readonly ReplicaContainer[];
  /** Those that are not as they should be; of what is being deleted all that were kept. */
  readonly conditions: readonly Condition[];
}

/** One version of a workload during a rollout. */
export interface Revision {
  /** Of the ReplicaSet or ControllerRevision. */
  readonly name: string;
  /** As `kubectl rollout history` counts; null where it is not told. */
  readonly number: string | null;
  readonly replicas: number;
  readonly responsive: number;
}

/** A change from one revision to the next that is not done. */
export interface Rollout {
  /** Null: there is none, as with a new workload. */
  readonly current: Revision | null;
  readonly candidate: Revision;
  readonly text: string;
}

/** A workload, and everything that runs for it. */
export interface WorkloadStatus {
  readonly ref: ObjectRef;
  readonly state: WorkloadState;
  /** Why; empty when all is well. */
  readonly text: string;
  readonly cannotHeal: boolean;
  /** Null where no count is wanted: a run to an end, or a kind that is not read. */
  readonly wanted: number | null;
  readonly responsive: number;
  readonly rollout: Rollout | null;
  /** What its controller complains of. */
  readonly conditions: readonly Condition[];
  readonly replicas: readonly Replica[];
}
