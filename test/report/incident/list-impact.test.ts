import { describe, expect, it } from 'vitest';
import { impactText, listImpact } from '../../../src/report/incident/list-impact.ts';
import { findingOf, fullReport, reportOf, resultOf } from '../sample-report.ts';

describe('listImpact', () => {
  it('has Services and Ingresses, also those that only follow, each once', () => {
    expect(listImpact(fullReport).map(impactText)).toEqual([
      'Service payments/api: no ready endpoints: 0 of 2 pods are ready',
      'Ingress payments/shop: its backend has no ready endpoints',
    ]);
  });

  it('takes no warning for an impact', () => {
    const finding = findingOf({ level: 'warning', object: { kind: 'Service', namespace: 'shop', name: 'web' } });
    expect(listImpact(reportOf([resultOf('degraded', { findings: [finding] })]))).toEqual([]);
  });
});
