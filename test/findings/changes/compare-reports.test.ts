import { describe, expect, it } from 'vitest';
import { compareReports } from '../../../src/findings/changes/compare-reports.ts';
import { parseEarlierReport } from '../../../src/findings/changes/earlier-report.ts';
import { hasNewFault } from '../../../src/findings/changes/mark-changes.ts';
import type { Report, Result } from '../../../src/model/result.ts';
import { makeFinding, makeReport, makeResult } from '../../support/sample-report.ts';

const crash = makeFinding({ fingerprint: 'crash' });
const quota = makeFinding({
  fingerprint: 'quota',
  reason: 'quota_exceeded',
  object: { kind: 'ResourceQuota', namespace: 'shop', name: 'all' },
});
const failed = (...findings: Result['findings']): Result => makeResult({ status: 'failed', findings });
const healthy = makeResult();
const blind = (name = 'crash-loops', message = 'pods cannot be listed'): Result =>
  makeResult({ name, status: 'error', reason: 'permission', message });

const runOf = (report: Report, run: Partial<Report['run']>): Report => ({ ...report, run: { ...report.run, ...run } });
const compare = (now: Report, then: Report): Report =>
  compareReports(now, { file: 'before.json', report: parseEarlierReport(JSON.stringify(then)) });
const compareResults = (now: readonly Result[], then: readonly Result[]): Report =>
  compare(makeReport(now), makeReport(then));
const changesOf = ({ problems }: Report) => problems.map(({ fingerprint, change }) => [fingerprint, change]);

describe('compareReports', () => {
  it('tells what is new, what persists and what is resolved', () => {
    const report = compareResults([failed(crash)], [failed(crash, quota)]);
    expect(changesOf(report)).toEqual([['crash', 'persisting']]);
    expect(report.since).toMatchObject({
      new: 0,
      persisting: 1,
      resolved: [{ fingerprint: 'quota' }],
      notLookedAt: [],
    });
    const later = compareResults([failed(crash, quota)], [failed(crash)]);
    expect(changesOf(later)).toEqual([
      ['quota', 'new'],
      ['crash', 'persisting'],
    ]);
  });

  it('says when the earlier run looked, and how long before', () => {
    const at = (takenAt: string) => ({ snapshot: { path: 'x', takenAt, ageMs: 0 } });
    const report = compare(
      runOf(makeReport([healthy]), at('2026-11-21T12:00:00.000Z')),
      runOf(makeReport([healthy]), at('2026-11-21T10:30:00.000Z')),
    );
    expect(report.since).toMatchObject({ file: 'before.json', lookedAt: '2026-11-21T10:30:00.000Z', ageMs: 5_400_000 });
  });

  it.each([
    ['that is not among the checks', makeResult({ name: 'nodes' }), 'its check is not among those of this run'],
    ['that could not tell', blind(), 'pods cannot be listed'],
    [
      'that was skipped',
      makeResult({ status: 'skipped', message: 'nothing to judge' }),
      'was skipped: nothing to judge',
    ],
    [
      'that found more than it tells',
      makeResult({ status: 'failed', healthy: false, findingsLeftOut: 5 }),
      'cluster/crash-loops left 5 findings out',
    ],
    ['that timed out', makeResult({ status: 'timeout', message: 'after 10s' }), 'cluster/crash-loops timed out'],
  ])('calls nothing resolved of a check %s', (_, result, why) => {
    const { since } = compareResults([result], [failed(crash)]);
    expect(since?.resolved).toEqual([]);
    expect(since?.notLookedAt).toMatchObject([{ fingerprint: 'crash', why: expect.stringContaining(why) }]);
  });

  it('calls nothing resolved that is outside of the namespaces, or ignored now', () => {
    const elsewhere = compare(runOf(makeReport([healthy]), { namespaces: ['cart'] }), makeReport([failed(crash)]));
    expect(elsewhere.since?.notLookedAt).toMatchObject([{ why: 'this run did not look at namespace shop' }]);
    const { reason, object } = crash;
    const ignore = {
      check: 'crash-loops',
      reason,
      object: object as NonNullable<typeof object>,
      why: 'known',
      count: 1,
    };
    const ignored = compare({ ...makeReport([healthy]), suppressed: [ignore] }, makeReport([failed(crash)]));
    expect(ignored.since).toMatchObject({ resolved: [], notLookedAt: [{ why: 'it is ignored now: known' }] });
  });

  it('calls nothing resolved when it judged only some objects, unless the earlier run judged the same ones', () => {
    const only = (selector: string) => ({ filters: { group: [], name: [], service: [], selector: [selector] } });
    const narrowed = runOf(makeReport([healthy]), only('app=web'));
    expect(compare(narrowed, makeReport([failed(crash)])).since).toMatchObject({
      resolved: [],
      notLookedAt: [{ why: 'this run judged only objects with app=web' }],
    });
    expect(compare(narrowed, runOf(makeReport([failed(crash)]), only('app=web'))).since?.resolved).toHaveLength(1);
    const wider = compare(makeReport([healthy]), runOf(makeReport([failed(crash)]), only('app=web')));
    expect(wider.since?.resolved).toHaveLength(1);
  });

  it('tells nothing of a report of another cluster: all is new', () => {
    const report = compare(makeReport([failed(crash)]), runOf(makeReport([failed(crash)]), { cluster: 'staging' }));
    expect(changesOf(report)).toEqual([['crash', 'new']]);
    expect(report.since).toMatchObject({ resolved: [], notLookedAt: [{ why: expect.stringContaining('staging') }] });
  });

  it('knows checks that could not tell one by one, since which ones stand together changes', () => {
    const [nodes, jobs, pods] = [blind('nodes'), blind('jobs'), blind('pods')] as const;
    expect(changesOf(compareResults([jobs, pods], [nodes, jobs, pods]))).toEqual([['cluster/jobs', 'persisting']]);
    const { since } = compareResults([makeResult({ name: 'nodes' }), jobs], [nodes, jobs, pods]);
    expect(since).toMatchObject({
      resolved: [{ checks: ['cluster/nodes'] }],
      notLookedAt: [{ checks: ['cluster/pods'] }],
    });
    expect(changesOf(compareResults([nodes, jobs], [nodes]))).toEqual([['cluster/nodes', 'new']]);
  });

  it('calls a check new that cannot tell any more', () => {
    const report = compareResults([blind()], [makeResult({ status: 'timeout', message: 'after 10s' })]);
    expect(changesOf(report)).toEqual([['cluster/crash-loops', 'new']]);
  });

  it('calls a fault new that was a warning, and what a warning takes along', () => {
    const warning = { ...crash, level: 'warning' } as const;
    const degraded = makeResult({ status: 'degraded', findings: [warning] });
    expect(changesOf(compareResults([failed(crash)], [degraded]))).toEqual([['crash', 'new']]);
    expect(changesOf(compareResults([degraded], [failed(crash)]))).toEqual([['crash', 'persisting']]);
    const effect = { ...quota, causedBy: 'crash' };
    const more = compareResults([makeResult({ status: 'failed', findings: [warning, effect] })], [degraded]);
    expect(changesOf(more)).toEqual([['crash', 'new']]);
    expect(hasNewFault(more)).toBe(true);
  });

  it('knows a root that was a consequence', () => {
    const before = failed(crash, { ...quota, causedBy: 'crash' });
    const report = compareResults([failed(quota)], [before]);
    expect(changesOf(report)).toEqual([['quota', 'persisting']]);
    expect(report.since?.resolved).toMatchObject([{ fingerprint: 'crash' }]);
  });

  it('does not call resolved what something new on the same object replaced', () => {
    const killed = makeFinding({ fingerprint: 'oom', reason: 'oom_killed' });
    const { since } = compareResults([failed(killed)], [failed(crash)]);
    expect(since).toMatchObject({ resolved: [], replaced: [{ fingerprint: 'crash', by: 'oom' }] });
    const refused = makeResult({ status: 'failed', message: 'refused' });
    const late = makeResult({ status: 'timeout', message: 'no answer' });
    expect(compareResults([refused], [late]).since).toMatchObject({ persisting: 1, resolved: [], replaced: [] });
  });
});

