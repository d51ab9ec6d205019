import type { Report, Result } from '../../model/result.ts';
import { oneLine } from '../../text/sanitize.ts';
import { objectName } from '../present/outline.ts';
import { xmlText } from '../present/xml.ts';
import type { Reporter } from './reporter.ts';

/**
 * JUnit's XML as CI servers read it: a suite is a group, a case a check. An unhealthy check is a failure, one that could not be evaluated
 * an error.
 */
export const junit: Reporter = (report) => {
  const groups = [...Map.groupBy(report.results, ({ group }) => group)];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="kavmon" ${counts(report.results)} time="${seconds(report.run.durationMs)}">`,
    ...groups.flatMap(([group, results]) => suite(group, results, report)),
    '</testsuites>\n',
  ].join('\n');
};

const suite = (group: string, results: readonly Result[], { run }: Report): readonly string[] => [
  `  <testsuite name="${xmlText(group)}" ${counts(results)} time="${seconds(sum(results))}" timestamp="${xmlText(run.startedAt)}">`,
  ...results.map(testCase),
  '  </testsuite>',
];

const testCase = (result: Result): string => {
  const { name, service, durationMs } = result;
  const head = `    <testcase name="${xmlText(oneLine(name))}" classname="${xmlText(oneLine(service))}" time="${seconds(durationMs)}"`;
  const inner = [...outcome(result), ...notes(result)];
  return inner.length === 0
    ? `${head}/>`
    : [`${head}>`, ...inner.map((line) => `      ${line}`), '    </testcase>'].join('\n');
};

const outcome = (result: Result): readonly string[] => {
  const { status, reason, message } = result;
  if (status === 'ok' || status === 'degraded') return [];
  const says = `message="${xmlText(oneLine(message))}"`;
  if (status === 'skipped') return [`<skipped ${says}/>`];
  const element = status === 'error' ? 'error' : 'failure';
  return [`<${element} ${says} type="${reason ?? status}">${xmlText(details(result))}</${element}>`];
};

const notes = (result: Result): readonly string[] =>
  result.status === 'degraded'
    ? [`<system-out>${xmlText(`degraded: ${oneLine(result.message)}\n${details(result)}`)}</system-out>`]
    : [];

const details = ({ findings, remedy, runbook }: Result): string =>
  [
    ...findings.map(({ object, message, reason, next }) =>
      [
        `${object === undefined ? '' : `${objectName(object)}: `}${oneLine(message)} (${reason})`,
        ...next.map((command) => `  $ ${oneLine(command)}`),
      ].join('\n'),
    ),
    ...(remedy === '' ? [] : [`remedy: ${oneLine(remedy)}`]),
    ...(runbook === null ? [] : [`runbook: ${oneLine(runbook)}`]),
  ].join('\n');

const counts = (results: readonly Result[]): string => {
  const count = (...statuses: readonly string[]) => results.filter(({ status }) => statuses.includes(status)).length;
  return `tests="${results.length}" failures="${count('failed', 'timeout')}" errors="${count('error')}" skipped="${count('skipped')}"`;
};

const sum = (results: readonly Result[]): number => results.reduce((total, { durationMs }) => total + durationMs, 0);

const seconds = (ms: number): string => (ms / 1000).toFixed(3);
