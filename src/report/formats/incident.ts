import { reasons } from '../../model/reasons.ts';
import type { ReportedFinding, Result } from '../../model/result.ts';
import { abbreviateList } from '../../text/abbreviate-list.ts';
import { clipText } from '../../text/clip-text.ts';
import { formatElapsed } from '../../text/duration-text.ts';
import { toOneLine } from '../../text/sanitize.ts';
import { type CauseIndex, effectTexts, isExplained, rootFindings } from '../present/causes.ts';
import { headlineText, lookedText } from '../present/headline.ts';
import { objectName, resultName } from '../present/names.ts';
import { repeatsOf } from '../present/repeats.ts';
import { linkResults, type ResultLinks } from '../present/result-links.ts';
import { problemResults, worstSeverity } from '../present/result-order.ts';
import type { ReportRenderer } from './report-renderer.ts';

/** Problems that are described; of the others only the names are given. */
const MAX_PROBLEMS = 5;

/** A short text to paste into an incident channel: what, where, since, why, next, runbook; roots only, their effects counted. */
export const renderIncident: ReportRenderer = (report) => {
  const unhealthy = problemResults(report.results).filter(({ healthy }) => healthy === false);
  const lead = `kavmon: ${headlineText(report)}\n${lookedText(report)}`;
  if (unhealthy.length === 0) return `${lead}\n`;
  const links = linkResults(report, unhealthy);
  const { causes, repeats } = links;
  const roots = unhealthy.filter((result) => !isExplained(result, causes) && !repeats.has(result));
  const described = (roots.length === 0 ? unhealthy : roots).slice(0, MAX_PROBLEMS);
  const others = unhealthy.filter(
    (result) => !described.includes(result) && !described.includes(repeats.get(result) ?? result),
  );
  return `${[
    `[${(worstSeverity(unhealthy) ?? 'sev3').toUpperCase()}] ${lead}`,
    ...described.map((result) => problemText(result, links)),
    ...(others.length > 0 ? [`and ${others.length} more: ${namesText(others)}`] : []),
  ].join('\n\n')}\n`;
};

const problemText = (result: Result, { causes, repeats }: ResultLinks): string => {
  const { status, message, runbook, remedy } = result;
  const also = repeatsOf(result, repeats);
  const findings = rootFindings(result, causes);
  const next = findings.flatMap((finding) => finding.next)[0];
  const lines: readonly (readonly [label: string, text: string | undefined])[] = [
    ['What', `${resultName(result)} ${status}: ${message}`],
    ['Also', also.length === 0 ? undefined : namesText(also)],
    ['Where', objectsText(findings)],
    [
      'Since',
      earliestMoment(findings) ?? (STATED_AGE.test(message) ? undefined : `not known, seen at ${result.endedAt}`),
    ],
    ['Why', causeText(result)],
    ['Effects', effectsText(findings, causes)],
    ['Next', next ?? remedy],
    ['Runbook', runbook ?? undefined],
  ];
  return lines
    .filter(([, text]) => text !== undefined && text !== '')
    .map(([label, text]) => `${label}: ${clipText(withoutMentions(text ?? ''), 300)}`)
    .join('\n');
};

/** A message with an age in it needs no line "Since". */
const STATED_AGE = /\bfor \d+[smhd]|\b\d+[smhd] ago\b/;

/** A message from a service must not be able to call everybody in the channel. */
const withoutMentions = (text: string): string => toOneLine(text).replace(/@(?=here|channel|everyone|all\b)/gi, '@ ');

type RootFindings = readonly ReportedFinding[];

const objectsText = (findings: RootFindings): string | undefined => {
  const names = [...new Set(findings.flatMap(({ object }) => (object === undefined ? [] : [objectName(object)])))];
  return names.length > 3 ? `${names.slice(0, 3).join('; ')} and ${names.length - 3} more` : names.join('; ');
};

/** The earliest moment in the evidence. */
const earliestMoment = (findings: RootFindings): string | undefined =>
  findings
    .flatMap(({ evidence }) => [evidence.since, evidence.lastTransitionTime])
    .filter((moment) => typeof moment === 'string' && !Number.isNaN(Date.parse(moment)))
    .map(String)
    .toSorted((one, other) => Date.parse(one) - Date.parse(other))[0];

const causeText = ({ reason, phases, durationMs }: Result): string => {
  const stopped = phases.find(({ done }) => !done);
  const reached = stopped === undefined ? '' : `, in phase ${stopped.name} after ${formatElapsed(durationMs)}`;
  return `${reason === null ? 'unknown' : `${reason} (${reasons[reason].text})`}${reached}`;
};

const effectsText = (findings: RootFindings, causes: CauseIndex): string | undefined => {
  const names = findings.flatMap((finding) => effectTexts(finding, causes));
  return names.length > 4 ? `${names.slice(0, 4).join('; ')} and ${names.length - 4} more` : names.join('; ');
};

const namesText = (results: readonly Result[]): string => abbreviateList(results.map(resultName), 10);
