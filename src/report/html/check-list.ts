import type { Result } from '../../model/result.ts';
import type { Status } from '../../model/status.ts';
import { formatElapsed } from '../../text/duration-text.ts';
import { groupResults } from '../present/result-order.ts';
import { escapeHtml } from './html-text.ts';
import type { PageContext } from './page-context.ts';

/** Every check of the run by group, each collapsed; what is wrong with it is told with the problems, to which it links. */
export const checkList = (context: PageContext): string => {
  const groups = groupResults(context.report.results);
  if (groups.length === 0) return '';
  return `<section id="checks"><h2>All checks</h2>
${groups.map(([group, results]) => `<section class="group"><h3>${escapeHtml(group)}</h3>\n${results.map((result) => checkItem(result, context)).join('\n')}\n</section>`).join('\n')}
</section>`;
};

const LEVEL_OF_STATUS: Readonly<Record<Status, string>> = {
  failed: 'fault',
  timeout: 'fault',
  error: 'unknown',
  degraded: 'warning',
  ok: 'healthy',
  skipped: 'skipped',
};

const checkItem = (result: Result, context: PageContext): string => {
  const { status, service, name, message, durationMs, startedAt, notes } = result;
  const level = LEVEL_OF_STATUS[status];
  return `<details class="check ${level}" data-level="${level}"><summary><b>${status}</b> ${escapeHtml(`${service}/${name}`)} <i>${formatElapsed(durationMs)}</i></summary>
${problemLinks(result, context) || `<p>${escapeHtml(message)}</p>\n`}${measuresText(result)}${attemptsText(result)}${notes.map((note) => `<p class="quiet">${escapeHtml(note)}</p>\n`).join('')}<p class="quiet">started ${escapeHtml(startedAt)}</p></details>`;
};

/** Links to where its problems are told; empty of a check that has none. */
const problemLinks = ({ service, name, findings }: Result, { storyNumbers }: PageContext): string => {
  const told = findings.flatMap(({ fingerprint }) => storyNumbers.get(fingerprint) ?? []);
  const own =
    findings.length === 0 ? [storyNumbers.get(`${service}/${name}`)].filter((number) => number !== undefined) : [];
  const numbers = [...new Set([...told, ...own])].toSorted((one, other) => one - other);
  if (numbers.length === 0) return '';
  return `<p>${numbers.map((number) => `<a href="#p${number}">problem ${number}</a>`).join(', ')}</p>\n`;
};

const measuresText = ({ measures }: Result): string => {
  const texts = Object.entries(measures).map(([name, { value, unit }]) => `${name} ${value} ${unit}`.trim());
  return texts.length === 0 ? '' : `<p class="quiet">${escapeHtml(texts.join(', '))}</p>\n`;
};

const attemptsText = ({ attempts }: Result): string =>
  attempts.length < 2
    ? ''
    : `<p class="quiet">${attempts.length} attempts: ${escapeHtml(attempts.map(({ status, reason }) => reason ?? status).join(', '))}</p>\n`;
