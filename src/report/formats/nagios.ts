import type { Report, Result } from '../../model/result.ts';
import type { StatusTotals } from '../../model/status.ts';
import { clipText } from '../../text/clip-text.ts';
import { pluralize } from '../../text/pluralize.ts';
import { toOneLine } from '../../text/sanitize.ts';
import { goneTexts, headTexts } from '../present/changes.ts';
import { headlineText, leftOutText } from '../present/headline.ts';
import { newMark, storySubject, storyText, tellStories } from '../present/stories.ts';
import type { ReportRenderer } from './report-renderer.ts';

const PLUGIN_STATES = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'] as const;

/**
 * The exit code of a monitoring plugin: 2 when a check failed, else 3 when one could not be evaluated or nothing was verified, else 1
 * when one is degraded.
 */
export const nagiosExitCode = ({ failed, timeout, error, degraded, ok, skipped }: StatusTotals): 0 | 1 | 2 | 3 => {
  if (failed + timeout > 0) return 2;
  if (error > 0 || (skipped > 0 && ok + degraded === 0)) return 3;
  return degraded > 0 ? 1 : 0;
};

/** Characters of the first line before its numbers: what pagers and old web pages show of it. */
const FIRST_LINE_LENGTH = 79;

/** A monitoring plugin's output: one short line with the run's numbers, then a line per problem, then the checks' numbers. */
export const renderNagios: ReportRenderer = (report) => {
  const lead = `KAVMON ${PLUGIN_STATES[nagiosExitCode(report.totals)]} - `;
  const head = `${clipText(withoutBars(`${lead}${summaryText(report)}`), FIRST_LINE_LENGTH)} | ${totalsPerfdata(report)}`;
  const measures = report.results.flatMap(measuresPerfdata);
  const long = [...headTexts(report), ...tellStories(report).map(storyText), ...goneTexts(report)].map(withoutBars);
  return [head, ...long.slice(0, -1), ...lastLine(long.at(-1) as string, measures)].join('\n').concat('\n');
};

/** Numbers of the long part begin behind a bar and end with the output. */
const lastLine = (line: string, measures: readonly string[]): readonly string[] =>
  measures.length === 0 ? [line] : [`${line} | ${measures[0]}`, ...measures.slice(1)];

/** The number of problems and the gravest one, of new ones if there are, as far as it fits; without any how the checks are. */
const summaryText = (report: Report): string => {
  const stories = tellStories(report);
  const worst = stories.find((story) => newMark(story) !== '') ?? stories[0];
  if (worst === undefined) return headlineText(report).replace('no problems; ', '');
  const changed = report.since === undefined ? '' : ` (${report.since.new || 'none'} new)`;
  return `${pluralize(report.problems.length, 'problem')}${leftOutText(report.results)}${changed}: ${storySubject(worst)}: ${worst.lead.message}`;
};

/** The plugin format starts its performance data at the first bar of a line. */
const withoutBars = (text: string): string => toOneLine(text).replaceAll('|', '/');

const totalsPerfdata = ({ totals: of, results, run }: Report): string =>
  [
    `time=${run.durationMs / 1000}s;;;0`,
    ...(['ok', 'degraded', 'failed', 'timeout', 'error', 'skipped'] as const).map(
      (status) => `${status}=${of[status]};;;0;${results.length}`,
    ),
  ].join(' ');

const PERFDATA_UNITS: Readonly<Record<string, string>> = { s: 's', ms: 'ms', '%': '%', By: 'B' };

const measuresPerfdata = ({ service, name, measures }: Result): readonly string[] =>
  Object.entries(measures)
    .filter(([, { value }]) => Number.isFinite(value))
    .map(
      ([measure, { value, unit }]) =>
        `${quotedLabel(`${service}/${name} ${measure}`)}=${value}${PERFDATA_UNITS[unit] ?? ''}`,
    );

const quotedLabel = (text: string): string => `'${withoutBars(text).replaceAll('=', '_').replaceAll("'", "''")}'`;
