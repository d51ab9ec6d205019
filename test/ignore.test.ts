import { describe, expect, it } from 'vitest';
import { type Ignore, suppress } from '../src/ignore.ts';
import { finding, result } from './support/sample.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const pods = ['legacy-1', 'legacy-2'].map((name) => ({ kind: 'Pod', namespace: 'shop', name }));
const sick = result({ status: 'failed', findings: [finding({ objects: pods })] });

const apply = (ignore: Omit<Ignore, 'reason'>, results = [sick]) =>
  suppress(results, [{ reason: 'known', ...ignore }], { now: NOW, titleOf: () => 'all well' });

describe('suppress', () => {
  it.each([
    ['by owner', { object: 'deployment/web' }],
    ['by every pod of it', { object: 'pod/legacy-*' }],
    ['by check', { check: 'crash-loops' }],
    ['by namespace', { namespace: 'sh*' }],
    ['until the end of the day', { until: '2026-11-21' }],
  ])('takes a finding out %s and judges anew', (_, ignore) => {
    const { results, suppressed, warnings } = apply(ignore);
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
    const { results, suppressed, warnings } = apply(ignore);
    expect(results[0]?.status).toBe('failed');
    expect(suppressed).toEqual([]);
    expect(warnings[0]).toContain('matched nothing');
  });

  it('counts no more after its day', () => {
    const { results, warnings } = apply({ until: '2026-11-20' });
    expect(results[0]?.status).toBe('failed');
    expect(warnings[0]).toContain('expired on 2026-11-20');
  });

  it('leaves a timeout a timeout', () => {
    const late = result({ status: 'timeout', reason: 'deadline_check', findings: [finding({ objects: pods })] });
    expect(apply({ object: 'deployment/web' }, [late]).results[0]?.status).toBe('timeout');
  });
});
