import { describe, expect, it } from 'vitest';
import { findProblems } from '../../../src/findings/problems/find-problems.ts';
import type { ReportedFinding } from '../../../src/model/result.ts';
import { makeFinding, makeResult } from '../../support/sample-report.ts';

const inGroup = (group: string, ...findings: readonly Partial<ReportedFinding>[]) =>
  makeResult({ group, name: group, findings: findings.map((finding) => makeFinding(finding)) });

const order = (results: Parameters<typeof findProblems>[0]) =>
  findProblems(results).problems.map(({ fingerprint }) => fingerprint);

describe('the order of problems', () => {
  it('is by severity, a warning behind the faults of the next one, then from nodes down to pods', () => {
    const pods = inGroup('pods', { fingerprint: 'pod' }, { fingerprint: 'urgent', severity: 'sev1' });
    const network = inGroup('network', { fingerprint: 'service' }, { fingerprint: 'warning', level: 'warning' });
    const nodes = inGroup('nodes', { fingerprint: 'node' });
    const workloads = inGroup('workloads', { fingerprint: 'job', severity: 'sev3' });
    expect(order([pods, network, nodes, workloads])).toEqual(['urgent', 'node', 'service', 'pod', 'job', 'warning']);
  });

  it('has what takes more along first', () => {
    const pods = inGroup('pods', { fingerprint: 'small' }, { fingerprint: 'large' });
    const after = inGroup('network', { fingerprint: 'effect', causedBy: 'large' });
    expect(order([pods, after])).toEqual(['large', 'small']);
  });
});

const pullOf = (name: string, image: string): Partial<ReportedFinding> => ({
  fingerprint: name,
  reason: 'image_pull',
  message: `container ${name} waits in ImagePullBackOff for 4m 2s: image ${image}, the registry refuses the connection`,
  object: { kind: 'Deployment', namespace: `team-${name}`, name, container: name },
  evidence: { image },
});

describe('the stories of problems', () => {
  it('have one registry that refuses many workloads once', () => {
    const { problems } = findProblems([
      inGroup(
        'pods',
        pullOf('cart', 'registry.example/cart:1'),
        pullOf('shop', 'registry.example/shop:2'),
        pullOf('mail', 'elsewhere.example/mail:1'),
      ),
    ]);
    expect(problems.map(({ fingerprint, story }) => [fingerprint, story])).toEqual([
      ['cart', 'cart'],
      ['shop', 'cart'],
      ['mail', 'mail'],
    ]);
  });

  it('keep crashes apart, which look alike and have causes of their own', () => {
    const crashOf = (name: string): Partial<ReportedFinding> => ({
      fingerprint: name,
      reason: 'crash_loop',
      message: 'container app starts and ends again and again',
      object: { kind: 'Deployment', namespace: 'shop', name },
    });
    const { problems } = findProblems([inGroup('pods', crashOf('cart'), crashOf('web'))]);
    expect(problems.map(({ story }) => story)).toEqual(['cart', 'web']);
  });
});
