import type { Command } from 'commander';
import type { ProgramCall } from './called-as.ts';
import type { RunIo } from './io.ts';

/** How a command ended: its exit code, and whether a thread is left that cannot be ended. */
export interface ExitStatus {
  readonly code: number;
  readonly stuck: boolean;
  /** How long a reader that takes no output is waited for, in milliseconds; absent: the usual time. */
  readonly drainMs?: number;
  /** The code says all by itself: it stays, whether standard output could be written or not. */
  readonly isVerdict?: true;
}

/** What every verb is registered with. */
export interface CommandContext {
  readonly io: RunIo;
  /** What people type to call the program. */
  readonly name: ProgramCall['name'];
  /** Takes the exit code of the verb that ran. */
  readonly end: (code: number, more?: Partial<ExitStatus>) => void;
}

/**
 * Adds a verb to the command line: its words, flags and help. What the verb does is imported by its action, so that a
 * start pays only for the verb that runs.
 */
export type RegisterVerb = (program: Command, context: CommandContext) => void;
