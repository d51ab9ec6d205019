import { expect, it } from 'vitest';
import { lastingFault } from '../../../../src/commands/check/wait/lasting-fault.ts';
import { makeFinding, makeResult } from '../../../support/sample-report.ts';

const NO_REFUSALS = { lastingRefusal: () => undefined };
const ALL = { fingerprints: new Set(['crash_loop-web']) };
const web = { kind: 'Deployment', namespace: 'shop', name: 'web' };

it('lastingFault names the workload that only a person can mend', () => {
  const findings = [
    makeFinding({ object: web, message: 'launching' }),
    makeFinding({ object: web, message: 'errored: no such image', evidence: { healsByItself: false } }),
  ];
  expect(lastingFault([makeResult({ findings })], ALL, NO_REFUSALS)).toBe('Deployment shop/web does not mend itself');
});

it('lastingFault is silent of what may heal', () => {
  expect(
    lastingFault([makeResult({ findings: [makeFinding({ object: web, evidence: { wanted: 1 } })] })], ALL, NO_REFUSALS),
  ).toBeUndefined();
});

it('lastingFault is silent of what is not waited for', () => {
  const findings = [makeFinding({ object: web, evidence: { healsByItself: false } })];
  expect(lastingFault([makeResult({ findings })], { fingerprints: new Set() }, NO_REFUSALS)).toBeUndefined();
});

it('lastingFault names the workload whose pods are refused, as only events say', () => {
  const set = { kind: 'StatefulSet', namespace: 'shop', name: 'db' };
  const findings = [makeFinding({ object: set, reason: 'not_settled', message: 'launching: 0 of 2' })];
  const waited = { fingerprints: new Set(findings.map(({ fingerprint }) => fingerprint)) };
  const lastingRefusal = ({ name }: { readonly name: string }) => (name === 'db' ? 'violates PodSecurity' : undefined);
  expect(lastingFault([makeResult({ findings })], waited, { lastingRefusal })).toBe(
    'StatefulSet shop/db does not mend itself, its pods are refused: violates PodSecurity',
  );
});
