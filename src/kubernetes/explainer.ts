import type { EventRow } from './views/events.ts';

/** The last lines of a container's log, or why there are none. */
export type LogAnswer = { readonly lines: readonly string[] } | { readonly missing: string };

export interface EventsOutcome {
  readonly events: readonly EventRow[];
  /** What could not be read, or was left out, in words for the report. */
  readonly notes: readonly string[];
}

/** Which container's log is wanted; `previous`: of the one that ran before it was restarted. */
export interface LogTarget {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly previous: boolean;
}

/**
 * What explains findings after the judging: no verdict depends on it. The same for a live
 * cluster and for a snapshot. It never rejects and keeps its own caps; what it leaves out it says.
 */
export interface Explainer {
  readEvents(namespaces: readonly string[]): Promise<EventsOutcome>;
  readLogs(target: LogTarget): Promise<LogAnswer>;
  /** Closes what was opened for it. */
  close(): void;
}

/**
 * The caps of one run. A log that is not there is asked for once more, as that of the other run of its container; with
 * the events and the version that stays below 50 requests, whatever is found.
 */
export const EXPLAIN_LIMITS = { namespaces: 20, containers: 20, logRequests: 25, lines: 20 } as const;
