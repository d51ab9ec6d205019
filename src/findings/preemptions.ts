import type { EventRow } from '../kubernetes/views/events.ts';
import type { ReportedFinding } from '../model/result.ts';

/** The reason of the scheduler's event on a pod that made room for another one; the pod itself is gone soon. */
export const PREEMPTED_REASON = 'Preempted';

/** What a pod of the workload of a finding may have been put out for: it waits, or replicas are missing. */
const SHORT_REASONS: ReadonlySet<string> = new Set(['unschedulable', 'replicas_missing']);

/** What follows the name of a workload in the name of its pod: `6d5f8c7b9-x2k4q`, `x2k4q`, `0`. */
const POD_SUFFIX = /^-(?:(?:[a-z0-9]{5,10}-)?[a-z0-9]{5}|\d+)$/;

/** The words of the newest event by which a pod of the finding's workload was preempted; undefined where there is none. */
export const preemptionWords = (
  { object, reason }: ReportedFinding,
  preemptions: readonly EventRow[],
): string | undefined => {
  if (object === undefined || !SHORT_REASONS.has(reason)) return undefined;
  return preemptions
    .filter(
      ({ about: { kind, namespace, name } }) =>
        kind === 'Pod' && namespace === object.namespace && isPodOf(name, object.name),
    )
    .toSorted((one, other) => (other.lastAt ?? 0) - (one.lastAt ?? 0))
    .map(({ about, message }) => `pod ${about.name}: ${message}`)[0];
};

const isPodOf = (pod: string, workload: string): boolean =>
  pod.startsWith(workload) && POD_SUFFIX.test(pod.slice(workload.length));
