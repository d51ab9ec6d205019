import { describe, expect, it } from 'vitest';
import { dataPointsOf } from '../../../src/telemetry/metrics/data-points.ts';
import { metricInstruments } from '../../../src/telemetry/metrics/instruments.ts';
import { makeFinding, makeReport, makeResult } from '../../support/sample-report.ts';

const sampleReport = makeReport([
  makeResult({ name: 'good' }),
  makeResult({ name: 'bad', status: 'failed', findings: [makeFinding()], measures: { lag: { value: 2, unit: 's' } } }),
  makeResult({ name: 'unseen', status: 'skipped' }),
  makeResult({ name: 'flaky', status: 'degraded' }),
]);
const samplePoints = dataPointsOf(sampleReport, 'kavmon-pods');
const pointsNamed = (instrument: string, name: string) =>
  samplePoints.filter((point) => point.instrument === instrument && point.attributes['check.name'] === name);

describe('pointsOf', () => {
  it('says 1 for healthy, 0 for unhealthy and nothing for skipped', () => {
    expect(pointsNamed('kavmon.check.healthy', 'good').map(({ value }) => value)).toEqual([1]);
    expect(pointsNamed('kavmon.check.healthy', 'bad').map(({ value }) => value)).toEqual([0]);
    expect(pointsNamed('kavmon.check.healthy', 'unseen')).toEqual([]);
  });

  it('sends every state of every check, one of them 1', () => {
    const states = pointsNamed('kavmon.check.status', 'flaky');
    expect(states.map(({ attributes }) => attributes['check.state'])).toEqual([
      'success',
      'degraded',
      'failure',
      'timeout',
      'error',
      'skip',
    ]);
    expect(states.filter(({ value }) => value === 1).map(({ attributes }) => attributes['check.state'])).toEqual([
      'degraded',
    ]);
  });

  it('sends a success time for what succeeded only', () => {
    expect(pointsNamed('kavmon.check.last_success.timestamp', 'flaky')[0]?.value).toBe(
      Date.parse('2026-11-21T10:00:01.500Z') / 1000,
    );
    expect(pointsNamed('kavmon.check.last_success.timestamp', 'bad')).toEqual([]);
    expect(samplePoints.some(({ instrument }) => instrument === 'kavmon.run.last_success.timestamp')).toBe(false);
    expect(
      dataPointsOf(makeReport([makeResult()]), 'x').some(
        ({ instrument }) => instrument === 'kavmon.run.last_success.timestamp',
      ),
    ).toBe(true);
  });

  it('names the job on every point, so that what belongs to one run can be joined', () => {
    expect(new Set(samplePoints.map(({ attributes }) => attributes.job_name))).toEqual(new Set(['kavmon-pods']));
  });

  it('never calls an unverified run a success', () => {
    const unverified = dataPointsOf(makeReport([makeResult({ status: 'skipped' })]), 'x');
    expect(unverified.some(({ instrument }) => instrument === 'kavmon.run.last_success.timestamp')).toBe(false);
  });

  it('uses no unit that Prometheus would rename and no free text in attributes', () => {
    for (const { unit } of Object.values(metricInstruments)) expect(unit).not.toBe('1');
    const names = new Set(samplePoints.flatMap(({ attributes }) => Object.keys(attributes)));
    expect([...names].sort()).toEqual([
      'check.group',
      'check.name',
      'check.service',
      'check.state',
      'finding.level',
      'finding.namespace',
      'finding.reason',
      'finding.root',
      'finding.severity',
      'job_name',
      'measure.name',
      'measure.unit',
      'node_version',
      'version',
    ]);
  });
});
