import type { Registration } from '../check/check.ts';
import type { ClusterData } from '../kubernetes/rows/cluster-data.ts';
import type { Result } from '../model/result.ts';

/** What to run, completely decided before anything starts. */
export interface RunPlan {
  readonly registrations: readonly Registration[];
  readonly gathered: ClusterData;
  /** Worker threads at most; 0: as many as the container has CPUs. */
  readonly workers: number;
  /** Milliseconds from now for all checks together; null: none. */
  readonly runTimeoutMs: number | null;
}

/** Called while the run goes on. */
export interface RunEvents {
  started(registration: Registration): void;
  finished(result: Result, registration: Registration): void;
  warning(message: string, fields?: Readonly<Record<string, string>>): void;
  /** Called with each secret that a check learns, before its result. */
  secret(text: string): void;
}

/** All results, in the order of the registrations. */
export interface RunOutcome {
  readonly results: readonly Result[];
  /** True when a thread is left that cannot be ended: the process has to be replaced to exit (decision 2). */
  readonly stuck: boolean;
}
