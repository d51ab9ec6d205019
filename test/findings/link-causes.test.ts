import { describe, expect, it } from 'vitest';
import { linkCauses } from '../../src/findings/link-causes.ts';
import { makeFinding, makeResult } from '../support/sample-report.ts';

const podRef = { kind: 'Pod', namespace: 'shop', name: 'web-1' };
const deploymentRef = { kind: 'Deployment', namespace: 'shop', name: 'web' };
const serviceRef = { kind: 'Service', namespace: 'shop', name: 'web' };
const ingressRef = { kind: 'Ingress', namespace: 'shop', name: 'front' };

const causesByFingerprint = (findings: Parameters<typeof linkCauses>[0]) =>
  Object.fromEntries(linkCauses(findings).flatMap((one) => one.findings.map((f) => [f.fingerprint, f.causedBy])));

describe('linkCauses', () => {
  it('points a whole chain to its root', () => {
    const results = [
      makeResult({ findings: [makeFinding({ fingerprint: 'ingress', object: ingressRef, because: [serviceRef] })] }),
      makeResult({ findings: [makeFinding({ fingerprint: 'service', object: serviceRef, because: [podRef] })] }),
      makeResult({ findings: [makeFinding({ fingerprint: 'crash', object: deploymentRef, objects: [podRef] })] }),
    ];
    expect(causesByFingerprint(results)).toEqual({ ingress: 'crash', service: 'crash', crash: undefined });
  });

  it('has a result speak of a root, not of what follows from another', () => {
    const other = { kind: 'Service', namespace: 'shop', name: 'cart' };
    const [one, two] = linkCauses([
      makeResult({
        status: 'failed',
        message: 'no ready endpoints of web (and 1 more)',
        findings: [
          makeFinding({
            fingerprint: 'web',
            object: serviceRef,
            message: 'no ready endpoints of web',
            because: [podRef],
          }),
          makeFinding({
            fingerprint: 'cart',
            object: other,
            message: 'no ready endpoints of cart',
            reason: 'no_endpoints',
          }),
        ],
      }),
      makeResult({
        status: 'failed',
        findings: [makeFinding({ fingerprint: 'crash', object: deploymentRef, objects: [podRef] })],
      }),
    ]);
    expect(one?.findings.map(({ fingerprint }) => fingerprint)).toEqual(['cart', 'web']);
    expect(one).toMatchObject({
      message: 'no ready endpoints of cart (and 1 more)',
      reason: 'no_endpoints',
      status: 'failed',
    });
    expect(two?.findings).toHaveLength(1);
  });

  it.each([
    ['node_not_ready', 'stuck_creating', true],
    ['node_pressure', 'stuck_creating', true],
    ['node_full', 'stuck_creating', false],
    ['version_skew', 'not_ready', false],
    ['node_cordoned', 'stuck_creating', false],
    ['node_cordoned', 'unschedulable', true],
    ['node_removal', 'unschedulable', true],
  ] as const)('%s of a node as the cause of %s: %s', (cause, reason, isLinked) => {
    const node = { kind: 'Node', name: 'node-1' };
    const results = [
      makeResult({ findings: [makeFinding({ fingerprint: 'pod', object: podRef, reason, because: [node] })] }),
      makeResult({ findings: [makeFinding({ fingerprint: 'node', object: node, reason: cause })] }),
    ];
    expect(causesByFingerprint(results).pod).toBe(isLinked ? 'node' : undefined);
  });

  it('links nothing when two findings lean on each other', () => {
    const results = [
      makeResult({
        findings: [
          makeFinding({ fingerprint: 'one', object: deploymentRef, objects: [podRef], because: [podRef] }),
          makeFinding({ fingerprint: 'two', object: deploymentRef, objects: [podRef], because: [podRef] }),
        ],
      }),
    ];
    expect(causesByFingerprint(results)).toEqual({ one: undefined, two: undefined });
  });

  it('prefers the cause that leans on nothing', () => {
    const results = [
      makeResult({
        findings: [
          makeFinding({ fingerprint: 'unready', object: deploymentRef, objects: [podRef], because: [podRef] }),
        ],
      }),
      makeResult({
        findings: [makeFinding({ fingerprint: 'crash', object: deploymentRef, objects: [podRef], because: [podRef] })],
      }),
      makeResult({ findings: [makeFinding({ fingerprint: 'oom', object: deploymentRef, objects: [podRef] })] }),
    ];
    expect(causesByFingerprint(results)).toEqual({ unready: 'oom', crash: 'oom', oom: undefined });
  });

  it('keeps the containers of a pod apart where both sides name one', () => {
    const of = (container: string) => ({ ...deploymentRef, container });
    const results = [
      makeResult({
        findings: [
          makeFinding({ fingerprint: 'crash', object: of('web'), because: [{ ...podRef, container: 'web' }] }),
        ],
      }),
      makeResult({ findings: [makeFinding({ fingerprint: 'oom', object: of('sidecar'), objects: [podRef] })] }),
    ];
    expect(causesByFingerprint(results)).toEqual({ crash: undefined, oom: undefined });
  });

  it('does not take a warning of a workload for the reason that it has not settled', () => {
    const unsettled = makeFinding({ fingerprint: 'unsettled', reason: 'not_settled', because: [deploymentRef] });
    const about = (level: 'warning' | 'fault') =>
      causesByFingerprint([
        makeResult({ findings: [unsettled] }),
        makeResult({ findings: [makeFinding({ fingerprint: 'other', object: deploymentRef, level })] }),
      ]).unsettled;
    expect([about('warning'), about('fault')]).toEqual([undefined, 'other']);
  });

  it('ends in a circle of three', () => {
    const refs = ['a', 'b', 'c'].map((name) => ({ kind: 'Pod', namespace: 'shop', name }));
    const results = refs.map((object, index) =>
      makeResult({
        findings: [makeFinding({ fingerprint: object.name, object, because: [refs[(index + 1) % 3] ?? object] })],
      }),
    );
    expect(Object.values(causesByFingerprint(results))).not.toContain(undefined);
  });

  it('keeps names of other namespaces apart and drops what only the link needs', () => {
    const elsewhere = { ...podRef, namespace: 'other' };
    const results = [
      makeResult({ findings: [makeFinding({ fingerprint: 'service', object: serviceRef, because: [elsewhere] })] }),
      makeResult({ findings: [makeFinding({ fingerprint: 'crash', object: deploymentRef, objects: [podRef] })] }),
    ];
    expect(causesByFingerprint(results).service).toBeUndefined();
    expect(linkCauses(results)[0]?.findings[0]).not.toHaveProperty('because');
  });
});
