import { expect, it } from 'vitest';
import { lastingFault } from '../../../../src/commands/check/wait/lasting-fault.ts';
import { makeFinding, makeResult } from '../../../support/sample-report.ts';

const ALL = { fingerprints: new Set(['crash_loop-web']) };
const web = { kind: 'Deployment', namespace: 'shop', name: 'web' };

it('lastingFault names the workload that only a person can mend', () => {
  const findings = [
    makeFinding({ object: web, message: 'launching' }),
    makeFinding({ object: web, message: 'errored: no such image', evidence: { healsByItself: false } }),
  ];
  expect(lastingFault([makeResult({ findings })], ALL)).toBe('Deployment shop/web');
});

it('lastingFault is silent of what may heal', () => {
  expect(
    lastingFault([makeResult({ findings: [makeFinding({ object: web, evidence: { wanted: 1 } })] })], ALL),
  ).toBeUndefined();
});

it('lastingFault is silent of what is not waited for', () => {
  const findings = [makeFinding({ object: web, evidence: { healsByItself: false } })];
  expect(lastingFault([makeResult({ findings })], { fingerprints: new Set() })).toBeUndefined();
});
