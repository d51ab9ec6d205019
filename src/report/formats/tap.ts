import type { Result } from '../../model/result.ts';
import { toOneLine } from '../../text/sanitize.ts';
import { type CauseIndex, consequencesText, indexCauses, rootFindings } from '../present/causes.ts';
import { goneTexts, headTexts } from '../present/changes.ts';
import { objectName } from '../present/names.ts';
import { storyText, tellStories } from '../present/stories.ts';
import type { ReportRenderer } from './report-renderer.ts';

/** Version 14 of the Test Anything Protocol; the diagnostics are JSON, which is YAML too. */
export const renderTap: ReportRenderer = (report) => {
  const { results } = report;
  const problems = [...headTexts(report), ...tellStories(report).map(storyText), ...goneTexts(report)];
  const causes = indexCauses(report);
  return `${[
    'TAP version 14',
    planLine(results.length),
    ...problems.map((line) => `# ${line}`),
    ...results.flatMap((result, index) => pointLines(result, index + 1, causes)),
  ].join('\n')}\n`;
};

const planLine = (count: number): string => (count === 0 ? '1..0 # SKIP no checks' : `1..${count}`);

const pointLines = (result: Result, number: number, causes: CauseIndex): readonly string[] => {
  const { status, group, service, name, message } = result;
  const title = escapeDirective(`${group} ${service}/${name}`);
  if (status === 'skipped') return [`ok ${number} - ${title} # SKIP ${escapeDirective(message)}`];
  const line = `${result.healthy === true ? '' : 'not '}ok ${number} - ${title}`;
  return status === 'ok' ? [line] : [line, '  ---', ...diagnosticLines(result, causes), '  ...'];
};

const diagnosticLines = (result: Result, causes: CauseIndex): readonly string[] => {
  const { status, reason, severity, message, durationMs, remedy, runbook } = result;
  const fields = {
    message: toOneLine(message),
    status,
    reason,
    severity,
    duration_ms: durationMs,
    remedy: toOneLine(remedy),
    runbook,
    consequences: consequencesText(result, causes) ?? null,
    findings: rootFindings(result, causes).map((finding) => ({
      object: finding.object === undefined ? null : objectName(finding.object),
      message: toOneLine(finding.message),
      reason: finding.reason,
      ...(causes.newMarkOf(finding) === '' ? {} : { change: 'new' }),
      next: finding.next.map(toOneLine),
    })),
  };
  return Object.entries(fields).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`);
};

/** A `#` would begin a directive: a check must not be able to call itself skipped. */
const escapeDirective = (text: string): string => toOneLine(text).replace(/[\\#]/g, '\\$&');
