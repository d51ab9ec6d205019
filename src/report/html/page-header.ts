import { formatElapsed } from '../../text/duration-text.ts';
import { headlineText, lookedText } from '../present/headline.ts';
import { LEVEL_SIGNS } from '../present/problem-list.ts';
import { consequencesMark, type Story, storySubject } from '../present/stories.ts';
import { countsText } from '../present/verdict.ts';
import { escapeHtml } from './html-text.ts';
import type { PageContext } from './page-context.ts';

/** The verdict, where and when it looked, what could not be looked at, and a line for each story. */
export const pageHeader = ({ report, stories }: PageContext): string => {
  const unlooked = stories.filter(({ lead }) => lead.level === 'unknown');
  return `<header class="${verdictClass(stories, report.totals.ok + report.totals.degraded)}">
<h1>${escapeHtml(headlineText(report))}</h1>
<p>${escapeHtml(lookedText(report))}</p>
<p class="quiet">${escapeHtml(countsText(report) || 'nothing ran')} in ${formatElapsed(report.run.durationMs)}</p>
${unlooked.map(({ lead, problems }) => `<p class="banner">? <b>${escapeHtml(storySubject({ lead, problems, consequences: 0 }))}</b>: ${escapeHtml(lead.message)}</p>\n`).join('')}</header>`;
};

/** Green only for what was verified. */
const verdictClass = (stories: readonly Story[], verified: number): string => {
  if (stories.some(({ lead }) => lead.level === 'fault')) return 'fault';
  if (stories.some(({ lead }) => lead.level === 'unknown')) return 'unknown';
  if (stories.length > 0) return 'warning';
  return verified > 0 ? 'healthy' : 'unverified';
};

/** The list of stories, each a link to its details. */
export const storyList = ({ stories }: PageContext): string =>
  stories.length === 0
    ? ''
    : `<nav aria-label="Problems"><ol class="stories">
${stories.map(storyItem).join('\n')}
</ol></nav>`;

const storyItem = (story: Story, at: number): string => {
  const { level, severity, message } = story.lead;
  return `<li class="${level}"><a href="#p${at + 1}"><b>${LEVEL_SIGNS[level][0]} ${severity}</b> <strong>${escapeHtml(storySubject(story))}</strong></a>: ${escapeHtml(message)}${escapeHtml(consequencesMark(story))}</li>`;
};
