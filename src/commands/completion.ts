import type { Command } from 'commander';
import { groups } from '../check/check.ts';
import type { Io } from './command-line/io.ts';
import { bashScript } from './completion/bash.ts';
import { fishScript } from './completion/fish.ts';
import type { CommandModel, FlagModel, ValueKind, Values } from './completion/model.ts';
import { zshScript } from './completion/zsh.ts';
import { readConfiguration, type Source } from './input/configuration.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** Prints the script that completes kavmon's command line in a shell. Returns the exit code. */
export const completion = async (shell: Shell, program: Command, io: Io): Promise<number> => {
  const models = modelsOf(program);
  io.stdout({ bash: bashScript, zsh: zshScript, fish: fishScript }[shell](models));
  return 0;
};

/** Prints the values of a kind, one in a line: the scripts ask for them. An unusable configuration has none. */
export const completionValues = async (kind: ValueKind, source: Source, io: Io): Promise<number> => {
  const values = kind === 'group' ? groups : await configured(kind, source, io);
  io.stdout(values.map((value) => `${value}\n`).join(''));
  return 0;
};

const configured = async (kind: 'name' | 'service', source: Source, io: Io): Promise<readonly string[]> => {
  const fallback = kind === 'name' ? source.catalogue.map(({ name }) => name) : ['cluster'];
  return readConfiguration(source, io).then(
    ({ config }) => (kind === 'name' ? config.names : config.services),
    () => fallback,
  );
};

/** Every command of the program with its flags; what bare `kavmon` takes is that of its default command too. */
export const modelsOf = (program: Command): readonly CommandModel[] => {
  const first = visibleCommands(program);
  return [program, ...first, ...first.flatMap(visibleCommands)].map((command) => modelOf(command, program));
};

const visibleCommands = (command: Command): readonly Command[] => command.createHelp().visibleCommands(command);

const modelOf = (command: Command, program: Command): CommandModel => {
  const parents = command.parent === null || command.parent === program ? [] : [command.parent.name()];
  const words = command === program ? [] : [...parents, command.name()];
  const usual = command === program ? program.commands.find((one) => one.name() === 'check') : undefined;
  const flags = [command, ...(usual === undefined ? [] : [usual])].flatMap((one) => one.options.map(flagOf));
  return {
    words,
    description: command.description(),
    flags: [...flags, { names: ['-h', '--help'], description: 'help for the command' }],
    next: nextOf(command),
  };
};

type Option = Command['options'][number];

const flagOf = (option: Option): FlagModel => {
  const names = [option.short, option.long].filter((name) => name !== undefined && name !== null);
  const takesValue = option.required || option.optional;
  return { names, description: option.description, ...(takesValue ? { values: valuesOf(option) } : {}) };
};

const FLAG_VALUES: Readonly<Record<string, Values>> = {
  '--group': { kind: 'group' },
  '--name': { kind: 'name' },
  '--service': { kind: 'service' },
  '--config': { kind: 'file' },
  '--kubeconfig': { kind: 'file' },
  '--snapshot': { kind: 'file' },
  '--checks': { kind: 'folder' },
};

const valuesOf = ({ long, argChoices }: Option): Values => {
  if (argChoices !== undefined) return { kind: 'words', words: argChoices };
  return FLAG_VALUES[long ?? ''] ?? { kind: 'anything' };
};

const nextOf = (command: Command): Values => {
  const further = visibleCommands(command);
  if (further.length > 0) return { kind: 'words', words: further.map((one) => one.name()) };
  const [argument] = command.registeredArguments;
  if (argument?.argChoices !== undefined) return { kind: 'words', words: argument.argChoices };
  if (argument?.name() === 'check') return { kind: 'name' };
  return { kind: argument?.name() === 'file' || argument?.name() === 'path' ? 'file' : 'anything' };
};
