import { clipText } from '../../text/clip-text.ts';
import { formatElapsed } from '../../text/duration-text.ts';
import { pluralize } from '../../text/pluralize.ts';
import { changesTexts, goneTexts } from '../present/changes.ts';
import { headlineText, lookedText } from '../present/headline.ts';
import { LEVEL_SIGNS } from '../present/problem-list.ts';
import { consequencesMark, newMark, type Story, storySubject } from '../present/stories.ts';
import { countsText } from '../present/verdict.ts';
import { escapeHtml } from './html-text.ts';
import type { PageContext } from './page-context.ts';

/** The verdict, where and when it looked, what could not be looked at, and a line for each story. */
export const pageHeader = ({ report, stories }: PageContext): string => {
  return `<header class="${verdictClass(stories, report.totals.ok + report.totals.degraded)}">
<h1>${escapeHtml(headlineText(report))}</h1>
${changesTexts(report)
  .map((text) => `<p><strong>${escapeHtml(text)}</strong></p>\n`)
  .join('')}<p>${escapeHtml(lookedText(report))}</p>
<p class="quiet">${escapeHtml(countsText(report) || 'nothing ran')} in ${formatElapsed(report.run.durationMs)}</p>
${unlookedBanner(stories)}</header>`;
};

/** One line for all that could not be looked at; why is told with the problems, to which it links. */
const unlookedBanner = (stories: readonly Story[]): string => {
  const unlooked = stories.flatMap((story, at) => (story.lead.level === 'unknown' ? [{ story, number: at + 1 }] : []));
  if (unlooked.length === 0) return '';
  const checks = unlooked.flatMap(({ story }) => story.problems.flatMap((problem) => problem.checks));
  const links = unlooked.slice(0, 10).map(({ number }) => `<a href="#p${number}">problem ${number}</a>`);
  return `<p class="banner"><b>? ${pluralize(checks.length, 'check')} could not look</b>: ${links.join(', ')}${unlooked.length > 10 ? ` and ${unlooked.length - 10} more` : ''}</p>\n`;
};

/** Green only for what was verified. */
const verdictClass = (stories: readonly Story[], verified: number): string => {
  if (stories.some(({ lead }) => lead.level === 'fault')) return 'fault';
  if (stories.some(({ lead }) => lead.level === 'unknown')) return 'unknown';
  if (stories.length > 0) return 'warning';
  return verified > 0 ? 'healthy' : 'unverified';
};

/** Stories that are listed at once; the others are in a list that opens. */
const MAX_LISTED = 50;

/** Characters of a message in the list; the details have all of it. */
const MAX_MESSAGE = 160;

/** The list of stories, each a link to its details. */
export const storyList = ({ stories }: PageContext): string => {
  if (stories.length === 0) return '';
  const items = stories.map(storyItem);
  const rest = items.slice(MAX_LISTED);
  const more =
    rest.length === 0
      ? ''
      : `\n<details><summary>and ${rest.length} more</summary>${numberedList(rest, MAX_LISTED + 1)}</details>`;
  return `<nav aria-label="Problems">${numberedList(items.slice(0, MAX_LISTED), 1)}${more}</nav>`;
};

/** What became of problems of the earlier report that are gone; empty without any. */
export const goneList = ({ report }: PageContext): string => {
  const items = goneTexts(report).map((text) => `<li>${escapeHtml(text)}</li>`);
  return items.length === 0
    ? ''
    : `<section id="gone"><h2>Since the report before</h2>\n<ul>${items.join('\n')}</ul>\n</section>`;
};

const numberedList = (items: readonly string[], start: number): string =>
  `<ol class="stories" start="${start}">\n${items.join('\n')}\n</ol>`;

const storyItem = (story: Story, at: number): string => {
  const { level, severity, message } = story.lead;
  return `<li class="${level}"><a href="#p${at + 1}"><b>${LEVEL_SIGNS[level][0]} ${severity}</b> ${escapeHtml(newMark(story))}<strong>${escapeHtml(storySubject(story))}</strong></a>: ${escapeHtml(clipText(message, MAX_MESSAGE))}${effectsMark(story)}</li>`;
};

/** ` (+3)`, how many findings follow, with what that means as a title. */
export const effectsMark = (story: Story): string =>
  story.consequences === 0
    ? ''
    : ` <span class="quiet" title="${pluralize(story.consequences, 'consequence')}">${escapeHtml(consequencesMark(story))}</span>`;
