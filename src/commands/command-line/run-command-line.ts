import { type Command, CommanderError } from 'commander';
import { UsageError } from '../../model/errors.ts';
import { defuseCiCommands } from '../../text/ci-commands.ts';
import { suggestAlternatives } from '../../text/nearest-word.ts';
import { stripControls } from '../../text/sanitize.ts';
import { type ProgramCall, readProgramCall } from './called-as.ts';
import type { ExitStatus } from './command-context.ts';
import type { RunIo } from './io.ts';
import { isPluginCall } from './plugin-call.ts';
import { createProgram } from './program.ts';

/**
 * Runs the command of a command line, as `script` was started, to its exit code. An error is written, to standard error, and
 * becomes a code, too: that of what could not start, or of what nobody expected. `crashed` rejects with what nobody caught.
 */
export const runCommandLine = (
  script: string,
  argv: readonly string[],
  io: RunIo,
  crashed: Promise<never>,
): Promise<ExitStatus> =>
  Promise.race([runCommand(readProgramCall(script, argv), io), crashed]).catch((error: unknown) =>
    errorStatus(error, isPluginCall(argv), io),
  );

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
