import { internString } from '../rows/intern.ts';
import { nonEmpty, parseTime, type Time, toRow } from './wire-fields.ts';

/** A condition of an object's status (`metav1.Condition`, and the older forms of it). Times are milliseconds since the epoch. */
export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
  /** `lastTransitionTime`: since when it has this status. */
  readonly at?: number;
  /** `lastUpdateTime` of a Deployment, `lastHeartbeatTime` of a node. */
  readonly updatedAt?: number;
}

/** A condition as it is sent. */
export interface WireCondition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: Time;
  lastUpdateTime?: Time;
  lastHeartbeatTime?: Time;
  /** The `metadata.generation` that it was written for. */
  observedGeneration?: number;
}

/** Projects a condition of any kind. */
export const projectCondition = (from: WireCondition): Condition =>
  toRow<Condition>({
    type: internString(from.type) ?? '',
    status: (internString(from.status) ?? 'Unknown') as Condition['status'],
    reason: internString(from.reason),
    message: nonEmpty(from.message),
    at: parseTime(from.lastTransitionTime),
    updatedAt: parseTime(from.lastUpdateTime ?? from.lastHeartbeatTime),
  });

/** The newest generation that conditions were written for; undefined when they name none. */
export const observedGenerationOf = (conditions: readonly WireCondition[] | undefined): number | undefined => {
  const observed = (conditions ?? []).flatMap(({ observedGeneration = 0 }) => observedGeneration || []);
  return observed.length === 0 ? undefined : Math.max(...observed);
};
