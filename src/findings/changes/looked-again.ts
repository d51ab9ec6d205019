import { objectKey } from '../../kubernetes/objects/object-key.ts';
import type { Report } from '../../model/result.ts';
import type { EarlierProblem, EarlierReport } from './earlier-report.ts';

type LookedReport = Pick<Report, 'run' | 'results' | 'suppressed'>;

/**
 * Tells why a run cannot say whether an earlier problem of this check persists; undefined when it looked. What did not run,
 * was skipped or could not tell has looked at nothing.
 */
export const explainUnlooked = (
  report: LookedReport,
  earlier: EarlierReport,
): ((problem: EarlierProblem, check: string) => string | undefined) => {
  const { run, suppressed } = report;
  const results = new Map(report.results.map((result) => [`${result.service}/${result.name}`, result]));
  const whyObject = narrowedTo(run, earlier);
  return (problem, check) =>
    whyNamespace(problem, run.namespaces) ??
    (problem.object === undefined ? undefined : whyObject) ??
    whyCheck(check, results.get(check)) ??
    whyIgnored(problem, suppressed);
};

const whyCheck = (check: string, result: Report['results'][number] | undefined): string | undefined => {
  if (result === undefined) return 'its check is not among those of this run';
  if (result.status === 'skipped') return `${check} was skipped: ${result.message}`;
  if (result.status === 'error') return `${check} could not tell: ${result.message}`;
  if (result.findingsLeftOut !== undefined) return `${check} left ${result.findingsLeftOut} findings out`;
  return result.status === 'timeout' && result.findings.length === 0 ? `${check} timed out` : undefined;
};

/** A report does not have the labels of its objects: of other selectors than before nothing is told. */
const narrowedTo = ({ filters: { selector } }: Report['run'], earlier: EarlierReport): string | undefined => {
  const isAsBefore = selectorText(selector) === selectorText(earlier.run.filters.selector);
  return selector.length === 0 || isAsBefore ? undefined : `this run judged only objects with ${selector.join(' or ')}`;
};

/** The selectors of a run as one text, in any order. */
export const selectorText = (selectors: readonly string[]): string => selectors.toSorted().join(' or ');

const whyNamespace = ({ object }: EarlierProblem, namespaces: readonly string[] | null): string | undefined => {
  const namespace = object?.namespace;
  if (namespace === undefined || namespaces === null || namespaces.includes(namespace)) return undefined;
  return `this run did not look at namespace ${namespace}`;
};

const whyIgnored = (
  { object, check, reason }: EarlierProblem,
  suppressed: LookedReport['suppressed'],
): string | undefined => {
  const key = object === undefined ? undefined : objectKey(object);
  // Beyond the thousandth they are counted without their objects.
  const ignored = suppressed.find(
    (one) => one.reason === reason && (one.object === undefined ? one.check === check : objectKey(one.object) === key),
  );
  return ignored === undefined ? undefined : `it is ignored now: ${ignored.why}`;
};
