import type { Command } from 'commander';
import { checkGroups } from '../check/check.ts';
import { failOnValues } from '../model/status.ts';
import { reportFormats } from '../report/formats/index.ts';
import { targetKinds } from '../triage/target-kinds.ts';
import type { CommandIo } from './command-line/io.ts';
import { bashScript } from './completion/bash.ts';
import { fishScript } from './completion/fish.ts';
import type { CommandModel, FlagModel, ValueKind, ValueSource } from './completion/model.ts';
import { zshScript } from './completion/zsh.ts';
import { type CommandInput, readConfiguration } from './input/configuration.ts';

export const supportedShells = ['bash', 'zsh', 'fish'] as const;
export type ShellName = (typeof supportedShells)[number];

/** Prints the script that completes kavmon's command line in a shell. Returns the exit code. */
export const printCompletion = async (shell: ShellName, program: Command, io: CommandIo): Promise<number> => {
  const models = commandModels(program);
  io.stdout({ bash: bashScript, zsh: zshScript, fish: fishScript }[shell](models));
  return 0;
};

/** Prints the values of a kind, one in a line: the scripts ask for them. An unusable configuration has none. */
export const printCompletionValues = async (kind: ValueKind, source: CommandInput, io: CommandIo): Promise<number> => {
  const values = kind === 'group' ? checkGroups : await configuredValues(kind, source, io);
  io.stdout(values.map((value) => `${value}\n`).join(''));
  return 0;
};

const configuredValues = async (
  kind: 'name' | 'service',
  source: CommandInput,
  io: CommandIo,
): Promise<readonly string[]> => {
  const fallback = kind === 'name' ? source.catalogue.map(({ name }) => name) : ['cluster'];
  return readConfiguration(source, io).then(
    ({ config }) => (kind === 'name' ? config.names : config.services),
    () => fallback,
  );
};

/** Every command of the program with its flags; what bare `kavmon` takes is that of its default command too. */
export const commandModels = (program: Command): readonly CommandModel[] => {
  const first = visibleCommands(program);
  return [program, ...first, ...first.flatMap(visibleCommands)].map((command) => commandModel(command, program));
};

const visibleCommands = (command: Command): readonly Command[] => command.createHelp().visibleCommands(command);

const commandModel = (command: Command, program: Command): CommandModel => {
  const parents = command.parent === null || command.parent === program ? [] : [command.parent.name()];
  const words = command === program ? [] : [...parents, command.name()];
  const usual = command === program ? program.commands.find((one) => one.name() === 'check') : undefined;
  const flags = [command, ...(usual === undefined ? [] : [usual])].flatMap((one) => one.options.map(flagModel));
  return {
    words,
    description: command.description(),
    flags: [...flags, { names: ['-h', '--help'], description: 'help for the command' }],
    next: nextWords(command),
  };
};

type CommanderOption = Command['options'][number];

const flagModel = (option: CommanderOption): FlagModel => {
  const names = [option.short, option.long].filter((name) => name !== undefined && name !== null);
  const takesValue = option.required || option.optional;
  return { names, description: option.description, ...(takesValue ? { values: flagValues(option) } : {}) };
};

const FLAG_VALUES: Readonly<Record<string, ValueSource>> = {
  '--group': { kind: 'group' },
  '--name': { kind: 'name' },
  '--service': { kind: 'service' },
  '--config': { kind: 'file' },
  '--kubeconfig': { kind: 'file' },
  '--snapshot': { kind: 'file' },
  '--since': { kind: 'file' },
  '--fail-on': { kind: 'words', words: failOnValues },
  '--checks': { kind: 'folder' },
  '--output': { kind: 'words', words: reportFormats },
};

const flagValues = ({ long, argChoices }: CommanderOption): ValueSource => {
  if (argChoices !== undefined) return { kind: 'words', words: argChoices };
  return FLAG_VALUES[long ?? ''] ?? { kind: 'anything' };
};

const nextWords = (command: Command): ValueSource => {
  const further = visibleCommands(command);
  if (further.length > 0) return { kind: 'words', words: further.map((one) => one.name()) };
  const [argument] = command.registeredArguments;
  if (argument?.argChoices !== undefined) return { kind: 'words', words: argument.argChoices };
  if (argument?.name() === 'check') return { kind: 'name' };
  if (argument?.name() === 'target') return { kind: 'words', words: targetKinds.map(({ word }) => `${word}/`) };
  return { kind: argument?.name() === 'file' || argument?.name() === 'path' ? 'file' : 'anything' };
};
