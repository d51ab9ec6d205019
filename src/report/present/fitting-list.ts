import type { Problem } from '../../model/result.ts';
import type { ProblemDetails } from './problem-details.ts';
import { listEntry } from './problem-list.ts';
import type { RenderOptions } from './render-options.ts';
import { newMark, type Story } from './stories.ts';

/** How many of the worst problems get their cause in full before there is room for more problems. */
const WORST_PROBLEMS = 3;

/** Lines that one problem takes at most. */
const MAX_ENTRY_LINES = 3;

interface FittingContext {
  readonly options: RenderOptions;
  readonly detailsOf: (problem: Problem) => ProblemDetails;
}

/**
 * The list for the last screen, the worst last: the worst three at length, the others in a line each, and in more while
 * there is room. Where it is too long all the same, the least are only counted.
 */
export const fittingList = (stories: readonly Story[], rows: number, context: FittingContext): readonly string[] => {
  const room = Math.max(WORST_PROBLEMS, rows);
  // One more than can be shown: it says that there are more.
  const longest = stories
    .slice(0, room + 1)
    .map((story, at) => listEntry(story, at + 1, { ...context, maxLines: MAX_ENTRY_LINES }).length);
  const lengths = allotLines(longest, room);
  const entries = lengths.map((maxLines, at) => listEntry(stories[at] as Story, at + 1, { ...context, maxLines }));
  const shown = entries.toReversed().flat();
  const hidden = stories.slice(lengths.length);
  if (hidden.length === 0) return shown;
  const fresh = hidden.filter((story) => newMark(story) !== '').length;
  const mark = fresh === 0 ? '' : ` (${fresh} NEW)`;
  return [`    and ${hidden.length} more above${mark}; all of them: -o table | less`, ...shown];
};

/** How many lines each problem gets, the worst first, of those for which there is room; the line that counts the rest taken off. */
const allotLines = (longest: readonly number[], rows: number): readonly number[] => {
  const all = shareRows(longest, rows);
  return all.length === longest.length ? all : shareRows(longest, rows - 1);
};

const shareRows = (wanted: readonly number[], rows: number): readonly number[] => {
  const worst = growEntries(Array(Math.min(WORST_PROBLEMS, wanted.length, rows)).fill(1), wanted, rows);
  const left = rows - sumOf(worst);
  const others = wanted.slice(worst.length, worst.length + left).map(() => 1);
  return growEntries([...worst, ...others], wanted, rows);
};

/** What is left of the rows goes to the entries that want more than they have, the worst first. */
const growEntries = (lengths: readonly number[], wanted: readonly number[], rows: number): readonly number[] => {
  let left = rows - sumOf(lengths);
  return lengths.map((length, at) => {
    const more = Math.min((wanted[at] ?? length) - length, left);
    left -= more;
    return length + more;
  });
};

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);
