import type { RunIo } from '../../src/commands/command-line/io.ts';
import { createSink } from '../../src/report/output/output-sink.ts';
import { type CapturedOutput, captureOutput } from './capture-output.ts';

/** Runs a command that reads clusters and returns its exit code and output. `interrupt` is its signal to end. */
export const captureRun = (
  command: (io: RunIo) => Promise<number>,
  { interrupt = new AbortController().signal, ...options }: RunOptions = {},
): Promise<CapturedOutput> =>
  captureOutput(
    (io) =>
      command({
        ...io,
        since: performance.now(),
        out: createSink(process.stdout),
        terminalOut: process.stdout,
        terminal: process.stderr,
        interrupt,
        holdSignals: () => {},
        crashed: new Promise(() => {}),
        nodeWarnings: { listen: () => undefined },
        signalCode: () => undefined,
      }),
    options,
  );

interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly interrupt?: AbortSignal;
}
