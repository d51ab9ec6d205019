import { describe, expect, it } from 'vitest';
import { evidenceLines, remainingEvidence } from '../../../src/report/present/remaining-evidence.ts';
import { findingOf } from '../sample-report.ts';

const evidenceBeside = (
  message: string,
  evidence: Parameters<typeof findingOf>[0] & object,
  reason = 'status' as const,
) => remainingEvidence(findingOf({ message, evidence: evidence as never, reason }));

describe('evidence for people', () => {
  it('repeats nothing, however it is written', () => {
    const message = 'no pod has app=web, DNS: the name does not resolve, 3 restarts';
    expect(
      evidenceBeside(message, { why: 'no_pod', cause: 'dns', restarts: 3, at: '2026-11-21T10:00:00Z' } as never),
    ).toEqual([]);
  });

  it('takes a long first sentence for the whole', () => {
    const sentence = '0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had untolerated taint(s)';
    expect(evidenceBeside(`Pending: ${sentence}`, { scheduler: `${sentence}. preemption: 0/3` } as never)).toEqual([]);
    expect(evidenceBeside('it failed', { words: 'it failed. And more' } as never)).toHaveLength(1);
  });

  it('leaves records to programs, and shows readable names', () => {
    const evidence = { reasons: [{ kind: 'taint', nodes: 2 }], likelyCause: 'a port is taken' };
    expect(evidenceBeside('x', evidence as never)).toEqual([['likely cause', 'a port is taken']]);
  });

  it('leaves out what a scheduler said earlier', () => {
    const events = ['FailedScheduling: 0/1 nodes are available', 'Preempted: by shop/web'];
    const finding = findingOf({ reason: 'unschedulable', evidence: { events } });
    expect(remainingEvidence(finding)).toEqual([['events', ['Preempted: by shop/web']]]);
    const twice = ['FailedScheduling: 0/3 nodes are available', 'FailedScheduling: 0/1 nodes are available'];
    expect(evidenceBeside('rollout stuck', { events: twice } as never)).toEqual([['events', twice.slice(0, 1)]]);
  });
});

describe('the lines of a piece of evidence', () => {
  it.each([
    ['a\nb\n', ['a', 'b']],
    [
      ['a', 'b\nc'],
      ['a', 'b c'],
    ],
    [{ 'sha256:1': ['p-1', 'p-2'], n: 3 }, ['sha256:1: p-1, p-2', 'n: 3']],
    [3, ['3']],
  ])('of %j', (value, lines) => expect(evidenceLines(value)).toEqual(lines));
});
