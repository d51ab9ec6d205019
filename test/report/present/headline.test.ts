import { describe, expect, it } from 'vitest';
import type { Report } from '../../../src/model/result.ts';
import { headlineText, lookedText } from '../../../src/report/present/headline.ts';
import { makeFinding, makeReport, makeResult } from '../../support/sample-report.ts';

const failed = makeResult({
  name: 'web',
  status: 'failed',
  severity: 'sev1',
  findings: [makeFinding({ severity: 'sev1' })],
});
const following = makeResult({
  name: 'shop',
  status: 'failed',
  findings: [makeFinding({ reason: 'no_endpoints', causedBy: 'crash_loop-web' })],
});
const unreadable = makeResult({ name: 'nodes', status: 'error', reason: 'permission', message: 'nodes is forbidden' });

const looked = (run: Partial<Report['run']>): string => {
  const report = makeReport([]);
  return lookedText({ ...report, run: { ...report.run, ...run } });
};

describe('the headline', () => {
  it('counts problems, urgent ones, consequences and checks', () => {
    expect(headlineText(makeReport([failed, following, makeResult()]))).toBe(
      '1 problem (1 sev1), 1 consequence; 1 of 3 checks healthy, 0 could not tell',
    );
  });

  it('counts the findings that no list has', () => {
    const cut = [{ ...failed, findingsLeftOut: 99_000 }, { ...following, findingsLeftOut: 1 }, makeResult()];
    expect(headlineText(makeReport(cut))).toBe(
      '1 problem (1 sev1), 1 consequence, 99001 more findings not listed; 1 of 3 checks healthy, 0 could not tell',
    );
  });

  it('counts what could not be looked at by checks, not as problems', () => {
    expect(headlineText(makeReport([unreadable, makeResult()]))).toBe(
      '1 of 2 checks could not look, no problem seen by the others; 1 healthy',
    );
  });

  it('leads with what could not be looked at also where nothing is healthy', () => {
    const skipped = makeResult({ name: 'argo', status: 'skipped' });
    expect(headlineText(makeReport([unreadable, { ...unreadable, name: 'pods' }, skipped]))).toBe(
      '2 of 3 checks could not look, no problem seen by the others; 0 healthy, 1 skipped',
    );
  });

  it('says when no check could look', () => {
    expect(headlineText(makeReport([unreadable]))).toBe('the only check could not look');
  });

  it('counts no warning as urgent', () => {
    const warned = makeResult({ status: 'degraded', findings: [makeFinding({ severity: 'sev1', level: 'warning' })] });
    expect(headlineText(makeReport([warned]))).toBe(
      '1 problem, 0 consequences; 1 of 1 check healthy (1 degraded), 0 could not tell',
    );
  });

  it('names what was skipped', () => {
    expect(headlineText(makeReport([makeResult({ name: 'argo', status: 'skipped' }), makeResult()]))).toBe(
      'no problems; 1 of 2 checks healthy, 0 could not tell, 1 skipped',
    );
  });

  it('tells no health where nothing ran, or all was skipped', () => {
    expect(headlineText(makeReport([]))).toBe('no checks in this run');
    const skipped = headlineText(makeReport([makeResult({ status: 'skipped' })]));
    expect(skipped).toMatch(/nothing was verified/i);
    expect(skipped).not.toContain('no problems');
  });
});

describe('the line of where and when it looked', () => {
  it('names the snapshot with its age', () => {
    const snapshot = { path: 'a.json', takenAt: '2026-11-21T13:28:39.000Z', ageMs: 6 * 86_400_000 + 11 * 3_600_000 };
    expect(looked({ snapshot, cluster: null, serverVersion: 'v1.35.4' })).toBe(
      'snapshot a.json, taken 2026-11-21 13:28 UTC, 6d 11h ago, v1.35.4, all namespaces',
    );
  });

  it('names the cluster, and the namespaces it was limited to', () => {
    expect(looked({ namespaces: ['shop'] })).toBe('cluster test, looked at 2026-11-21 10:00 UTC, namespace shop');
    expect(looked({ namespaces: ['shop', 'bank'] })).toMatch(/, namespaces shop, bank$/);
  });

  it('says nothing of namespaces when no cluster was read', () => {
    expect(looked({ cluster: null })).toBe('looked at 2026-11-21 10:00 UTC');
  });
});
