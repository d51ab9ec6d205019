import { describe, expect, it } from 'vitest';
import type { Problem, ReportedFinding } from '../../../src/model/result.ts';
import { briefMessage } from '../../../src/report/present/brief-message.ts';
import { makeFinding, makeReport, makeResult } from '../../support/sample-report.ts';

const briefOf = (over: Partial<ReportedFinding>): string => {
  const finding = makeFinding(over);
  const report = makeReport([makeResult({ status: 'failed', findings: [finding] })]);
  return briefMessage(report.problems[0] as Problem, finding);
};

describe('what a list says of a problem', () => {
  it('is the brief of its finding where the check gives one', () => {
    expect(briefOf({ message: 'Pending for 3m: not bound', brief: 'StorageClass fast does not exist' })).toBe(
      'StorageClass fast does not exist',
    );
  });

  it('begins with the likely cause that its log gave away, and does not call it certain', () => {
    expect(briefOf({ message: 'crash loop', evidence: { likelyCause: 'a setting is missing' } })).toBe(
      'likely a setting is missing; crash loop',
    );
  });

  it('does not repeat a cause that the message has', () => {
    expect(briefOf({ message: 'a setting is missing: PORT', evidence: { likelyCause: 'a setting is missing' } })).toBe(
      'a setting is missing: PORT',
    );
  });

  it.each([
    ['NotReady for 18m 21s: Ready=Unknown', 'NotReady: Ready=Unknown'],
    ['sidecar proxy has run for 24m and has not passed its startup probe', undefined],
    ['asks for 3 nodes: none is free', undefined],
    ['container api was OOMKilled, its limit is 20Mi', 'was OOMKilled, its limit is 20Mi'],
    ['init container migrate (2 of 2) fails', undefined],
    ['Unschedulable: 0/3 nodes are available: 1 Insufficient cpu', 'Unschedulable: 1 Insufficient cpu'],
  ])('leaves out only details whose loss leaves a sentence, in "%s"', (message, expected = message) => {
    expect(briefOf({ message })).toBe(expected);
  });
});
