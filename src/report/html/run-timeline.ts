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

/** Which check ran when, as bars; empty when nothing ran. */
export const runTimeline = ({ report: { results, run } }: PageContext): string => {
  const drawn = longestResults(results.filter(({ status }) => status !== 'skipped'));
  if (drawn.length === 0) return '';
  const begin = Math.min(...drawn.map(({ startedAt }) => Date.parse(startedAt)));
  const end = Math.max(...drawn.map(({ endedAt }) => Date.parse(endedAt)));
  const scale = (WIDTH - LEFT) / Math.max(1, end - begin);
  const bars = drawn.map((result, at) => resultBar(result, at * ROW_HEIGHT, (moment) => (moment - begin) * scale));
  const left = results.length - drawn.length;
  return `<details id="run"><summary><h2>Timeline of the run</h2></summary>
<p class="quiet">${escapeHtml(run.startedAt)} to ${escapeHtml(run.endedAt)}, ${formatElapsed(run.durationMs)}; the first check began after ${formatElapsed(Math.max(0, begin - Date.parse(run.startedAt)))}${left > 0 ? `; without ${left} that were skipped or took less time` : ''}</p>
<div class="wide" tabindex="0" role="region" aria-label="Timeline of the run"><svg class="run" role="img" aria-label="When each check ran; the times are in the list of checks" viewBox="0 0 ${WIDTH} ${drawn.length * ROW_HEIGHT}">
${bars.join('\n')}
</svg></div></details>`;
};

const longestResults = (results: readonly Result[]): readonly Result[] =>
  results
    .toSorted((one, other) => other.durationMs - one.durationMs)
    .slice(0, MAX_DRAWN)
    .toSorted((one, other) => Date.parse(one.startedAt) - Date.parse(other.startedAt));

const resultBar = (result: Result, y: number, place: (moment: number) => number): string => {
  const start = place(Date.parse(result.startedAt));
  const width = Math.max(2, place(Date.parse(result.endedAt)) - start);
  const title = `${resultName(result)} ${result.status}, ${formatElapsed(result.durationMs)}`;
  const x = Math.min(LEFT + start, WIDTH - 2);
  return `<g class="${result.status}"><title>${escapeHtml(title)}</title><text x="0" y="${y + 13}">${escapeHtml(clipText(toOneLine(resultName(result)), 30))}</text><rect x="${x.toFixed(1)}" y="${y + 4}" width="${width.toFixed(1)}" height="10"/></g>`;
};
