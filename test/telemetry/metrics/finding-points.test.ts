import { describe, expect, it } from 'vitest';
import { findingPoints } from '../../../src/telemetry/metrics/finding-points.ts';
import { makeFinding, makeResult } from '../../support/sample-report.ts';

const podIn = (namespace: string, name: string) => ({ kind: 'Pod', namespace, name });
const findingIn = (namespace: string, name: string, more: object = {}) =>
  makeFinding({ object: podIn(namespace, name), fingerprint: `${namespace}/${name}`, severity: 'sev2', ...more });

describe('findingPoints', () => {
  it('counts by severity what a report had no room for', () => {
    const result = makeResult({ findings: [findingIn('shop', 'a')], findingsLeftOut: 19_000 });
    const points = findingPoints([result]).filter(({ value }) => value > 0);
    expect(points.map(({ value }) => value)).toEqual([1, 19_000]);
    expect(points[1]?.attributes).toEqual({
      'finding.severity': 'sev2',
      'finding.root': 'true',
      'otel.metric.overflow': 'true',
    });
  });

  it('counts by check, namespace, severity and reason, roots apart from what follows', () => {
    const findings = [
      findingIn('shop', 'a'),
      findingIn('shop', 'b'),
      findingIn('shop', 'c', { causedBy: 'shop/a' }),
      findingIn('pay', 'd'),
      makeFinding({ object: { kind: 'Node', name: 'n-1' }, severity: 'sev1', reason: 'node_not_ready' }),
    ];
    const points = findingPoints([makeResult({ name: 'crash-loops', group: 'pods', findings })]);
    const told = points.map(({ value, attributes }) => [
      attributes['finding.namespace'],
      attributes['finding.severity'],
      attributes['finding.root'],
      value,
    ]);
    expect(told).toEqual([
      ['', 'sev1', 'true', 1],
      ['shop', 'sev2', 'true', 2],
      ['shop', 'sev2', 'false', 1],
      ['pay', 'sev2', 'true', 1],
      [undefined, 'sev3', 'true', 0],
    ]);
    expect(points[1]?.attributes).toEqual({
      'check.group': 'pods',
      'check.name': 'crash-loops',
      'check.service': 'cluster',
      'finding.namespace': 'shop',
      'finding.severity': 'sev2',
      'finding.level': 'fault',
      'finding.reason': 'crash_loop',
      'finding.root': 'true',
    });
  });

  it('is 0 for each severity of a run without findings', () => {
    expect(
      findingPoints([makeResult()]).map(({ value, attributes }) => [attributes['finding.severity'], value]),
    ).toEqual([
      ['sev1', 0],
      ['sev2', 0],
      ['sev3', 0],
    ]);
  });

  it('counts by severity alone what is beyond the limit, and loses none', () => {
    const findings = Array.from({ length: 40 }, (_, index) => findingIn(`team-${index}`, 'a'));
    const points = findingPoints([makeResult({ findings })], 10);
    const rest = points.filter(({ attributes }) => attributes['otel.metric.overflow'] === 'true');
    expect(rest).toEqual([
      {
        instrument: 'kavmon.findings',
        value: 30,
        attributes: { 'finding.severity': 'sev2', 'finding.root': 'true', 'otel.metric.overflow': 'true' },
      },
    ]);
    expect(points.reduce((sum, { value }) => sum + value, 0)).toBe(40);
  });
});
