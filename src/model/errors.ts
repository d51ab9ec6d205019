import type { Advice } from './advice.ts';
import type { ProbeReason } from './reasons.ts';

/** The message of whatever was thrown. */
export const errorMessage = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Wrong arguments or configuration. Its message is for the user; it ends the program with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /**
   * `arguments` ends with exit code 2 always, `config` with 0 under `--cronjob` (decision 3). A file or context that a flag
   * names and that does not exist is `config` too.
   */
  readonly source: 'arguments' | 'config';

  constructor(message: string, source: 'arguments' | 'config' = 'arguments', options?: ErrorOptions) {
    super(message, options);
    this.source = source;
  }
}

/**
 * A known fact about the probed service, thrown by a probe: the reason decides the status.
 * Everything else that is thrown is `error`/`internal`.
 */
export class ProbeError extends Error {
  override readonly name = 'ProbeError';
  readonly reason: ProbeReason;
  /** What to do, where the reason alone would not tell. */
  readonly advice: Advice | undefined;
  /** Whether it says nothing of what was to be judged: who keeps the numbers could not be asked. Never `failed` then. */
  readonly undecided: boolean;
  /** Whether the other side was silent until a limit: `timeout` then, with the reason of the phase that was reached. */
  readonly silent: boolean;

  constructor(reason: ProbeReason, message: string, options?: ProbeErrorOptions) {
    super(message, options);
    this.reason = reason;
    this.advice = options?.advice;
    this.undecided = options?.undecided === true;
    this.silent = options?.silent === true;
  }
}

/** The same problem in other words; whatever else is known of it stays. */
export const rewordError = (
  { reason, cause, advice, undecided, silent }: ProbeError,
  message: string,
  changes: Pick<ProbeErrorOptions, 'undecided'> = {},
): ProbeError => new ProbeError(reason, message, { cause, advice, undecided, silent, ...changes });

interface ProbeErrorOptions extends ErrorOptions {
  readonly advice?: Advice | undefined;
  readonly undecided?: boolean;
  readonly silent?: boolean;
}
