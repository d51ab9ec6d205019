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
  readonly out: OutputSink;
  /** Standard output itself, for its width and colours. */
  readonly terminalOut: NodeJS.WriteStream;
  /** Standard error, where progress is shown if it is a terminal. */
  readonly terminal: TerminalStream;
  /** Aborts when the user or the kubelet wants an end. */
  readonly interrupt: AbortSignal;
  /** The exit code of the signal that came, if one did. */
  readonly signalCode: () => number | undefined;
}
