import type { Registration } from '../check/check.ts';
import type { Gathered } from '../kubernetes/rows/cluster-data.ts';
import type { Result } from '../model/result.ts';

/** What the run is given: everything is decided, nothing has happened. */
export interface Plan {
  readonly registrations: readonly Registration[];
  readonly gathered: Gathered;
  /** Worker threads at most; 0: what the container's CPUs allow. */
  readonly workers: number;
  /** Milliseconds from now for all checks together; null: none. */
  readonly runTimeoutMs: number | null;
}

/** What the run tells while it goes on. */
export interface RunEvents {
  started(registration: Registration): void;
  finished(result: Result): void;
  warning(message: string, fields?: Readonly<Record<string, string>>): void;
}

/** All results, in the order of the registrations. */
export interface RunOutcome {
  readonly results: readonly Result[];
  /** True when a thread is left that cannot be ended: the process must be replaced to end (decision 2). */
  readonly stuck: boolean;
}
