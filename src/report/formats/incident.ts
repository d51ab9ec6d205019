import { reasons } from '../../model/reasons.ts';
import type { Result } from '../../model/result.ts';
import { someOf } from '../../text/abbreviate-list.ts';
import { clipped } from '../../text/clip-text.ts';
import { shortDuration } from '../../text/format-duration.ts';
import { oneLine } from '../../text/sanitize.ts';
import {
  type Causes,
  causesOf,
  effectTexts,
  isExplained,
  nameOf,
  objectName,
  placeText,
  problemsOf,
  repeatsOf,
  type Told,
  verdictOf,
  worstSeverity,
} from '../present/outline.ts';
import type { Reporter } from './reporter.ts';

const MOST = 5;

/** A short text to paste into an incident channel: what, where, since, why, next, runbook; roots only, their effects counted. */
export const incident: Reporter = (report) => {
  const unhealthy = problemsOf(report.results).filter(({ healthy }) => healthy === false);
  const causes = causesOf(report);
  const lead = `kavmon: ${verdictOf(report)}${placeText(report)} at ${report.run.endedAt}`;
  if (unhealthy.length === 0) return `${lead}\n`;
  const repeats = repeatsOf(unhealthy);
  const roots = unhealthy.filter((result) => !isExplained(result, causes) && !repeats.has(result));
  const told = (roots.length === 0 ? unhealthy : roots).slice(0, MOST);
  const left = unhealthy.filter((result) => !told.includes(result) && !told.includes(repeats.get(result) ?? result));
  return `${[
    `[${(worstSeverity(unhealthy) ?? 'sev3').toUpperCase()}] ${lead}`,
    ...told.map((result) => entry(result, { causes, repeats })),
    ...(left.length > 0 ? [`and ${left.length} more: ${namesOf(left)}`] : []),
  ].join('\n\n')}\n`;
};

interface Links {
  readonly causes: Causes;
  readonly repeats: ReadonlyMap<Result, Result>;
}

const entry = (result: Result, { causes, repeats }: Links): string => {
  const { status, message, runbook, remedy } = result;
  const also = [...repeats].flatMap(([other, first]) => (first === result ? [other] : []));
  const findings = result.findings.filter((finding) => causes.rootOf(finding) === undefined);
  const next = findings.flatMap((finding) => finding.next)[0];
  const lines: readonly (readonly [label: string, text: string | undefined])[] = [
    ['What', `${nameOf(result)} ${status}: ${message}`],
    ['Also', also.length === 0 ? undefined : namesOf(also)],
    ['Where', objects(findings)],
    ['Since', sinceOf(findings) ?? (AGE.test(message) ? undefined : `not known, seen at ${result.endedAt}`)],
    ['Why', whyOf(result)],
    ['Effects', effects(findings, causes)],
    ['Next', next ?? remedy],
    ['Runbook', runbook ?? undefined],
  ];
  return lines
    .filter(([, text]) => text !== undefined && text !== '')
    .map(([label, text]) => `${label}: ${clipped(calm(text ?? ''), 300)}`)
    .join('\n');
};

/** The message says since when by itself. */
const AGE = /\bfor \d+[smhd]|\b\d+[smhd] ago\b/;

/** A message from a service must not be able to call everybody in the channel. */
const calm = (text: string): string => oneLine(text).replace(/@(?=here|channel|everyone|all\b)/gi, '@ ');

type Findings = readonly Told['finding'][];

const objects = (findings: Findings): string | undefined => {
  const names = [...new Set(findings.flatMap(({ object }) => (object === undefined ? [] : [objectName(object)])))];
  return names.length > 3 ? `${names.slice(0, 3).join('; ')} and ${names.length - 3} more` : names.join('; ');
};

/** The earliest moment that the evidence tells of. */
const sinceOf = (findings: Findings): string | undefined =>
  findings
    .flatMap(({ evidence }) => [evidence.since, evidence.lastTransitionTime])
    .filter((moment) => typeof moment === 'string' && !Number.isNaN(Date.parse(moment)))
    .map(String)
    .toSorted((one, other) => Date.parse(one) - Date.parse(other))[0];

const whyOf = ({ reason, phases, durationMs }: Result): string => {
  const stopped = phases.find(({ done }) => !done);
  const reached = stopped === undefined ? '' : `, in phase ${stopped.name} after ${shortDuration(durationMs)}`;
  return `${reason === null ? 'unknown' : `${reason} (${reasons[reason].text})`}${reached}`;
};

const effects = (findings: Findings, causes: Causes): string | undefined => {
  const names = findings.flatMap((finding) => effectTexts(finding, causes));
  return names.length > 4 ? `${names.slice(0, 4).join('; ')} and ${names.length - 4} more` : names.join('; ');
};

const namesOf = (results: readonly Result[]): string => someOf(results.map(nameOf), 10);
