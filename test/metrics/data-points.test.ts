import { describe, expect, it } from 'vitest';
import { instruments, pointsOf } from '../../src/metrics/data-points.ts';
import { report, result } from '../support/sample.ts';

const sample = report([
  result({ name: 'good' }),
  result({ name: 'bad', status: 'failed' }),
  result({ name: 'unseen', status: 'skipped' }),
  result({ name: 'flaky', status: 'degraded' }),
]);
const points = pointsOf(sample, 'kavmon-pods');
const of = (instrument: string, name: string) =>
  points.filter((point) => point.instrument === instrument && point.attributes['check.name'] === name);

describe('pointsOf', () => {
  it('says 1 for healthy, 0 for unhealthy and nothing for skipped', () => {
    expect(of('kavmon.check.healthy', 'good').map(({ value }) => value)).toEqual([1]);
    expect(of('kavmon.check.healthy', 'bad').map(({ value }) => value)).toEqual([0]);
    expect(of('kavmon.check.healthy', 'unseen')).toEqual([]);
  });

  it('sends every state of every check, one of them 1', () => {
    const states = of('kavmon.check.status', 'flaky');
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
    expect(of('kavmon.check.last_success.timestamp', 'flaky')[0]?.value).toBe(
      Date.parse('2026-11-21T10:00:01.500Z') / 1000,
    );
    expect(of('kavmon.check.last_success.timestamp', 'bad')).toEqual([]);
    expect(points.some(({ instrument }) => instrument === 'kavmon.run.last_success.timestamp')).toBe(false);
    expect(
      pointsOf(report([result()]), 'x').some(({ instrument }) => instrument === 'kavmon.run.last_success.timestamp'),
    ).toBe(true);
  });

  it('never calls an unverified run a success', () => {
    const unverified = pointsOf(report([result({ status: 'skipped' })]), 'x');
    expect(unverified.some(({ instrument }) => instrument === 'kavmon.run.last_success.timestamp')).toBe(false);
  });

  it('uses no unit that Prometheus would rename and no free text in attributes', () => {
    for (const { unit } of Object.values(instruments)) expect(unit).not.toBe('1');
    const names = new Set(points.flatMap(({ attributes }) => Object.keys(attributes)));
    expect([...names].sort()).toEqual([
      'check.group',
      'check.name',
      'check.service',
      'check.state',
      'job_name',
      'node_version',
      'version',
    ]);
  });
});
