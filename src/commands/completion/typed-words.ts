import type { CommandModel, FlagModel, ValueSource } from './model.ts';

/** What the words before the cursor mean. */
export interface TypedWords {
  /** The command that they name. */
  readonly command: CommandModel;
  /** Values of flags so far, by the long name of the flag: `--config`. */
  readonly given: ReadonlyMap<string, readonly string[]>;
  /** The flag whose value comes next. */
  readonly open: FlagModel | undefined;
}

/** Reads the words before the one that is completed. `models` begin with that of the program itself. */
export const readTypedWords = (
  models: readonly [CommandModel, ...CommandModel[]],
  words: readonly string[],
): TypedWords => {
  const start: TypedWords = { command: models[0], given: new Map(), open: undefined };
  return words.reduce((typed, word) => readWord(models, typed, word), start);
};

const readWord = (models: readonly CommandModel[], typed: TypedWords, word: string): TypedWords => {
  const { command, open } = typed;
  if (open !== undefined) return giveValue(typed, open, word);
  if (word.startsWith('-')) {
    const { flag, value } = readFlag(command, word);
    return flag !== undefined && value !== undefined ? giveValue(typed, flag, value) : { ...typed, open: flag };
  }
  const path = [...command.words, word].join(' ');
  return { ...typed, command: models.find(({ words }) => words.join(' ') === path) ?? command };
};

const giveValue = (typed: TypedWords, { names }: FlagModel, value: string): TypedWords => {
  const name = names.at(-1) ?? '';
  const values = [...(typed.given.get(name) ?? []), value];
  return { ...typed, given: new Map([...typed.given, [name, values]]), open: undefined };
};

/** A flag that takes a value, with the value that stands in the same word (`--context=prod`). */
export const readFlag = (
  { flags }: CommandModel,
  word: string,
): { readonly flag?: (FlagModel & { readonly values: ValueSource }) | undefined; readonly value?: string } => {
  const [, name, value] = /^(--[^=]+)=(.*)$/s.exec(word) ?? [undefined, word];
  const flag = flags.find(({ names, values }) => values !== undefined && names.includes(name ?? ''));
  if (flag?.values === undefined) return {};
  return { flag: { ...flag, values: flag.values }, ...(value === undefined ? {} : { value }) };
};
