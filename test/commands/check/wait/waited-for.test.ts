import { describe, expect, it } from 'vitest';
import { findWaitedFor } from '../../../../src/commands/check/wait/waited-for.ts';
import { parseEarlierReport } from '../../../../src/findings/changes/earlier-report.ts';
import type { Result } from '../../../../src/model/result.ts';
import type { FailOn } from '../../../../src/model/status.ts';
import { makeFinding, makeReport, makeResult } from '../../../support/sample-report.ts';

const SCOPE = { cluster: 'test', namespaces: null, serverVersion: null, snapshot: null };

const failed = (name: string, finding: Parameters<typeof makeFinding>[0] = {}): Result =>
  makeResult({ name, status: 'failed', findings: [makeFinding({ fingerprint: name, ...finding })] });

const waitedFor = (results: readonly Result[], failOn: FailOn, before: readonly Result[] = [], cluster = 'test') => {
  const report = parseEarlierReport(JSON.stringify(makeReport(before)));
  const rules = { flags: { failOn }, comparison: { earlier: { file: 'before.json', report } } };
  const waited = findWaitedFor({ results, scope: { ...SCOPE, cluster } }, rules as never);
  return {
    problems: waited.problems.map(({ fingerprint }) => fingerprint),
    open: results.filter(waited.isOpen).map(({ name }) => name),
    persisting: waited.persisting,
  };
};

describe('findWaitedFor', () => {
  const results = [failed('old'), failed('fresh'), makeResult({ name: 'well' })];

  it('waits for all that is not healthy', () => {
    expect(waitedFor(results, 'failed', [failed('old')])).toEqual({
      ...{ problems: ['fresh', 'old'], open: ['old', 'fresh'], persisting: 0 },
    });
  });

  it('waits with --fail-on new for what the earlier report lacks', () => {
    expect(waitedFor(results, 'new', [failed('old')])).toEqual({
      ...{ problems: ['fresh'], open: ['fresh'], persisting: 1 },
    });
  });

  it('takes all for new where the earlier report is of another cluster', () => {
    expect(waitedFor(results, 'new', [failed('old')], 'other').open).toEqual(['old', 'fresh']);
  });

  it('waits for a rollout that is under way of a workload that was ill before', () => {
    const moving = [failed('old', { evidence: { underWay: true } }), makeResult({ name: 'well' })];
    expect(waitedFor(moving, 'new', [failed('old')])).toMatchObject({ problems: ['old'], open: ['old'] });
  });

  it('waits for what is degraded only with --fail-on degraded', () => {
    const degraded = [
      makeResult({ name: 'slow', status: 'degraded', findings: [makeFinding({ level: 'warning' })] }),
      makeResult({ name: 'well' }),
    ];
    expect(waitedFor(degraded, 'failed').open).toEqual([]);
    expect(waitedFor(degraded, 'new').open).toEqual([]);
    expect(waitedFor(degraded, 'degraded').open).toEqual(['slow']);
  });

  it('waits where nothing could be verified', () => {
    const skipped = [makeResult({ name: 'none', status: 'skipped', reason: 'empty_result' })];
    expect(waitedFor(skipped, 'failed').open).toEqual(['none']);
    expect(waitedFor(skipped, 'new').open).toEqual(['none']);
  });

  it('waits for a check that could not tell and did before', () => {
    const blind = makeResult({ name: 'blind', status: 'error', reason: 'permission', message: 'forbidden' });
    const all = [blind, makeResult({ name: 'well' })];
    expect(waitedFor(all, 'new').open).toEqual(['blind']);
    expect(waitedFor(all, 'new', [blind]).open).toEqual([]);
  });
});
