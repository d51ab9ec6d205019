import { describe, expect, it } from 'vitest';
import { limitFindings } from '../../src/findings/limit-findings.ts';
import type { ReportedFinding, Result } from '../../src/model/result.ts';

const finding = (index: number, changes: Partial<ReportedFinding> = {}) =>
  ({ fingerprint: `f${index}`, level: 'fault', count: 1, ...changes }) as ReportedFinding;

const resultWith = (name: string, findings: readonly ReportedFinding[]) =>
  ({ service: 'cluster', name, status: 'failed', healthy: false, message: 'it broke', findings }) as unknown as Result;

const many = (count: number, changes: Partial<ReportedFinding> = {}) =>
  Array.from({ length: count }, (_, index) => finding(index, changes));

describe('findings without measure', () => {
  it('are cut to the thousand worst of a check, and how many are left out is exact', () => {
    const worst = [finding(-1, { count: 9 }), finding(-2)];
    const all = [...many(19_998, { level: 'warning' }), ...worst.toReversed()];
    const { results, warnings } = limitFindings([resultWith('pods', all), resultWith('nodes', many(1_000))]);
    expect(results[0]).toMatchObject({
      status: 'failed',
      healthy: false,
      message: 'it broke',
      findingsLeftOut: 19_000,
    });
    expect(results[0]?.findings).toHaveLength(1_000);
    expect(results[0]?.findings.slice(0, 2)).toEqual(worst);
    expect(results[1]).not.toHaveProperty('findingsLeftOut');
    expect(warnings).toEqual([
      'more findings than a report holds: cluster/pods tells 1000 of 20000; the worst are told, status and message count all',
    ]);
  });

  it('of many checks are cut to five thousand, where small lists stay whole', () => {
    const crowd = Array.from({ length: 100 }, (_, index) => resultWith(`pods-${index}`, many(200)));
    const { results, warnings } = limitFindings([resultWith('nodes', many(3)), ...crowd]);
    expect(results[0]?.findings).toHaveLength(3);
    expect(results.reduce((sum, one) => sum + one.findings.length, 0)).toBeLessThanOrEqual(5_000);
    expect(results.every((one) => one.findings.length > 0)).toBe(true);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.length).toBeLessThan(500);
  });

  it('stay as they are within the limits', () => {
    const given = [resultWith('pods', many(1_000)), resultWith('nodes', [])];
    expect(limitFindings(given)).toEqual({ results: given, warnings: [] });
  });
});
