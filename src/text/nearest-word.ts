import { distance } from 'fastest-levenshtein';

/** The known word with the smallest edit distance, case aside; undefined when it is over 2 and over a third of the word's length. */
export const findNearestWord = (word: string, known: readonly string[]): string | undefined => {
  const lower = word.toLowerCase();
  let nearest: string | undefined;
  let least = Math.floor(Math.max(2, word.length / 3)) + 1;
  for (const candidate of known) {
    // Words of very different lengths are far apart: most of them need not be compared.
    if (Math.abs(candidate.length - word.length) >= least) continue;
    const score = distance(lower, candidate.toLowerCase());
    if (score >= least) continue;
    nearest = candidate;
    least = score;
  }
  return nearest;
};

/** More of them nobody reads. */
const MAX_LISTED = 60;

/** Beside a near word so many others are listed; more of them would hide it. */
const MAX_BESIDE_NEAR = 20;

/** What to write instead of an unknown word: `did you mean "x"? known: x, y, z`, or the near word, or the known ones, alone. */
export const suggestAlternatives = (word: string, known: readonly string[]): string => {
  const near = findNearestWord(word, known);
  const list = known.length === 0 ? 'there are none' : `known: ${listWords(known)}`;
  if (near !== undefined && known.length > MAX_BESIDE_NEAR) return `did you mean "${near}"?`;
  return near === undefined ? list : `did you mean "${near}"? ${list}`;
};

const listWords = (known: readonly string[]): string => {
  const listed = known.slice(0, MAX_LISTED).join(', ');
  return known.length > MAX_LISTED ? `${listed} and ${known.length - MAX_LISTED} more` : listed;
};
