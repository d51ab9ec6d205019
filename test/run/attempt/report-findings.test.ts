import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/model/result.ts';
import { reportFindings } from '../../../src/run/attempt/report-findings.ts';
import { registrationOf } from '../sample-plans.ts';

const sampleCheck = registrationOf('pods-pending', { severity: 'sev2' });
const reportOne = (findings: readonly Finding[], changes = {}) =>
  reportFindings(findings, { ...sampleCheck, ...changes });
const sampleFault: Finding = {
  reason: 'unschedulable',
  message: '0/3 nodes',
  object: { kind: 'Pod', namespace: 'a', name: 'b' },
};

describe('a finding in the report', () => {
  it('has every field', () => {
    expect(reportOne([{ ...sampleFault, part: 'x' }])).toEqual([
      {
        ...sampleFault,
        level: 'fault',
        severity: 'sev2',
        evidence: {},
        objects: [],
        next: [],
        count: 1,
        fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
      },
    ]);
  });

  it('counts its objects', () => {
    const objects = ['b-1', 'b-2', 'b-3'].map((name) => ({ kind: 'Pod', namespace: 'a', name }));
    expect(reportOne([{ ...sampleFault, objects }])[0]?.count).toBe(3);
  });

  it('keeps nothing that it does not know, and evidence as JSON', () => {
    const odd = {
      ...sampleFault,
      evidence: { at: new Date(0), missing: undefined },
      healthy: true,
    } as unknown as Finding;
    const [finding] = reportOne([odd]);
    expect(finding).not.toHaveProperty('healthy');
    expect(finding?.evidence).toEqual({ at: '1970-01-01T00:00:00.000Z' });
  });
});

describe('the fingerprint', () => {
  const printOf = (changes: Partial<Finding>, of = {}) =>
    reportOne([{ ...sampleFault, ...changes }], of)[0]?.fingerprint;

  it('stays the same when only the numbers of today differ', () => {
    expect(printOf({ message: '0/5 nodes', evidence: { nodes: 5 }, level: 'warning' })).toBe(printOf({}));
  });

  it.each([
    ['reason', { reason: 'oom_killed' }, {}],
    ['object', { object: { kind: 'Pod', namespace: 'a', name: 'c' } }, {}],
    ['container', { object: { kind: 'Pod', namespace: 'a', name: 'b', container: 'c' } }, {}],
    ['part', { part: 'http' }, {}],
    ['service', {}, { service: 'other' }],
    ['check', {}, { check: 'other' }],
  ] as const)('differs by %s', (_, changes, of) => {
    expect(printOf(changes, of)).not.toBe(printOf({}));
  });

  it('differs between equal findings, by their order', () => {
    const [first, second] = reportOne([sampleFault, sampleFault]);
    expect(first?.fingerprint).toBe(printOf({}));
    expect(second?.fingerprint).not.toBe(first?.fingerprint);
  });
});
