import type { EventRow } from './views/events.ts';

/** The last lines of a container's log, or why there are none. */
export type LogOutcome = { readonly lines: readonly string[] } | { readonly missing: string };

/** What API servers send as a log, with status 200, when the kubelet has none, and what kubectl says then. */
const NO_LOG_PATTERN =
  /^(?:error: )?(?:unable to retrieve container logs\b|failed to (?:try resolving symlinks|create fsnotify watcher)\b|rpc error: code = \w+ desc = .*container|Error from server\b|\{"kind":"Status",|(?:previous terminated )?container "?[^" ]+"? in pod "?[^" ]+"? (?:not found|is (?:waiting to start|not available)))/i;

/** The outcome of reading these lines: an answer that only says that there is no log is none. */
export const logOutcomeOf = (lines: readonly string[]): LogOutcome => {
  const [first] = lines;
  const isMissing = first !== undefined && lines.every((line) => line.trim() === '' || NO_LOG_PATTERN.test(line));
  return isMissing && NO_LOG_PATTERN.test(first)
    ? { missing: first.trim().slice(0, 200) }
    : { lines: lines.slice(-EXPLAIN_LIMITS.lines) };
};

/** Takes one event, perhaps twice; it keeps what it needs, since those of a large cluster fill the memory. */
export type EventTaker = (event: EventRow) => void;

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
  /**
   * Hands over the events of these namespaces as they arrive; where the namespaces are too many, those of the first ones. Returns
   * notes for the report: what could not be read, or was left out.
   */
  readEvents(namespaces: readonly string[], take: EventTaker): Promise<readonly string[]>;
  readLogs(target: LogTarget): Promise<LogOutcome>;
  /** Closes its connections. */
  close(): void;
}

/** `targets`: of one run on a live cluster, the containers whose logs are read, and the namespaces whose events are. */
export const EXPLAIN_LIMITS = { targets: 20, lines: 20 } as const;
