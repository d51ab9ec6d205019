import { describe, expect, it } from 'vitest';
import { annotatedIgnores, createSuppression, ignoreWarnings, suppressFindings } from '../../src/findings/ignore.ts';
import type { IgnoreRule } from '../../src/findings/ignore-rule.ts';
import { makeFinding, makeResult } from '../support/sample-report.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const podRefs = ['legacy-1', 'legacy-2'].map((name) => ({ kind: 'Pod', namespace: 'shop', name }));
const failedResult = makeResult({ status: 'failed', findings: [makeFinding({ objects: podRefs })] });

const suppressAt = (ignore: Omit<IgnoreRule, 'reason'>, results = [failedResult]) => {
  const ignores = [{ reason: 'known', ...ignore }];
  const applied = suppressFindings(results, createSuppression(ignores, NOW), () => 'all well');
  return { ...applied, warnings: ignoreWarnings(ignores, applied.used, NOW) };
};

describe('suppress', () => {
  it.each([
    ['by owner', { object: 'deployment/web' }],
    ['by every pod of it', { object: 'pod/legacy-*' }],
    ['by check', { check: 'crash-loops' }],
    ['by namespace', { namespace: 'sh*' }],
    ['until the end of the day', { until: '2026-11-21' }],
  ])('takes a finding out %s and judges anew', (_, ignore) => {
    const { results, suppressed, warnings } = suppressAt(ignore);
    expect(results[0]).toMatchObject({ status: 'ok', healthy: true, reason: null, findings: [], message: 'all well' });
    expect(suppressed).toMatchObject([{ check: 'crash-loops', reason: 'crash_loop', why: 'known', count: 1 }]);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['another check', { check: 'image-pulls' }],
    ['one pod of two', { object: 'pod/legacy-1' }],
    ['another namespace', { namespace: 'prod' }],
    ['a container it does not name', { container: 'sidecar' }],
  ])('leaves the finding and warns for %s', (_, ignore) => {
    const { results, suppressed, warnings } = suppressAt(ignore);
    expect(results[0]?.status).toBe('failed');
    expect(suppressed).toEqual([]);
    expect(warnings[0]).toContain('matched nothing');
  });

  it('counts no more after its day', () => {
    const { results, warnings } = suppressAt({ until: '2026-11-20' });
    expect(results[0]?.status).toBe('failed');
    expect(warnings[0]).toContain('expired on 2026-11-20');
  });

  it('leaves a timeout a timeout', () => {
    const late = makeResult({
      status: 'timeout',
      reason: 'deadline_check',
      findings: [makeFinding({ objects: podRefs })],
    });
    expect(suppressAt({ object: 'deployment/web' }, [late]).results[0]?.status).toBe('timeout');
  });
});

describe('annotatedIgnores', () => {
  const views = (text: string) =>
    ({
      deployments: { rows: [{ ref: { kind: 'Deployment', namespace: 'shop', name: 'web' }, ignore: text }] },
    }) as never;

  it('reads a pair of check and reason from each line', () => {
    expect(annotatedIgnores(views('crash-loops: being rewritten: see #12\n*: parked'))).toEqual([
      { check: 'crash-loops', object: 'Deployment/web', namespace: 'shop', reason: 'being rewritten: see #12' },
      { object: 'Deployment/web', namespace: 'shop', reason: 'parked' },
    ]);
  });

  it('takes no reason for no ignore', () => {
    expect(annotatedIgnores(views('crash-loops\ntrue:'))).toEqual([]);
  });

  it('covers its own object only', () => {
    const parked = () => createSuppression(annotatedIgnores(views('*: parked')), NOW);
    const { results } = suppressFindings([failedResult], parked(), () => 'all well');
    expect(results[0]?.status).toBe('ok');
    const other = makeFinding({ object: { kind: 'Deployment', namespace: 'prod', name: 'web' } });
    const elsewhere = makeResult({ status: 'failed', findings: [other] });
    expect(suppressFindings([elsewhere], parked(), () => '').results[0]?.status).toBe('failed');
  });
});
