/** Kinds of values that are looked up while somebody types. */
export type ValueKind = 'group' | 'name' | 'service' | 'context' | 'namespace';

/** What may stand behind a flag: words (`isList`: several, with commas between), values that are looked up, a path, anything. */
export type ValueSource =
  | { readonly kind: 'words'; readonly words: readonly string[]; readonly isList?: boolean }
  | { readonly kind: ValueKind | 'file' | 'folder' | 'anything' };

export interface FlagModel {
  /** `-g`, `--group`. */
  readonly names: readonly string[];
  readonly description: string;
  /** Absent: it takes no value. */
  readonly values?: ValueSource;
}

/** A command as whoever types it sees it. */
export interface CommandModel {
  /** The words behind `kavmon`: none for the program itself, `['config', 'view']`. */
  readonly words: readonly string[];
  readonly description: string;
  readonly flags: readonly FlagModel[];
  /** Words that may follow: further commands, or the values of its argument. */
  readonly next: ValueSource;
}
