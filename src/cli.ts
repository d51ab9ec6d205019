import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RunIo } from './commands/command-line/io.ts';
import { runCommandLine } from './commands/command-line/run-command-line.ts';
import { endProcess, endProcessNow } from './process/end-process.ts';
import { collectNodeWarnings } from './process/node-warnings.ts';
import { terminalWidth } from './process/terminal-width.ts';
import { createSink } from './report/output/output-sink.ts';
import { defuseCiCommands } from './text/ci-commands.ts';
import { stripControls } from './text/sanitize.ts';

/** How long a reader that takes no output is waited for. */
const DRAIN_TIMEOUT_MS = 10_000;

const SIGNAL_EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * The program: runs the command of argv, as `script` was started, and ends the process with its exit code. The only reader
 * of argv, the only place that ends the process, and the only one that catches what nobody expected.
 */
export const main = async (script: string, argv: readonly string[]): Promise<void> => {
  const since = performance.now();
  const nodeWarnings = collectNodeWarnings();
  const out = createSink(process.stdout);
  const err = createSink(process.stderr);
  const crashed = catchCrashes();
  const io = runIo({ out, err, since, crashed, nodeWarnings });
  const status = await runCommandLine(script, argv, io, giveUpAfter(crashed));
  for (const warning of nodeWarnings.pending()) err.write(`${defuseCiCommands(stripControls(`kavmon: ${warning}`))}\n`);
  const { drainMs = DRAIN_TIMEOUT_MS } = status;
  await Promise.all([out.drained(drainMs), err.drained(drainMs)]);
  const unwritten = out.failure();
  const isLost = unwritten !== undefined && status.isVerdict !== true;
  if (isLost) {
    err.write(`kavmon: cannot write to standard output: ${unwritten.message}\n`);
    await err.drained(drainMs);
  }
  // The answer that led here counts as open until its turn is over.
  await nextTurn();
  endProcess(isLost && status.code === 0 ? 1 : status.code, status.stuck);
};

type OutputSink = ReturnType<typeof createSink>;

/** How long a command may take to report what nobody caught. */
const CRASH_GRACE_MS = 10_000;

/** Rejects with the first error that nobody caught: what follows it follows from it, as a rule. */
const catchCrashes = (): Promise<never> => {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {});
  process.on('uncaughtException', reject).on('unhandledRejection', reject);
  return promise;
};

const giveUpAfter = (crashed: Promise<never>): Promise<never> =>
  crashed.catch(async (error: unknown) => {
    await new Promise((resolve) => setTimeout(resolve, CRASH_GRACE_MS).unref());
    throw error;
  });

interface IoParts extends Pick<RunIo, 'since' | 'crashed' | 'nodeWarnings'> {
  readonly out: OutputSink;
  readonly err: OutputSink;
}

const runIo = ({ out, err, since, crashed, nodeWarnings }: IoParts): RunIo => {
  const interrupt = new AbortController();
  let code: number | undefined;
  let isHeld = false;
  for (const [signal, exitCode] of Object.entries(SIGNAL_EXIT_CODES)) {
    // The first one asks a command with a report for an end, the second one ends.
    process.on(signal, () => {
      if (code !== undefined) endProcessNow(exitCode);
      if (!isHeld) endProcess(exitCode, true);
      code = exitCode;
      interrupt.abort();
    });
  }
  return {
    stdout: out.write,
    // Lines for people: what a CI server would act on stands in none of them, whoever said it.
    stderr: (text) => err.write(defuseCiCommands(text)),
    since,
    out,
    env: process.env,
    isTerminal: process.stdout.isTTY === true,
    columns: terminalWidth(process.env, process.stdout),
    terminalOut: process.stdout,
    terminal: process.stderr,
    interrupt: interrupt.signal,
    holdSignals: () => {
      isHeld = true;
    },
    crashed,
    nodeWarnings,
    signalCode: () => code,
  };
};
