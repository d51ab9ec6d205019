import type { Result } from '../../model/result.ts';
import { clipText } from '../../text/clip-text.ts';
import { formatElapsed } from '../../text/duration-text.ts';
import { toOneLine } from '../../text/sanitize.ts';
import { resultName } from '../present/names.ts';
import { escapeHtml } from './html-text.ts';
import type { PageContext } from './page-context.ts';

/** Checks that are drawn, the longest ones. */
const MAX_DRAWN = 60;

const ROW_HEIGHT = 18;
const LEFT = 190;
const WIDTH = 640;

/** Which check ran when and on which thread, as bars, and what waited; empty when nothing ran. */
export const runTimeline = ({ report: { results, run } }: PageContext): string => {
  const drawn = longestResults(results.filter(({ status }) => status !== 'skipped'));
  if (drawn.length === 0) return '';
  const begin = Math.min(...drawn.map(({ startedAt }) => Date.parse(startedAt)));
  const end = Math.max(...drawn.map(({ endedAt }) => Date.parse(endedAt)));
  const scale = (WIDTH - LEFT) / Math.max(1, end - begin);
  const bars = drawn.map((result, at) => drawResult(result, at * ROW_HEIGHT, (moment) => (moment - begin) * scale));
  const left = results.length - drawn.length;
  return `<details id="run"><summary><h2>Timeline of the run</h2></summary>
<p class="quiet">${escapeHtml(run.startedAt)} to ${escapeHtml(run.endedAt)}, ${formatElapsed(run.durationMs)}; the first check began after ${formatElapsed(Math.max(0, begin - Date.parse(run.startedAt)))}${left > 0 ? `; without ${left} that were skipped or took less time` : ''}; behind each name its thread (-: a process of its own), pale what it waited for its turn or its next attempt</p>
<div class="wide" tabindex="0" role="region" aria-label="Timeline of the run"><svg class="run" role="img" aria-label="When each check ran; the times are in the list of checks" viewBox="0 0 ${WIDTH} ${drawn.length * ROW_HEIGHT}">
${bars.join('\n')}
</svg></div></details>`;
};

const longestResults = (results: readonly Result[]): readonly Result[] =>
  results
    .toSorted((one, other) => other.durationMs - one.durationMs)
    .slice(0, MAX_DRAWN)
    .toSorted((one, other) => Date.parse(one.startedAt) - Date.parse(other.startedAt));

type PlaceMoment = (moment: number) => number;

const drawResult = (result: Result, y: number, place: PlaceMoment): string => {
  const start = place(Date.parse(result.startedAt));
  const name = clipText(toOneLine(resultName(result)), 26);
  const thread = result.thread === undefined ? '-' : String(result.thread);
  const bars = workedTimes(result).map(([from, to]) => drawBar({ from: place(from), to: place(to), y }));
  const wait = `<path class="wait" d="M${LEFT} ${y + 9}H${xOf(place(Date.parse(result.endedAt)))}"/>`;
  return `<g class="${result.status}"><title>${escapeHtml(resultTitle(result, start))}</title><text x="0" y="${y + 13}">${escapeHtml(name)}</text><text x="${LEFT - 8}" y="${y + 13}" text-anchor="end">${thread}</text>${wait}${bars.join('')}</g>`;
};

const resultTitle = (result: Result, start: number): string => {
  const { status, durationMs, thread, attempts } = result;
  return [
    `${resultName(result)} ${status}, ${formatElapsed(durationMs)}`,
    ...(thread === undefined ? [] : [`on thread ${thread}`]),
    ...(attempts.length > 1 ? [`${attempts.length} attempts`] : []),
    ...(start > 0 ? ['waited for its turn before'] : []),
  ].join(', ');
};

/** When it worked: each attempt, or the whole time where no attempt is recorded. */
const workedTimes = ({ attempts, startedAt, endedAt }: Result): readonly (readonly [from: number, to: number])[] =>
  attempts.length > 1
    ? attempts.map((one) => [Date.parse(one.startedAt), Date.parse(one.startedAt) + one.durationMs])
    : [[Date.parse(startedAt), Date.parse(endedAt)]];

const drawBar = ({ from, to, y }: { readonly from: number; readonly to: number; readonly y: number }): string =>
  `<rect x="${xOf(from)}" y="${y + 4}" width="${Math.max(2, to - from).toFixed(1)}" height="10"/>`;

const xOf = (offset: number): string => Math.max(LEFT, Math.min(LEFT + offset, WIDTH - 2)).toFixed(1);
