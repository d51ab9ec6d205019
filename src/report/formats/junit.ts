import type { Report, ReportedFinding, Result } from '../../model/result.ts';
import { toOneLine } from '../../text/sanitize.ts';
import { type CauseIndex, consequencesText, indexCauses, rootFindings } from '../present/causes.ts';
import { goneTexts, headTexts } from '../present/changes.ts';
import { objectName } from '../present/names.ts';
import { storyText, tellStories } from '../present/stories.ts';
import { xmlText } from '../present/xml.ts';
import type { ReportRenderer } from './report-renderer.ts';

/**
 * JUnit's XML as CI servers read it: a suite is a group, a case a check. An unhealthy check is a failure, one that could not be evaluated
 * an error.
 */
export const renderJunit: ReportRenderer = (report) => {
  const groups = [...Map.groupBy(report.results, ({ group }) => group)];
  const problems = [...headTexts(report), ...tellStories(report).map(storyText), ...goneTexts(report)];
  const causes = indexCauses(report);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    ...problems.map((line) => `<!-- ${xmlText(line).replace(/-(?=-)/g, '- ')} -->`),
    `<testsuites name="kavmon" ${countAttributes(report.results)} time="${formatSeconds(report.run.durationMs)}">`,
    ...groups.flatMap(([group, results]) => suiteLines(group, results, { run: report.run, causes })),
    '</testsuites>\n',
  ].join('\n');
};

interface SuiteContext {
  readonly run: Report['run'];
  readonly causes: CauseIndex;
}

const suiteLines = (group: string, results: readonly Result[], { run, causes }: SuiteContext): readonly string[] => [
  `  <testsuite name="${xmlText(group)}" ${countAttributes(results)} time="${formatSeconds(totalMs(results))}" timestamp="${xmlText(run.startedAt)}">`,
  ...results.map((result) => testCase(result, causes)),
  '  </testsuite>',
];

const testCase = (result: Result, causes: CauseIndex): string => {
  const { name, service, durationMs } = result;
  const head = `    <testcase name="${xmlText(toOneLine(name))}" classname="${xmlText(toOneLine(service))}" time="${formatSeconds(durationMs)}"`;
  const inner = [...outcomeLines(result, causes), ...degradedLines(result, causes)];
  return inner.length === 0
    ? `${head}/>`
    : [`${head}>`, ...inner.map((line) => `      ${line}`), '    </testcase>'].join('\n');
};

const outcomeLines = (result: Result, causes: CauseIndex): readonly string[] => {
  const { status, reason, message } = result;
  if (status === 'ok' || status === 'degraded') return [];
  const says = `message="${xmlText(toOneLine(message))}"`;
  if (status === 'skipped') return [`<skipped ${says}/>`];
  const element = status === 'error' ? 'error' : 'failure';
  return [`<${element} ${says} type="${reason ?? status}">${xmlText(detailsText(result, causes))}</${element}>`];
};

const degradedLines = (result: Result, causes: CauseIndex): readonly string[] =>
  result.status === 'degraded'
    ? [`<system-out>${xmlText(`degraded: ${toOneLine(result.message)}\n${detailsText(result, causes)}`)}</system-out>`]
    : [];

const detailsText = (result: Result, causes: CauseIndex): string => {
  const { remedy, runbook } = result;
  const consequences = consequencesText(result, causes);
  return [
    ...rootFindings(result, causes).map((finding) =>
      [
        `${subjectText(finding)}${toOneLine(finding.message)} (${finding.reason})${causes.newMarkOf(finding)}`,
        ...finding.next.map((command) => `  $ ${toOneLine(command)}`),
      ].join('\n'),
    ),
    ...(consequences === undefined ? [] : [consequences]),
    ...(remedy === '' ? [] : [`remedy: ${toOneLine(remedy)}`]),
    ...(runbook === null ? [] : [`runbook: ${toOneLine(runbook)}`]),
  ].join('\n');
};

const subjectText = ({ object }: ReportedFinding): string => (object === undefined ? '' : `${objectName(object)}: `);

const countAttributes = (results: readonly Result[]): string => {
  const count = (...statuses: readonly string[]) => results.filter(({ status }) => statuses.includes(status)).length;
  return `tests="${results.length}" failures="${count('failed', 'timeout')}" errors="${count('error')}" skipped="${count('skipped')}"`;
};

const totalMs = (results: readonly Result[]): number =>
  results.reduce((total, { durationMs }) => total + durationMs, 0);

const formatSeconds = (ms: number): string => (ms / 1000).toFixed(3);
