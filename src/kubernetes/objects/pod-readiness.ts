import type { PodRow } from '../views/pods.ts';
import { findCondition } from './conditions.ts';

/** Since when a pod is not ready, in milliseconds since the epoch; undefined when it is ready, or has succeeded. */
export const unreadySince = (pod: PodRow): number | undefined => {
  if (pod.phase === 'Succeeded') return undefined;
  const ready = findCondition(pod, 'Ready');
  return ready?.status === 'True' ? undefined : (ready?.at ?? pod.createdAt);
};

/** The pod that has been unready for longest; undefined when all are ready. */
export const longestUnready = (pods: readonly PodRow[]): PodRow | undefined =>
  pods
    .filter((pod) => unreadySince(pod) !== undefined)
    .toSorted((one, other) => (unreadySince(one) ?? 0) - (unreadySince(other) ?? 0))[0];
