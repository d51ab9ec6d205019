import type { Described } from '../../check/check.ts';
import type { Ending } from './exit-status.ts';
import type { RunIo } from './io.ts';

/** What the program works with. */
export interface Means {
  readonly io: RunIo;
  /** The built-in checks, loaded when a command wants them. */
  readonly builtIn: () => Promise<readonly Described[]>;
  /** Told how the command ended. */
  readonly end: (ending: Ending) => void;
}
