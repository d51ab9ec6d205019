import type { ReportedFinding, Result } from '../../model/result.ts';
import { severities } from '../../model/severity.ts';
import type { DataPoint } from './instruments.ts';

/** Most series of findings; a receiver keeps each of them for weeks. */
export const FINDING_SERIES_LIMIT = 500;

/** The attribute of what is counted together beyond a limit (OpenTelemetry's metrics SDK specification, "cardinality limits"). */
export const OVERFLOW_ATTRIBUTE = 'otel.metric.overflow';

/**
 * How many findings there are by check, service, namespace, severity and reason; roots apart from what follows from them. The
 * most severe have series of their own, what is beyond the limit is counted by severity. A severity without findings is 0,
 * so that what is gone is seen to be gone.
 */
export const findingPoints = (
  results: readonly Result[],
  limit: number = FINDING_SERIES_LIMIT,
): readonly DataPoint[] => {
  const counts = new Map<string, CountedFindings>();
  for (const result of results) for (const finding of result.findings) countFinding(counts, result, finding);
  const series = [...counts.values()].toSorted(
    (one, other) => rankSeverity(one.severity) - rankSeverity(other.severity) || other.count - one.count,
  );
  return [
    ...series.slice(0, limit).map(({ attributes, count }) => pointOf(attributes, count)),
    ...overflowPoints([...series.slice(limit), ...results.flatMap(leftOutFindings)]),
    ...severities
      .filter((severity) => !series.some((one) => one.severity === severity))
      .map((severity) => pointOf({ 'finding.severity': severity, 'finding.root': 'true' }, 0)),
  ];
};

interface CountedFindings {
  readonly attributes: DataPoint['attributes'];
  readonly severity: ReportedFinding['severity'];
  count: number;
}

const countFinding = (counts: Map<string, CountedFindings>, result: Result, finding: ReportedFinding): void => {
  const attributes = {
    'check.group': result.group,
    'check.name': result.name,
    'check.service': result.service,
    'finding.namespace': finding.object?.namespace ?? '',
    'finding.severity': finding.severity,
    'finding.level': finding.level,
    'finding.reason': finding.reason,
    'finding.root': String(isRoot(finding)),
  };
  const key = Object.values(attributes).join('\n');
  const known = counts.get(key);
  if (known === undefined) counts.set(key, { attributes, severity: finding.severity, count: 1 });
  else known.count += 1;
};

/** What a report has no room for is counted by severity: nobody has looked for its cause. */
const leftOutFindings = ({ findings: [first], findingsLeftOut: count = 0 }: Result): readonly CountedFindings[] => {
  if (first === undefined || count === 0) return [];
  const { severity } = first;
  return [{ attributes: { 'finding.severity': severity, 'finding.root': 'true' }, severity, count }];
};

const isRoot = ({ causedBy, fingerprint }: ReportedFinding): boolean =>
  causedBy === undefined || causedBy === fingerprint;

const rankSeverity = (severity: ReportedFinding['severity']): number => severities.indexOf(severity);

const overflowPoints = (series: readonly CountedFindings[]): readonly DataPoint[] => {
  const kinds = Map.groupBy(series, ({ severity, attributes }) => `${severity}\n${attributes['finding.root']}`);
  return [...kinds.values()].map((same) => {
    const { 'finding.severity': severity = '', 'finding.root': root = '' } = same[0]?.attributes ?? {};
    const count = same.reduce((sum, one) => sum + one.count, 0);
    return pointOf({ 'finding.severity': severity, 'finding.root': root, [OVERFLOW_ATTRIBUTE]: 'true' }, count);
  });
};

const pointOf = (attributes: DataPoint['attributes'], value: number): DataPoint => ({
  instrument: 'kavmon.findings',
  value,
  attributes,
});
