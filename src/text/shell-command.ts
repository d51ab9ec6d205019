/**
 * A command line for a POSIX shell. What stands in the template is as it is written; what is put into it is data, and can
 * neither end its word nor be taken for an option: a word with data is quoted where it has to be, and an argument that
 * begins with a dash stands behind `--`, at the end. A word behind an option (`-c`, `--tail`) is the value of that option.
 */
export const shellCommand = (parts: readonly string[], ...data: readonly string[]): string => {
  const words: string[] = [];
  const operands: string[] = [];
  for (const word of splitWords(parts, data)) {
    const isOperand = word.data && (operands.length > 0 || word.text.startsWith('-')) && !isOption(words.at(-1));
    (isOperand ? operands : words).push(word.data ? quoteWord(word.text) : word.text);
  }
  return [...words, ...(operands.length > 0 ? ['--', ...operands] : [])].join(' ');
};

interface CommandWord {
  readonly text: string;
  /** Whether data is a part of it. */
  readonly data: boolean;
}

const splitWords = (parts: readonly string[], data: readonly string[]): readonly CommandWord[] => {
  const words: CommandWord[] = [];
  let word: CommandWord = { text: '', data: false };
  const endWord = () => {
    if (word.data || word.text !== '') words.push(word);
    word = { text: '', data: false };
  };
  parts.forEach((part, index) => {
    const [first = '', ...rest] = part.split(' ');
    word = { ...word, text: word.text + first };
    for (const text of rest) {
      endWord();
      word = { text, data: false };
    }
    const value = data[index];
    if (value !== undefined) word = { text: word.text + value, data: true };
  });
  endWord();
  return words;
};

const isOption = (word = ''): boolean => /^--?[a-z][a-z-]*$/.test(word);

const PLAIN_WORD = /^[\w@%+=:,./-]+$/;

/** What no quotes make harmless: it would end the line, or change how the rest of it looks. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;

/** A word as a POSIX shell takes it; a character that cannot be printed becomes `?`, since no object has it in its name. */
const quoteWord = (text: string): string => {
  const printable = text.toWellFormed().replace(UNPRINTABLE, '?');
  return PLAIN_WORD.test(printable) ? printable : `'${printable.replaceAll("'", String.raw`'\''`)}'`;
};
