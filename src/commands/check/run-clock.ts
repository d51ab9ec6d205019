import { formatDuration } from '../../text/duration-text.ts';
import type { RunIo } from '../command-line/io.ts';

/** The time of a run by the monotonic clock, and its end: by `--run-timeout`, counted from the program's first line, or a signal. */
export interface RunClock {
  /** Milliseconds since the program began. */
  elapsedMs(): number;
  /** What `--run-timeout` leaves, in milliseconds; null without one. */
  timeLeftMs(): number | null;
  /** Aborts when the run has to end. */
  readonly ended: AbortSignal;
  /** Why it has to end: `the run was interrupted`. */
  why(): string;
  /** The verdict on what it cuts off, which `when` says: `before this check ended`. */
  endVerdict(when: string): EndVerdict;
  stop(): void;
}

/** Nothing could be told, or not in the time that the run has. */
export type EndVerdict = { readonly message: string } & (
  | { readonly status: 'error'; readonly reason: 'interrupted' }
  | { readonly status: 'timeout'; readonly reason: 'deadline_run' }
);

/** The clock of a run with this limit in milliseconds; 0 or undefined: none. */
export const createRunClock = (
  runTimeoutMs: number | undefined,
  { since, interrupt }: Pick<RunIo, 'since' | 'interrupt'>,
): RunClock => {
  const elapsedMs = (): number => performance.now() - since;
  const timeLeftMs = (): number | null => (runTimeoutMs ? Math.max(0, runTimeoutMs - elapsedMs()) : null);
  const limit = new AbortController();
  const timer = runTimeoutMs ? setTimeout(() => limit.abort(), timeLeftMs() ?? 0) : undefined;
  const why = (): string =>
    interrupt.aborted ? 'the run was interrupted' : `the run's deadline (${formatDuration(runTimeoutMs ?? 0)}) passed`;
  return {
    elapsedMs,
    timeLeftMs,
    ended: AbortSignal.any([interrupt, limit.signal]),
    why,
    endVerdict: (when) => ({
      ...(interrupt.aborted
        ? { status: 'error', reason: 'interrupted' }
        : { status: 'timeout', reason: 'deadline_run' }),
      message: `${why()} ${when}`,
    }),
    stop: () => clearTimeout(timer),
  };
};

/** How long a reader that takes no output is waited for. */
const DRAIN_MS = 10_000;

/** The same once the run has to end. */
const LATE_DRAIN_MS = 500;

/** How long the reader of the output may take, in milliseconds: no longer than the run, but for what is printed at its end. */
export const drainLimitMs = ({ timeLeftMs, ended }: RunClock): number =>
  ended.aborted ? LATE_DRAIN_MS : Math.min(DRAIN_MS, Math.max(LATE_DRAIN_MS, timeLeftMs() ?? DRAIN_MS));
