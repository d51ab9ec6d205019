import type { EventRow } from './views/events.ts';

/** The last lines of a container's log, or why there are none. */
export type LogOutcome = { readonly lines: readonly string[] } | { readonly missing: string };

export interface EventsOutcome {
  readonly events: readonly EventRow[];
  /** For the report: what could not be read, or was left out. */
  readonly notes: readonly string[];
}

/** The container whose log is wanted; `previous`: of its run before the last restart. */
export interface LogTarget {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly previous: boolean;
}

/**
 * Reads what explains findings after they are judged: no verdict depends on it. There is one for live clusters and one for
 * snapshots. It never rejects, and says what its limits left out.
 */
export interface Explainer {
  /** Most containers whose logs are read in a run. Infinite for snapshots. */
  readonly limit: number;
  /** Reads the events of these namespaces; where they are too many, those of the first ones. */
  readEvents(namespaces: readonly string[]): Promise<EventsOutcome>;
  readLogs(target: LogTarget): Promise<LogOutcome>;
  /** Closes its connections. */
  close(): void;
}

/** `targets`: of one run on a live cluster, the containers whose logs are read, and the namespaces whose events are. */
export const EXPLAIN_LIMITS = { targets: 20, lines: 20 } as const;
