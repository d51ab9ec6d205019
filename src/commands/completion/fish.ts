import type { CommandModel, FlagModel, Values } from './model.ts';

/** Script for fish 3 and newer: one line for each command and flag. */
export const fishScript = (models: readonly CommandModel[]): string =>
  `${['# kavmon completion for fish: kavmon completion fish | source', 'complete -c kavmon -f', ...models.flatMap((model) => linesOf(model, models))].join('\n')}\n`;

const linesOf = (model: CommandModel, models: readonly CommandModel[]): string[] => {
  const condition = conditionOf(model, models);
  const next = argumentsOf(model.next);
  return [
    ...(next === '' ? [] : [`complete -c kavmon -n ${quote(condition)} ${next}`]),
    ...model.flags.map((flag) => `complete -c kavmon -n ${quote(condition)} ${flagOf(flag)}`),
  ];
};

const conditionOf = ({ words }: CommandModel, models: readonly CommandModel[]): string => {
  if (words.length > 0) return words.map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ');
  const commands = models.flatMap(({ words: [first] }) => first ?? []);
  return `not __fish_seen_subcommand_from ${[...new Set(commands)].join(' ')}`;
};

const flagOf = ({ names, description, values }: FlagModel): string => {
  const switches = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  return [
    ...switches,
    ...(values === undefined ? [] : [isPath(values) ? '-r' : '-x', argumentsOf(values)]),
    `-d ${quote(description)}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
};

const isPath = ({ kind }: Values): boolean => kind === 'file' || kind === 'folder';

const argumentsOf = (values: Values): string => {
  if (values.kind === 'words') return `-a ${quote(values.words.join(' '))}`;
  if (isPath(values)) return '-F';
  return values.kind === 'anything' ? '' : `-a ${quote(`(kavmon complete ${values.kind} 2>/dev/null)`)}`;
};

const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
