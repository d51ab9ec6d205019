import { expect, it } from 'vitest';
import { dataPointsOf } from '../../../src/telemetry/metrics/data-points.ts';
import { seriesWarnings } from '../../../src/telemetry/metrics/series-limits.ts';
import { makeFinding, makeReport, makeResult } from '../../support/sample-report.ts';

it('seriesWarnings says what the limits took out, and nothing of a run within them', () => {
  const findings = Array.from({ length: 501 }, (_, index) =>
    makeFinding({ object: { kind: 'Pod', namespace: `team-${index}`, name: 'a' } }),
  );
  const measures = Object.fromEntries(
    Array.from({ length: 2001 }, (_, index) => [`m${index}`, { value: 1, unit: '' }]),
  );
  const report = makeReport([makeResult({ status: 'failed', findings, measures })]);
  const points = dataPointsOf(report, 'kavmon');
  expect(seriesWarnings(points, report.results)).toEqual([
    'kavmon.findings is sent with 500 series at most: of the rest (1 finding) only the number by severity',
    'kavmon.check.measure is sent with 2000 series at most: 1 measure left out',
  ]);
  const small = makeReport([makeResult({ findings: findings.slice(0, 3) })]);
  expect(seriesWarnings(dataPointsOf(small, 'kavmon'), small.results)).toEqual([]);
});
