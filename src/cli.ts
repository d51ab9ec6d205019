import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Command, CommanderError } from 'commander';
import { type ProgramCall, readProgramCall } from './commands/command-line/called-as.ts';
import type { ExitStatus } from './commands/command-line/command-context.ts';
import type { RunIo } from './commands/command-line/io.ts';
import { isPluginCall } from './commands/command-line/plugin-call.ts';
import { createProgram } from './commands/command-line/program.ts';
import { UsageError } from './model/errors.ts';
import { endProcess, endProcessNow } from './process/end-process.ts';
import { collectNodeWarnings } from './process/node-warnings.ts';
import { terminalWidth } from './process/terminal-width.ts';
import { createSink } from './report/output/output-sink.ts';
import { defuseCiCommands } from './text/ci-commands.ts';
import { suggestAlternatives } from './text/nearest-word.ts';
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
  const status = await Promise.race([runCommand(readProgramCall(script, argv), io), giveUpAfter(crashed)]).catch(
    (error: unknown) => errorStatus(error, isPluginCall(argv), io),
  );
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

const runCommand = async ({ name, argv }: ProgramCall, io: RunIo): Promise<ExitStatus> => {
  let status: ExitStatus = { code: 0, stuck: false };
  const program = createProgram({
    io,
    name,
    end: (code, more = {}) => {
      status = { code, stuck: false, ...more };
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
    if (error.code === 'commander.missingArgument')
      throw new UsageError(`${messageOf(error)}; usage: kavmon ${command.name()} ${command.usage()}`);
    if (error.code !== 'commander.unknownOption') throw error;
    const known = command.options.flatMap(({ short, long }) => [short ?? [], long ?? []].flat());
    throw new UsageError(`${messageOf(error)}\nknown: ${[...known, '--help'].join(' ')}`);
  };

const messageOf = ({ message }: Error): string => message.replace(/^error: /, '');

/** Says why the program could not start or go on; as a monitoring plugin it answers UNKNOWN, on standard output too. */
const errorStatus = (
  error: unknown,
  isPlugin: boolean,
  { stdout, stderr }: Pick<RunIo, 'stdout' | 'stderr'>,
): ExitStatus => {
  if (error instanceof CommanderError && error.exitCode === 0) return { code: 0, stuck: false };
  const isKnown = error instanceof CommanderError || error instanceof UsageError;
  const message = defuseCiCommands(stripControls(isKnown ? messageOf(error) : `internal error: ${stackText(error)}`));
  stderr(`kavmon: ${message}\n`);
  if (isPlugin) stdout(`KAVMON UNKNOWN - ${message.split('\n', 1)[0]?.replaceAll('|', '/')}\n`);
  return { code: isPlugin ? 3 : 2, stuck: false };
};

const stackText = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
