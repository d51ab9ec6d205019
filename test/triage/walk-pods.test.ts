import { expect, it } from 'vitest';
import { chainVerdict } from '../../src/triage/chain.ts';
import { triageCluster } from '../../src/triage/cluster.ts';
import { walkTarget } from '../../src/triage/walk-target.ts';
import { buildContainer, buildPod, type PodParts, TEST_NOW, terminatedState } from '../support/build-pods.ts';

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
