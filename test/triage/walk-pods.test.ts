import { describe, expect, it } from 'vitest';
import { chainVerdict } from '../../src/triage/chain.ts';
import { triageCluster } from '../../src/triage/cluster.ts';
import { walkTarget } from '../../src/triage/walk-target.ts';
import {
  buildContainer,
  buildPod,
  type PodParts,
  runningState,
  TEST_NOW,
  terminatedState,
} from '../support/build-pods.ts';

it.each<[string, PodParts, string]>([
  ['a test or a build that ended by itself', {}, 'suspicious'],
  ['one that its node evicted', { status: { reason: 'Evicted' } }, 'broken'],
  ['one that was to be started again', { spec: { restartPolicy: 'Always' } }, 'broken'],
])('a pod without a controller that failed: %s', (_, parts, verdict) => {
  const pod = buildPod({
    ...{ name: 'try', owner: null, phase: 'Failed', spec: { restartPolicy: 'Never' } },
    containers: [buildContainer({ state: terminatedState(1) })],
    ...parts,
  });
  const cluster = triageCluster({ rows: { pods: [pod] }, unread: {}, namespaces: null, now: TEST_NOW });
  expect(chainVerdict(walkTarget(pod.ref, cluster))).toBe(verdict);
});

describe('a pod that is long in its start', () => {
  const verdictAfter = (age: string, restarts = 0) => {
    const startupProbe = { httpGet: { path: '/', port: 8080 }, periodSeconds: 10, failureThreshold: 60 };
    const container = buildContainer({
      ...{ state: runningState(age), ready: false, restarts, spec: { startupProbe }, status: { started: false } },
    });
    const pod = buildPod({ age, containers: [container] });
    const cluster = triageCluster({ rows: { pods: [pod] }, unread: {}, namespaces: null, now: TEST_NOW });
    return walkTarget(pod.ref, cluster).paths[0]?.links.map(({ verdict }) => verdict);
  };

  it('has the time of its startup probe, and no longer', () => {
    expect(verdictAfter('9m')).toEqual(['suspicious', 'suspicious']);
    expect(verdictAfter('11m')).toEqual(['broken', 'broken']);
  });

  it('has none once a container of it was started again', () => {
    expect(verdictAfter('4m', 1)).toEqual(['broken', 'broken']);
  });
});
