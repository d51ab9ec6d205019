import type { Condition } from '../fields/condition.ts';
import type { PodRow } from '../views/pods.ts';

/** Whether a pod is neither done, nor deleted, nor about to be evicted; in all others containers end on purpose. */
export const isActivePod = ({ deletingAt, phase, conditions }: PodRow): boolean =>
  deletingAt === undefined && phase !== 'Succeeded' && phase !== 'Failed' && !conditions.some(isDisruption);

const isDisruption = ({ type, status }: Condition): boolean => type === 'DisruptionTarget' && status === 'True';

/** Milliseconds since the kubelet accepted the pod (`status.startTime`), or since its creation while no node has. */
export const podAgeMs = ({ startedAt, createdAt }: PodRow, now: number): number => now - (startedAt ?? createdAt);
