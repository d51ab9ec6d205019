import type { NodeWarnings } from '../../process/node-warnings.ts';
import type { OutputSink } from '../../report/output/output-sink.ts';

/** What a command may touch of the outside; handed in, so that a test can watch it. */
export interface CommandIo {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly env: NodeJS.ProcessEnv;
  /** Standard output is a terminal. */
  readonly isTerminal: boolean;
  /** Width of the terminal. */
  readonly columns: number;
}

type TerminalStream = Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'>;

/** What a run needs of the outside beside that. */
export interface RunIo extends CommandIo {
  /** When the program began, by `performance.now()`. */
  readonly since: number;
  readonly out: OutputSink;
  /** Standard output itself, for its width and colours. */
  readonly terminalOut: NodeJS.WriteStream;
  /** Standard error, where progress is shown if it is a terminal. */
  readonly terminal: TerminalStream;
  /** Aborts when the user or the kubelet wants an end: the first signal, of a command that called `holdSignals`. */
  readonly interrupt: AbortSignal;
  /** From now on the first signal does not end the process: the command ends by `interrupt`, with a report. */
  readonly holdSignals: () => void;
  /** Rejects with what nobody caught, anywhere in the main thread: a command with a report reports it. */
  readonly crashed: Promise<never>;
  /** What Node.js itself warns of: a command with a log logs it. */
  readonly nodeWarnings: Pick<NodeWarnings, 'listen'>;
  /** The exit code of the signal that came, if one did. */
  readonly signalCode: () => number | undefined;
}
