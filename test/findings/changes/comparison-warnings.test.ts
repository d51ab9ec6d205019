import { describe, expect, it } from 'vitest';
import { comparisonWarnings } from '../../../src/findings/changes/comparison-warnings.ts';
import { parseEarlierReport } from '../../../src/findings/changes/earlier-report.ts';
import type { Report } from '../../../src/model/result.ts';
import { makeReport, makeResult } from '../../support/sample-report.ts';

const report = makeReport([makeResult()]);
const warnings = (run: Partial<Report['run']>, results = report.results) =>
  comparisonWarnings(report, {
    file: 'last.json',
    report: parseEarlierReport(JSON.stringify({ ...report, results, run: { ...report.run, ...run } })),
  });

describe('comparisonWarnings', () => {
  it('has none when both runs looked at the same', () => {
    expect(warnings({})).toEqual([]);
  });

  it('names another cluster, other namespaces and other checks', () => {
    expect(warnings({ cluster: 'staging', namespaces: ['shop', 'cart'] }, [makeResult({ name: 'nodes' })])).toEqual([
      'the report of --since, last.json, looked at something else: cluster staging, not test, so that every problem is told as new; namespaces cart, shop, this run at all namespaces; it lacks 1 check of this run, whose problems are told as new (cluster/crash-loops); 1 check of it did not run now (cluster/nodes)',
    ]);
  });

  it('does not take an unknown cluster for another one', () => {
    expect(warnings({ cluster: null })).toEqual([]);
  });

  it('says that the earlier report is the later one', () => {
    expect(warnings({ endedAt: '2026-11-22T00:00:00.000Z' })).toEqual([
      'the report of --since, last.json, is of 2026-11-22T00:00:00.000Z, after what this run looked at: what was mended in between is told as new',
    ]);
  });
});
