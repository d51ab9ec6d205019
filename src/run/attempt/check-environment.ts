import type { Check, Registration } from '../../check/check.ts';
import type { LoadedViews } from '../../kubernetes/rows/cluster-data.ts';
import type { PhaseName } from '../../model/phase.ts';
import type { ProbeLoader } from '../../probes/index.ts';

/** What surrounds a check while it runs, the same in a thread and in a process. */
export interface CheckEnvironment {
  readonly views: LoadedViews;
  readonly now: number;
  readonly probes: Readonly<Record<string, ProbeLoader>>;
  /** Aborts with a `Deadline` when the whole run ends, with another error when the check's code has crashed. */
  readonly signal: AbortSignal;
  /** Called with what goes wrong after the result. */
  warning(message: string): void;
  /** Called with each secret that a check or a probe learns, before the result. */
  onSecret?(text: string): void;
  /** Called with each phase that a probe enters. */
  entered?(phase: PhaseName): void;
}

/** One registration, ready to run. */
export interface CheckJob {
  readonly registration: Registration;
  readonly check: Check;
  readonly params: unknown;
  readonly environment: CheckEnvironment;
}
