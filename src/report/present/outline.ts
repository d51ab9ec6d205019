import type { ObjectRef, Report, ReportedFinding, Result } from '../../model/result.ts';
import { type Severity, severities } from '../../model/severity.ts';
import type { Status } from '../../model/status.ts';
import { someOf } from '../../text/abbreviate-list.ts';
import { counted } from '../../text/pluralize.ts';
import { oneLine } from '../../text/sanitize.ts';

/** A finding with the result that it stands in. */
export interface Told {
  readonly result: Result;
  readonly finding: ReportedFinding;
}

/** How findings of a run explain each other. */
export interface Causes {
  /** The finding that is the root of this one, if it is in the report. */
  rootOf(finding: ReportedFinding): Told | undefined;
  /** What this one is the root of, in all results. */
  effectsOf(finding: ReportedFinding): readonly Told[];
}

export const causesOf = ({ results }: Report): Causes => {
  const told = results.flatMap((result) => result.findings.map((finding) => ({ result, finding })));
  const byFingerprint = new Map(told.map((one) => [one.finding.fingerprint, one]));
  const effects = new Map<string, Told[]>();
  for (const one of told) {
    const { causedBy } = one.finding;
    if (causedBy === undefined || causedBy === one.finding.fingerprint) continue;
    effects.set(causedBy, [...(effects.get(causedBy) ?? []), one]);
  }
  return {
    rootOf: ({ causedBy, fingerprint }) =>
      causedBy === undefined || causedBy === fingerprint ? undefined : byFingerprint.get(causedBy),
    effectsOf: ({ fingerprint }) => effects.get(fingerprint) ?? [],
  };
};

/** Whether everything that is wrong here is told elsewhere, under its root. */
export const isExplained = ({ findings }: Result, causes: Causes): boolean =>
  findings.length > 0 && findings.every((finding) => causes.rootOf(finding) !== undefined);

/** What a root has caused, a text for each object that it touches. */
export const effectTexts = (finding: ReportedFinding, causes: Causes): readonly string[] => {
  const byObject = Map.groupBy(causes.effectsOf(finding), ({ finding: effect }) => subjectName(effect));
  return [...byObject].map(
    ([name, effects]) => `${[...new Set(effects.map(({ finding: effect }) => effect.reason))].join(', ')} of ${name}`,
  );
};

/** The findings of a result that are told under their roots, in one sentence; undefined when there are none. */
export const followUps = ({ findings }: Result, causes: Causes): string | undefined => {
  const effects = findings.filter((finding) => causes.rootOf(finding) !== undefined);
  if (effects.length === 0) return undefined;
  const names = someOf([...new Set(effects.map(subjectName))], 5);
  return `${counted(effects.length, 'finding follows', 'findings follow')} from what is told under ${effects.length === 1 ? 'its root' : 'their roots'}: ${names}`;
};

/** The object in front of a finding's message, without the container where the message names it; empty without an object. */
export const headName = ({ object, message }: ReportedFinding): string => {
  if (object === undefined) return '';
  const { container, ...whole } = object;
  return objectName(container !== undefined && message.includes(`container ${container}`) ? whole : object);
};

const subjectName = ({ object, message }: ReportedFinding): string => {
  if (object === undefined) return oneLine(message);
  const { container: _, ...whole } = object;
  return objectName(whole);
};

/** What a person must look at first stands first. */
const order: readonly Status[] = ['failed', 'timeout', 'error', 'degraded', 'skipped', 'ok'];

/** Results, the worst first: by status, those with a root before those that only follow, then severity, then name. */
export const worstFirst = (results: readonly Result[]): readonly Result[] =>
  results.toSorted(
    (one, other) =>
      order.indexOf(one.status) - order.indexOf(other.status) ||
      Number(onlyFollows(one)) - Number(onlyFollows(other)) ||
      severities.indexOf(one.severity) - severities.indexOf(other.severity) ||
      compare(`${one.service}/${one.name}`, `${other.service}/${other.name}`),
  );

const onlyFollows = ({ findings }: Result): boolean =>
  findings.length > 0 && findings.every(({ causedBy }) => causedBy !== undefined);

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

/** Results by group, the group with the worst result first. */
export const groupsOf = (
  results: readonly Result[],
): readonly (readonly [group: string, results: readonly Result[]])[] => [
  ...Map.groupBy(worstFirst(results), ({ group }) => group),
];

/** What needs a person: everything that is not healthy, and what is degraded. */
export const problemsOf = (results: readonly Result[]): readonly Result[] =>
  worstFirst(results).filter(({ status }) => status !== 'ok' && status !== 'skipped');

/**
 * Errors that say word for word what one before them says, each with that one: that an API server does not answer is told
 * once, not for every check that asked it.
 */
export const repeatsOf = (results: readonly Result[]): ReadonlyMap<Result, Result> => {
  const first = new Map<string, Result>();
  const repeats = new Map<Result, Result>();
  for (const result of results.filter(({ status, findings }) => status === 'error' && findings.length === 0)) {
    const known = first.get(result.message);
    if (known === undefined) first.set(result.message, result);
    else repeats.set(result, known);
  }
  return repeats;
};

/** `payments-api/http-endpoint`. */
export const nameOf = ({ service, name }: Pick<Result, 'service' | 'name'>): string => oneLine(`${service}/${name}`);

/** The gravest severity among results; undefined when there are none. */
export const worstSeverity = (results: readonly Result[]): Severity | undefined =>
  severities.find((severity) => results.some((result) => result.severity === severity));

/** `Deployment payments/api, container app`. */
export const objectName = ({ kind, namespace, name, container }: ObjectRef): string =>
  oneLine(
    `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}${container === undefined ? '' : `, container ${container}`}`,
  );

/** `2 of 57 checks are not healthy: 1 failed, 1 timeout`, or that all are well, or that nothing was verified. */
export const verdictOf = ({ totals, results }: Report): string => {
  const unhealthy = totals.failed + totals.timeout + totals.error;
  if (unhealthy > 0) return `${unhealthy} of ${results.length} checks ${unhealthy === 1 ? 'is' : 'are'} not healthy`;
  if (results.length === 0) return 'no checks in this run';
  if (totals.ok + totals.degraded === 0) return nothingVerified(results.length);
  const verified = results.length - totals.skipped;
  return `${verified === results.length && verified > 1 ? 'all ' : ''}${counted(verified, 'check')} healthy`;
};

/** ` on prod-eu, namespace shop`: what the verdict is about, empty when nothing is known of it. One that looked everywhere names no namespaces. */
export const placeText = ({ run }: Report): string => {
  const { cluster, namespaces } = run;
  const on = cluster === null ? '' : ` on ${oneLine(cluster)}`;
  if (namespaces === null || namespaces.length === 0) return on;
  return `${on}, ${namespaces.length === 1 ? 'namespace' : 'namespaces'} ${oneLine(someOf(namespaces, 5))}`;
};

/** What is said of a run whose checks, one or more, were all skipped. */
export const nothingVerified = (count: number): string =>
  `nothing was verified: ${count === 1 ? '1 check' : `all ${count} checks`} skipped`;

/** `3 ok, 1 degraded, 2 failed`: only what there is. */
export const countsOf = ({ totals }: Report): string =>
  (['failed', 'timeout', 'error', 'degraded', 'ok', 'skipped'] as const)
    .filter((status) => totals[status] > 0)
    .map((status) => `${totals[status]} ${status}`)
    .join(', ');
