import type { Check, Registration } from '../../check/check.ts';
import type { OpenViews } from '../../kubernetes/rows/cluster-data.ts';
import type { PhaseName } from '../../model/phase.ts';
import type { ProbeLoader } from '../../probes/index.ts';

/** What a check runs in. Nothing here knows of threads or processes. */
export interface Surroundings {
  readonly views: OpenViews;
  readonly now: number;
  readonly probes: Readonly<Record<string, ProbeLoader>>;
  /** Aborts with a `Deadline` when the whole run ends, with another error when the check's code has crashed. */
  readonly signal: AbortSignal;
  /** Told of what goes wrong after a result, and of each phase that is entered. */
  warning(message: string): void;
  entered?(phase: PhaseName): void;
}

export interface Job {
  readonly registration: Registration;
  readonly check: Check;
  readonly params: unknown;
  readonly surroundings: Surroundings;
}
