import type { EventRow } from '../kubernetes/views/events.ts';
import type { ReportedFinding } from '../model/result.ts';

/** The reason of the scheduler's event on a pod that made room for another one; the pod itself is gone soon. */
export const PREEMPTED_REASON = 'Preempted';

/** What a pod of the workload of a finding may have been put out for: it waits, or replicas are missing. */
const SHORT_REASONS: ReadonlySet<string> = new Set(['unschedulable', 'replicas_missing']);

/** What follows the name of a workload in the name of its pod: `6d5f8c7b9-x2k4q`, `x2k4q`, `0`. */
const POD_SUFFIX = /^-(?:(?:[a-z0-9]{5,10}-)?[a-z0-9]{5}|\d+)$/;

/** Remembers the newest preemption of a pod of each workload that lacks pods; of any others there may be thousands. */
export interface Preemptions {
  readonly take: (event: EventRow) => void;
  /** The words of the newest event by which a pod of the finding's workload was preempted; undefined where there is none. */
  readonly wordsOf: (finding: ReportedFinding) => string | undefined;
}

/** @param findings those that may be asked for */
export const createPreemptions = (findings: readonly ReportedFinding[]): Preemptions => {
  const short = new Set(findings.flatMap((finding) => shortWorkload(finding) ?? []));
  const newest = new Map<string, EventRow>();
  return {
    take: (event) => {
      for (const workload of workloadsOfEvent(event).filter((one) => short.has(one)))
        if ((event.lastAt ?? 0) > (newest.get(workload)?.lastAt ?? -1)) newest.set(workload, event);
    },
    wordsOf: (finding) => {
      const event = newest.get(shortWorkload(finding) ?? '');
      return event && `pod ${event.about.name}: ${event.message}`;
    },
  };
};

const shortWorkload = ({ object, reason }: ReportedFinding): string | undefined =>
  object !== undefined && SHORT_REASONS.has(reason) ? `${object.namespace ?? ''}/${object.name}` : undefined;

/** The workloads whose pod this event says was preempted, as far as its name tells: without its last part, or the last two. */
const workloadsOfEvent = ({ reason, about: { kind, namespace = '', name } }: EventRow): readonly string[] => {
  if (reason !== PREEMPTED_REASON || kind !== 'Pod') return [];
  const last = name.lastIndexOf('-');
  return [last, name.lastIndexOf('-', last - 1)]
    .filter((at) => at > 0 && POD_SUFFIX.test(name.slice(at)))
    .map((at) => `${namespace}/${name.slice(0, at)}`);
};
