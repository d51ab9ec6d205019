import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Command, CommanderError } from 'commander';
import type { ExitStatus } from './commands/command-line/command-context.ts';
import type { RunIo } from './commands/command-line/io.ts';
import { createProgram } from './commands/command-line/program.ts';
import { UsageError } from './model/errors.ts';
import { endProcess, endProcessNow } from './process/end-process.ts';
import { createSink } from './report/output/output-sink.ts';
import { defuseCiCommands } from './text/ci-commands.ts';
import { suggestAlternatives } from './text/nearest-word.ts';
import { stripControls } from './text/sanitize.ts';

/** How long a reader that takes no output is waited for. */
const DRAIN_TIMEOUT_MS = 10_000;

const SIGNAL_EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * The program: runs the command of argv and ends the process with its exit code. The only reader of argv, the only place
 * that ends the process, and the only one that catches what nobody expected.
 */
export const main = async (argv: readonly string[]): Promise<void> => {
  const out = createSink(process.stdout);
  const err = createSink(process.stderr);
  const status = await runCommand(argv, runIo(out, err)).catch((error: unknown) => errorStatus(error, err.write));
  await Promise.race([Promise.all([out.drained(), err.drained()]), drainTimeout()]);
  // The answer that led here counts as open until its turn is over.
  await nextTurn();
  endProcess(status.code, status.stuck);
};

const drainTimeout = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, DRAIN_TIMEOUT_MS).unref());

type OutputSink = ReturnType<typeof createSink>;

const runIo = (out: OutputSink, err: OutputSink): RunIo => {
  const interrupt = new AbortController();
  let code: number | undefined;
  for (const [signal, exitCode] of Object.entries(SIGNAL_EXIT_CODES)) {
    // The first one asks for an end with a report, the second one ends.
    process.on(signal, () => {
      if (code !== undefined) endProcessNow(exitCode);
      code = exitCode;
      interrupt.abort();
    });
  }
  return {
    stdout: out.write,
    stderr: err.write,
    out,
    env: process.env,
    isTerminal: process.stdout.isTTY === true,
    columns: process.stdout.columns ?? 100,
    terminalOut: process.stdout,
    terminal: process.stderr,
    interrupt: interrupt.signal,
    signalCode: () => code,
  };
};

const runCommand = async (argv: readonly string[], io: RunIo): Promise<ExitStatus> => {
  let status: ExitStatus = { code: 0, stuck: false };
  const program = createProgram({
    io,
    end: (code, stuck = false) => {
      status = { code, stuck };
    },
  });
  for (const command of [program, ...program.commands, ...program.commands.flatMap((one: Command) => one.commands)]) {
    command.exitOverride(usageErrorOf(command)).configureOutput({ writeOut: io.stdout, writeErr: () => {} });
  }
  await program.parseAsync([...argv], { from: 'user' });
  return status;
};

/** Commander names the nearest flag; a wrong one is answered with all there are, and so is a verb. */
const usageErrorOf =
  (command: Command) =>
  (error: CommanderError): never => {
    const verbs = command.commands.map((one) => one.name());
    if (error.code === 'commander.help') throw new UsageError(`${command.name()} needs one of: ${verbs.join(', ')}`);
    if (error.code === 'commander.unknownCommand') {
      const [word = ''] = command.args;
      throw new UsageError(`unknown command "${command.name()} ${word}": ${suggestAlternatives(word, verbs)}`);
    }
    if (error.code !== 'commander.unknownOption') throw error;
    const known = command.options.flatMap(({ short, long }) => [short ?? [], long ?? []].flat());
    throw new UsageError(`${messageOf(error)}\nknown: ${[...known, '--help'].join(' ')}`);
  };

const messageOf = ({ message }: Error): string => message.replace(/^error: /, '');

const errorStatus = (error: unknown, print: (text: string) => void): ExitStatus => {
  if (error instanceof CommanderError && error.exitCode === 0) return { code: 0, stuck: false };
  const isKnown = error instanceof CommanderError || error instanceof UsageError;
  const message = isKnown ? messageOf(error) : `internal error: ${stackText(error)}`;
  print(`${defuseCiCommands(stripControls(`kavmon: ${message}`))}\n`);
  return { code: 2, stuck: false };
};

const stackText = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
