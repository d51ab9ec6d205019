import type { Problem } from '../../model/result.ts';
import { clipToWidth, displayWidth } from '../../text/display-width.ts';
import { toOneLine } from '../../text/sanitize.ts';
import type { RenderOptions } from './render-options.ts';
import { consequencesMark, newMark, type Story, storySubject } from './stories.ts';

type LevelStyle = 'red' | 'magenta' | 'yellow';

/** A sign and its colour, so that what warns, and what could not be looked at, does not look like a fault. */
export const LEVEL_SIGNS: Readonly<Record<Problem['level'], readonly [sign: string, style: LevelStyle]>> = {
  fault: ['✗', 'red'],
  unknown: ['?', 'magenta'],
  warning: ['!', 'yellow'],
};

/** A line for each story, numbered by rank, no wider than the terminal; what follows is a number at its end. */
export const storyLine = (story: Story, rank: number, { width, paint }: RenderOptions): string => {
  const [sign, style] = LEVEL_SIGNS[story.lead.level];
  const head = `${String(rank).padStart(3)} ${sign} ${story.lead.severity} ${newMark(story)}`;
  const mark = consequencesMark(story);
  const room = Math.max(20, width - head.length - mark.length);
  const subject = clipToWidth(storySubject(story), room);
  const message = clipToWidth(`: ${toOneLine(story.lead.message)}`, Math.max(0, room - displayWidth(subject)));
  return `${paint(style, head)}${paint('bold', subject)}${message}${paint('dim', mark)}`;
};
