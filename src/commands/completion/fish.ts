import type { CommandModel, FlagModel, ValueSource } from './model.ts';

/** Prints the `-c FILE` of the words so far: services and names come from there. */
const CONFIG_FUNCTION = `function __kavmon_config
  set -l before ''
  for word in (commandline -opc)
    contains -- $before -c --config; and printf '%s\\n' -c $word
    set before $word
  end
end`;

/** Script for fish 3 and newer: one line for each command and flag. */
export const fishScript = (models: readonly CommandModel[]): string =>
  `${['# kavmon completion for fish: kavmon completion fish | source', CONFIG_FUNCTION, 'complete -c kavmon -f', 'complete -c kubectl-kavmon -w kavmon', ...models.flatMap((model) => completionLines(model, models))].join('\n')}\n`;

const completionLines = (model: CommandModel, models: readonly CommandModel[]): string[] => {
  const condition = seenCondition(model, models);
  const next = argumentFlags(model.next);
  return [
    ...(next === '' ? [] : [`complete -c kavmon -n ${quoteFish(condition)} ${next}`]),
    ...model.flags.map((flag) => `complete -c kavmon -n ${quoteFish(condition)} ${flagText(flag)}`),
  ];
};

const seenCondition = ({ words }: CommandModel, models: readonly CommandModel[]): string => {
  if (words.length > 0) return words.map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ');
  const commands = models.flatMap(({ words: [first] }) => first ?? []);
  return `not __fish_seen_subcommand_from ${[...new Set(commands)].join(' ')}`;
};

const flagText = ({ names, description, values }: FlagModel): string => {
  const switches = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  return [
    ...switches,
    ...(values === undefined ? [] : [isPath(values) ? '-r' : '-x', argumentFlags(values)]),
    `-d ${quoteFish(description)}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
};

const isPath = ({ kind }: ValueSource): boolean => kind === 'file' || kind === 'folder';

const argumentFlags = (values: ValueSource): string => {
  if (values.kind === 'words') return `-a ${quoteFish(values.words.join(' '))}`;
  if (isPath(values)) return '-F';
  return values.kind === 'anything'
    ? ''
    : `-a ${quoteFish(`(kavmon complete ${values.kind} (__kavmon_config) 2>/dev/null)`)}`;
};

const quoteFish = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
