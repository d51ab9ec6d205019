import { setImmediate as turn } from 'node:timers/promises';
import { type Command, CommanderError } from 'commander';
import type { Ending } from './commands/program/exit-status.ts';
import type { RunIo } from './commands/program/io.ts';
import { programOf } from './commands/program/program.ts';
import { UsageError } from './model/errors.ts';
import { endAtOnce, endProcess } from './process/end-process.ts';
import { createSink } from './report/output/sink.ts';
import { alternatives } from './text/nearest.ts';

/** A reader of the output that stands still is waited for no longer. */
const DRAIN_MS = 10_000;

const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * The program: runs the command of argv and ends the process with its exit code. The only reader of argv, the only place
 * that ends the process, and the only one that catches what nobody expected.
 */
export const main = async (argv: readonly string[]): Promise<void> => {
  const out = createSink(process.stdout);
  const err = createSink(process.stderr);
  const ending = await dispatch(argv, ioOf(out, err)).catch((error: unknown) => endingOf(error, err.write));
  await Promise.race([Promise.all([out.drained(), err.drained()]), late()]);
  // The answer that led here counts as open until its turn is over.
  await turn();
  endProcess(ending.code, ending.stuck);
};

const late = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, DRAIN_MS).unref());

type Sinks = ReturnType<typeof createSink>;

const ioOf = (out: Sinks, err: Sinks): RunIo => {
  const interrupt = new AbortController();
  let code: number | undefined;
  for (const [signal, exitCode] of Object.entries(SIGNALS)) {
    // The first one asks for an end with a report, the second one ends.
    process.on(signal, () => {
      if (code !== undefined) endAtOnce(exitCode);
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

const dispatch = async (argv: readonly string[], io: RunIo): Promise<Ending> => {
  let ending: Ending = { code: 0, stuck: false };
  const program = programOf({
    io,
    builtIn: async () => (await import('../checks/index.ts')).checks,
    end: (given) => {
      ending = given;
    },
  });
  for (const command of [program, ...program.commands, ...program.commands.flatMap((one: Command) => one.commands)]) {
    command.exitOverride(refuse(command)).configureOutput({ writeOut: io.stdout, writeErr: () => {} });
  }
  await program.parseAsync([...argv], { from: 'user' });
  return ending;
};

/** Commander names the nearest flag; a wrong one is answered with all there are, and so is a verb. */
const refuse =
  (command: Command) =>
  (error: CommanderError): never => {
    const verbs = command.commands.map((one) => one.name());
    if (error.code === 'commander.help') throw new UsageError(`${command.name()} needs one of: ${verbs.join(', ')}`);
    if (error.code === 'commander.unknownCommand') {
      const [word = ''] = command.args;
      throw new UsageError(`unknown command "${command.name()} ${word}": ${alternatives(word, verbs)}`);
    }
    if (error.code !== 'commander.unknownOption') throw error;
    const known = command.options.flatMap(({ short, long }) => [short ?? [], long ?? []].flat());
    throw new UsageError(`${wordsOf(error)}\nknown: ${[...known, '--help'].join(' ')}`);
  };

const wordsOf = ({ message }: Error): string => message.replace(/^error: /, '');

const endingOf = (error: unknown, print: (text: string) => void): Ending => {
  if (error instanceof CommanderError && error.exitCode === 0) return { code: 0, stuck: false };
  const isKnown = error instanceof CommanderError || error instanceof UsageError;
  const words = isKnown ? wordsOf(error) : `internal error: ${stackOf(error)}`;
  print(`kavmon: ${words}\n`);
  return { code: 2, stuck: false };
};

const stackOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
