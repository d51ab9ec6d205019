import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/model/result.ts';
import { reportFindings } from '../../../src/run/attempt/report-findings.ts';
import { registrationOf } from '../sample-plans.ts';

const sampleCheck = registrationOf('pods-pending', { severity: 'sev2' });
const reportOne = (findings: readonly Finding[], changes = {}) => [
  ...reportFindings(findings, { ...sampleCheck, ...changes }),
];
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

describe('a reason', () => {
  it.each(['acme/queue_stuck', 'acme.example/stuck', 'a-team/code_42'])(
    'may be of one of the check itself: %s',
    (reason) => {
      expect(reportOne([{ ...sampleFault, reason: reason as 'acme/stuck' }])).toMatchObject([{ reason }]);
    },
  );

  it.each([
    ['image_pul', /reason "image_pul" is unknown: did you mean "image_pull"\?; .*acme\/queue_stuck/],
    ['queue_stuck_for_no_reason', /is unknown; a reason of your own is a namespace and a name/],
    ['Acme/Queue Stuck', /"Acme\/Queue Stuck" has another form: .*acme\/queue_stuck/],
    ['acme/', /another form/],
    ['/stuck', /another form/],
    ['a/b/c', /another form/],
    ['constructor', /is unknown/],
    ['', /is unknown/],
    [7, /reason is a number instead of a text/],
    [undefined, /reason is undefined instead of a text/],
  ])('is refused with what to write instead: %j', (reason, message) => {
    expect(() => [...reportFindings([{ ...sampleFault, reason }], sampleCheck)]).toThrow(message);
  });
});
