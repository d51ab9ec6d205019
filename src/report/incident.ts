import { reasons } from '../reasons.ts';
import type { Report, Result } from '../result.ts';
import {
  type Causes,
  causesOf,
  isExplained,
  objectName,
  problemsOf,
  type Told,
  verdictOf,
  worstSeverity,
} from './outline.ts';
import { clipped, oneLine, shortDuration } from './plain.ts';
import type { Reporter } from './reporter.ts';

const MOST = 5;

/** A short text to paste into an incident channel: what, where, since, why, next, runbook; roots only, their effects counted. */
export const incident: Reporter = (report) => {
  const unhealthy = problemsOf(report.results).filter(({ healthy }) => healthy === false);
  const causes = causesOf(report);
  const lead = `kavmon: ${verdictOf(report)}${where(report)} at ${report.run.endedAt}`;
  if (unhealthy.length === 0) return `${lead}\n`;
  const roots = unhealthy.filter((result) => !isExplained(result, causes));
  const told = (roots.length === 0 ? unhealthy : roots).slice(0, MOST);
  const rest = unhealthy.length - told.length;
  return `${[
    `[${(worstSeverity(unhealthy) ?? 'sev3').toUpperCase()}] ${lead}`,
    ...told.map((result) => entry(result, causes)),
    ...(rest > 0 ? [`and ${rest} more: ${namesOf(unhealthy.filter((result) => !told.includes(result)))}`] : []),
  ].join('\n\n')}\n`;
};

const where = ({ run }: Report): string => (run.cluster === null ? '' : ` on ${oneLine(run.cluster)}`);

const entry = (result: Result, causes: Causes): string => {
  const { service, name, status, message, runbook, remedy } = result;
  const findings = result.findings.filter((finding) => causes.rootOf(finding) === undefined);
  const next = findings.flatMap((finding) => finding.next)[0];
  const lines: readonly (readonly [label: string, text: string | undefined])[] = [
    ['What', `${service}/${name} ${status}: ${message}`],
    ['Where', objects(findings)],
    ['Since', sinceOf(findings) ?? `seen ${result.endedAt}; this run knows nothing earlier`],
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
  const told = findings.flatMap((finding) => causes.effectsOf(finding));
  const names = told.map(({ result, finding }) =>
    finding.object === undefined ? `${result.service}/${result.name}` : objectName(finding.object),
  );
  return names.length > 4 ? `${names.slice(0, 4).join('; ')} and ${names.length - 4} more` : names.join('; ');
};

const namesOf = (results: readonly Result[]): string => {
  const names = results.slice(0, 10).map(({ service, name }) => oneLine(`${service}/${name}`));
  return results.length > 10 ? `${names.join(', ')}, ...` : names.join(', ');
};
