import type { Report, Result } from '../../model/result.ts';
import type { StatusTotals } from '../../model/status.ts';
import { abbreviateList } from '../../text/abbreviate-list.ts';
import { clipText } from '../../text/clip-text.ts';
import { pluralize } from '../../text/pluralize.ts';
import { toOneLine } from '../../text/sanitize.ts';
import { headlineText, lookedText } from '../present/headline.ts';
import { objectName, resultName } from '../present/names.ts';
import { findRepeats } from '../present/repeats.ts';
import { problemResults } from '../present/result-order.ts';
import { storyText, tellStories } from '../present/stories.ts';
import { nothingVerifiedText, unhealthyCount } from '../present/verdict.ts';
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
  const problems = problemResults(report.results);
  const lead = `KAVMON ${PLUGIN_STATES[nagiosExitCode(report.totals)]} - `;
  const head = `${clipText(`${lead}${summaryText(report, problems, FIRST_LINE_LENGTH - lead.length)}`, FIRST_LINE_LENGTH)} | ${totalsPerfdata(report)}`;
  const measures = report.results.flatMap(measuresPerfdata);
  const repeats = findRepeats(problems);
  const long = [
    withoutBars(headlineText(report)),
    withoutBars(lookedText(report)),
    ...tellStories(report).map((story) => withoutBars(storyText(story))),
    ...problems.map((result) => problemLine(result, repeats.get(result))),
  ];
  return [head, ...long.slice(0, -1), ...lastLine(long.at(-1), measures)].join('\n').concat('\n');
};

/** Numbers of the long part begin behind a bar and end with the output. */
const lastLine = (line: string | undefined, measures: readonly string[]): readonly string[] => {
  if (measures.length === 0) return line === undefined ? [] : [line];
  return [`${line ?? 'all checks'} | ${measures[0]}`, ...measures.slice(1)];
};

const summaryText = ({ results, totals }: Report, problems: readonly Result[], room: number): string => {
  const unhealthy = unhealthyCount(totals);
  const names = problems.filter(({ healthy }) => healthy === (unhealthy === 0)).map(shortName);
  if (unhealthy > 0) return fittingNames(`${unhealthy} of ${results.length} checks not healthy: `, names, room);
  if (results.length === 0) return 'no checks in this run';
  if (totals.skipped === results.length) return nothingVerifiedText(results.length);
  if (totals.degraded > 0)
    return fittingNames(`${totals.degraded} of ${results.length} checks degraded: `, names, room);
  return `${pluralize(totals.ok, 'check')} healthy`;
};

const shortName = (result: Result): string =>
  withoutBars(result.service === 'cluster' ? result.name : resultName(result));

/** As many names as fit, whole, and how many there are beside them; the first one always. */
const fittingNames = (lead: string, names: readonly string[], room: number): string => {
  // A name and what parts it from the next are three characters or more.
  for (let count = Math.min(names.length, Math.ceil(room / 3)); count > 1; count--) {
    const text = lead + abbreviateList(names, count);
    if (text.length <= room) return text;
  }
  return lead + abbreviateList(names, 1);
};

const problemLine = (result: Result, same: Result | undefined): string => {
  const { status, message, findings, runbook } = result;
  if (same !== undefined) return withoutBars(`${status}: ${resultName(result)}: as ${resultName(same)}`);
  const objects = findings.flatMap(({ object }) => (object === undefined ? [] : [objectName(object)]));
  const about = objects.length === 0 ? '' : ` (${clipText(objects.join('; '), 200)})`;
  return withoutBars(`${status}: ${resultName(result)}: ${message}${about}${runbook === null ? '' : ` ${runbook}`}`);
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