describe('compareReports, of one object', () => {
  const pods = makeFinding({ fingerprint: 'pods' });
  const stuck = makeFinding({ fingerprint: 'stuck', reason: 'rollout_stuck' });
  const explained = failed(pods, { ...stuck, causedBy: 'pods' });

  it('calls persisting what now explains its earlier problem, and not resolved what leaves its consequence', () => {
    expect(changesOf(compareResults([explained], [failed(stuck)]))).toEqual([['pods', 'persisting']]);
    expect(compareResults([failed(stuck)], [explained]).since).toMatchObject({
      persisting: 1,
      resolved: [],
      replaced: [{ fingerprint: 'pods', by: 'stuck' }],
    });
  });

  it('calls a root on another object new, whatever it takes along', () => {
    const node = makeFinding({ fingerprint: 'node', object: { kind: 'Node', name: 'worker-2' } });
    const report = compareResults([failed(node, { ...stuck, causedBy: 'node' })], [failed(stuck)]);
    expect(changesOf(report)).toEqual([['node', 'new']]);
  });
});

describe('hasNewFault', () => {
  it('leaves out what persists, and new warnings', () => {
    expect(hasNewFault(compareResults([failed(crash)], [failed(crash)]))).toBe(false);
    const warning = { ...crash, level: 'warning' } as const;
    expect(hasNewFault(compareResults([makeResult({ status: 'degraded', findings: [warning] })], [healthy]))).toBe(
      false,
    );
    expect(hasNewFault(compareResults([failed(crash)], [healthy]))).toBe(true);
    expect(hasNewFault(compareResults([blind()], [healthy]))).toBe(true);
    expect(hasNewFault(makeReport([failed(crash)]))).toBe(true);
  });
});
