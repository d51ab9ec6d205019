import type { CommandModel, ValueKind, ValueSource } from './model.ts';
import { readFlag, readTypedWords, type TypedWords } from './typed-words.ts';

/** A word that may stand at the cursor. */
export interface Candidate {
  readonly value: string;
  readonly description?: string;
}

/** What may stand at the cursor: these words, or a path. */
export interface Completion {
  readonly candidates: readonly Candidate[];
  readonly paths: 'files' | 'folders' | 'none';
}

/** Returns the values of a kind, given the values of other flags. */
export type LookUpValues = (kind: ValueKind, given: TypedWords['given']) => Promise<readonly string[]>;

const COMMA_KINDS: readonly ValueSource['kind'][] = ['group', 'name', 'service', 'namespace'];

/**
 * Shells put a candidate into the command line as it is; names of a kubeconfig or a cluster may be anything. In front `-` makes
 * a flag of it, `~` the home of somebody, and `=` the path of a program (zsh).
 */
const SAFE_WORD = /^(?![-~=])[\p{L}\p{N}_.:@/+=,%~-]+$/u;

/** Completes the last of the words that follow `kavmon`; it may be empty. */
export const completeWords = async (
  models: readonly [CommandModel, ...CommandModel[]],
  words: readonly string[],
  lookUp: LookUpValues,
): Promise<Completion> => {
  const last = words.at(-1) ?? '';
  const { command, given, open } = readTypedWords(models, words.slice(0, -1));
  const valuesOf = (source: ValueSource, word: string) => completeValue(source, word, (kind) => lookUp(kind, given));
  if (open?.values !== undefined) return valuesOf(open.values, last);
  const { flag, value } = readFlag(command, last);
  if (flag !== undefined && value !== undefined) {
    return withPrefix(last.slice(0, last.length - value.length), await valuesOf(flag.values, value));
  }
  if (last.startsWith('-')) return { candidates: flagCandidates(command, last), paths: 'none' };
  const completion = await valuesOf(command.next, last);
  return { ...completion, candidates: completion.candidates.map((one) => describeCommand(one, command, models)) };
};

const completeValue = async (
  source: ValueSource,
  word: string,
  lookUp: (kind: ValueKind) => Promise<readonly string[]>,
): Promise<Completion> => {
  if (source.kind === 'anything') return { candidates: [], paths: 'none' };
  if (source.kind === 'file' || source.kind === 'folder') return { candidates: [], paths: `${source.kind}s` };
  const values = source.kind === 'words' ? source.words : await lookUp(source.kind);
  const before = takesList(source) ? word.slice(0, word.lastIndexOf(',') + 1) : '';
  const chosen = before.split(',');
  const found = values.filter(
    (value) => SAFE_WORD.test(value) && !chosen.includes(value) && value.startsWith(word.slice(before.length)),
  );
  return withPrefix(before, { candidates: found.map((value) => ({ value })), paths: 'none' });
};

const takesList = (source: ValueSource): boolean =>
  source.kind === 'words' ? source.isList === true : COMMA_KINDS.includes(source.kind);

const withPrefix = (prefix: string, { candidates, paths }: Completion): Completion => ({
  candidates: candidates.map((one) => ({ ...one, value: prefix + one.value })),
  paths,
});

const flagCandidates = ({ flags }: CommandModel, word: string): readonly Candidate[] => {
  const named = flags.flatMap(({ names, description }) => names.map((value) => ({ value, description })));
  const found = named.filter(({ value }) => value.startsWith(word));
  return [...new Map(found.map((one) => [one.value, one])).values()];
};

const describeCommand = ({ value }: Candidate, { words }: CommandModel, models: readonly CommandModel[]): Candidate => {
  const named = models.find((one) => one.words.join(' ') === [...words, value].join(' '));
  return { value, ...(named === undefined || named.words.length === 0 ? {} : { description: named.description }) };
};
