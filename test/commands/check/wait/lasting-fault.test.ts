import { expect, it } from 'vitest';
import { lastingFault } from '../../../../src/commands/check/wait/lasting-fault.ts';
import { makeFinding, makeResult } from '../../../support/sample-report.ts';

const web = { kind: 'Deployment', namespace: 'shop', name: 'web' };

it('lastingFault names the workload that only a person can mend', () => {
  const findings = [
    makeFinding({ object: web, message: 'launching' }),
    makeFinding({ object: web, message: 'errored: no such image', evidence: { healsByItself: false } }),
  ];
  expect(lastingFault([makeResult({ findings })])).toBe('Deployment shop/web (errored: no such image)');
});

it('lastingFault is silent of what may heal', () => {
  expect(
    lastingFault([makeResult({ findings: [makeFinding({ object: web, evidence: { wanted: 1 } })] })]),
  ).toBeUndefined();
});
