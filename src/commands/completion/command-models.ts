import type { Command } from 'commander';
import { failOnValues } from '../../model/status.ts';
import { reportFormats } from '../../report/formats/index.ts';
import { STATUS_VIEWS } from '../../status/status-rows.ts';
import { targetKinds } from '../../triage/target-kinds.ts';
import { drillFaults } from '../drill/faults.ts';
import type { CommandModel, FlagModel, ValueSource } from './model.ts';

/** Every command of the program with its flags; what bare `kavmon` takes is that of its default command too. */
export const commandModels = (program: Command): readonly [CommandModel, ...CommandModel[]] => {
  const first = visibleCommands(program);
  const others = [...first, ...first.flatMap(visibleCommands)];
  return [commandModel(program, program), ...others.map((command) => commandModel(command, program))];
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
  '--context': { kind: 'context' },
  '--namespace': { kind: 'namespace' },
  '--config': { kind: 'file' },
  '--kubeconfig': { kind: 'file' },
  '--snapshot': { kind: 'file' },
  '--since': { kind: 'file' },
  '--fail-on': { kind: 'words', words: failOnValues },
  '--checks': { kind: 'folder' },
  '--faults': { kind: 'words', words: drillFaults.map(({ name }) => name), isList: true },
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
  if (argument?.name() === 'target') return { kind: 'words', words: targetWords(command) };
  return { kind: argument?.name() === 'file' || argument?.name() === 'path' ? 'file' : 'anything' };
};

/** The kinds that a target may be of: those of a status have pods. */
const targetWords = (command: Command): readonly string[] => {
  const views: readonly string[] | undefined = command.name() === 'status' ? STATUS_VIEWS : undefined;
  return targetKinds.filter(({ view }) => views?.includes(view) ?? true).map(({ word }) => `${word}/`);
};
