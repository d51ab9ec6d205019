import type { Problem } from '../../model/result.ts';
import { clipToWidth, displayWidth, wrapText } from '../../text/display-width.ts';
import { briefMessage } from './brief-message.ts';
import type { ProblemDetails } from './problem-details.ts';
import type { RenderOptions } from './render-options.ts';
import { consequencesMark, newMark, type Story, storySubject } from './stories.ts';

type LevelStyle = 'red' | 'magenta' | 'yellow';

/** A sign and its colour, so that what warns, and what could not be looked at, does not look like a fault. */
export const LEVEL_SIGNS: Readonly<Record<Problem['level'], readonly [sign: string, style: LevelStyle]>> = {
  fault: ['✗', 'red'],
  unknown: ['?', 'magenta'],
  warning: ['!', 'yellow'],
};

interface ListContext {
  readonly options: RenderOptions;
  readonly detailsOf: (problem: Problem) => ProblemDetails;
  /** How many lines an entry may take. */
  readonly maxLines: number;
}

/**
 * The entry of a story in the list, numbered by rank: its object, then its cause, in lines no wider than the terminal. What
 * has no room is cut off at the end, before the number of what follows.
 */
export const listEntry = (story: Story, rank: number, { options, detailsOf, maxLines }: ListContext) => {
  const { width, paint } = options;
  const [sign, style] = LEVEL_SIGNS[story.lead.level];
  const head = `${String(rank).padStart(3)} ${sign} ${story.lead.severity} ${newMark(story)}`;
  const room = Math.max(20, width - displayWidth(head));
  const mark = consequencesMark(story);
  const subject = clipToWidth(storySubject(story), room - mark.length);
  const message = briefMessage(story.lead, detailsOf(story.lead).finding);
  const lines = fitLines(`${subject}: ${message}`, { room, maxLines, mark });
  const indent = ' '.repeat(displayWidth(head));
  return lines.map((line, at) => {
    const isLast = at === lines.length - 1;
    const text = at === 0 && line.startsWith(subject) ? `${paint('bold', subject)}${line.slice(subject.length)}` : line;
    return `${at === 0 ? paint(style, head) : indent}${text}${isLast ? paint('dim', mark) : ''}`;
  });
};

interface EntryRoom {
  /** Columns of a line. */
  readonly room: number;
  readonly maxLines: number;
  /** What stands behind the last line. */
  readonly mark: string;
}

/** The text in as many lines as it may take, the last of them cut so that the mark fits behind it. */
const fitLines = (text: string, { room, maxLines, mark }: EntryRoom): readonly string[] => {
  const wrapped = wrapText(text, room);
  const whole = wrapped.slice(0, maxLines - 1);
  const last = wrapped.slice(maxLines - 1).join(' ');
  const lines = wrapped.length < maxLines ? wrapped : [...whole, last];
  return lines.map((line, at) => clipToWidth(line, room - (at === lines.length - 1 ? mark.length : 0)));
};
