import { internString } from '../rows/intern.ts';
import { nonEmpty, parseTime, toRow } from './wire-fields.ts';

/** A condition of an object's status. */
export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
  /** `lastTransitionTime`: since when it is so. */
  readonly at?: number;
  /** `lastUpdateTime` of a Deployment, `lastHeartbeatTime` of a node. */
  readonly updatedAt?: number;
}

interface WireCondition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
  lastUpdateTime?: string;
  lastHeartbeatTime?: string;
}

/** One condition of the API, reduced. */
export const projectCondition = (from: WireCondition): Condition =>
  toRow<Condition>({
    type: internString(from.type) ?? '',
    status: (internString(from.status) ?? 'Unknown') as Condition['status'],
    reason: internString(from.reason),
    message: nonEmpty(from.message),
    at: parseTime(from.lastTransitionTime),
    updatedAt: parseTime(from.lastUpdateTime ?? from.lastHeartbeatTime),
  });
