import { text } from '../rows/intern.ts';
import { filled, row, time } from './wire-fields.ts';

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
export const condition = (from: WireCondition): Condition =>
  row<Condition>({
    type: text(from.type) ?? '',
    status: (text(from.status) ?? 'Unknown') as Condition['status'],
    reason: text(from.reason),
    message: filled(from.message),
    at: time(from.lastTransitionTime),
    updatedAt: time(from.lastUpdateTime ?? from.lastHeartbeatTime),
  });
