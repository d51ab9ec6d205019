import { describe, expect, it } from 'vitest';
import readiness from '../../../checks/nodes/node-readiness.ts';
import { buildNode, timestampAgo } from '../../support/build-pods.ts';
import { buildCondition, buildRow } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { taintOf } from './taints.ts';

const downSince = (since: string) => [
  buildCondition('Ready', 'Unknown', since, {
    reason: 'NodeStatusUnknown',
    message: 'Kubelet stopped posting node status.',
  }),
];

const leaseRow = (since: string) =>
  buildRow('leases', {
    name: 'node-1',
    namespace: 'kube-node-lease',
    spec: { renewTime: timestampAgo(since), leaseDurationSeconds: 40 },
  });

describe('readiness', () => {
  it.each([
    ['15m', 0],
    ['901s', 1],
  ])('not ready for %s gives %i findings', async (since, count) =>
    expect(
      (await judgeRows(readiness, { nodes: [buildNode({ conditions: downSince(since) })] })).findings,
    ).toHaveLength(count),
  );

  it('in the words of the node controller', async () => {
    const { findings } = await judgeRows(readiness, { nodes: [buildNode({ conditions: downSince('20m') })] });
    expect(findings[0]).toMatchObject({
      reason: 'node_not_ready',
      message: 'NotReady for 20m: Ready=Unknown, NodeStatusUnknown: Kubelet stopped posting node status',
    });
  });

  it.each([
    ['5m', 0],
    ['301s', 1],
  ])('a lease that is %s old gives %i warnings', async (since, count) => {
    const { findings } = await judgeRows(readiness, { nodes: [buildNode()], leases: [leaseRow(since)] });
    expect(findings.map(({ reason, level }) => [reason, level])).toEqual(Array(count).fill(['lease_stale', 'warning']));
  });

  it('a spot node that is down is down', async () => {
    const nodes = [buildNode({ conditions: downSince('1h'), taints: [taintOf('cloud.google.com/gke-spot')] })];
    expect((await judgeRows(readiness, { nodes })).findings).toHaveLength(1);
  });

  it.each([
    ['cordoned', { cordoned: true }],
    ['tainted by its autoscaler', { taints: [taintOf('ToBeDeletedByClusterAutoscaler')] }],
    ['tainted by its cloud', { taints: [taintOf('node.cloudprovider.kubernetes.io/shutdown', '30h')] }],
  ])('a node that is %s is excused for an hour, not for ever', async (_, parts) => {
    const nodes = [buildNode({ ...parts, conditions: downSince('61m') })];
    expect((await judgeRows(readiness, { nodes })).findings.map(({ reason }) => reason)).toEqual(['node_not_ready']);
  });

  it.each([
    [
      'node.cloudprovider.kubernetes.io/shutdown',
      'it was shut down in its cloud 3h ago (taint node.cloudprovider.kubernetes.io/shutdown): start its machine again, or delete the node',
    ],
    [
      'node.kubernetes.io/out-of-service',
      'it was marked out of service 3h ago (taint node.kubernetes.io/out-of-service): take the taint off once it is mended',
    ],
    [
      'karpenter.sh/disrupted',
      'it was to be removed 3h ago (taint karpenter.sh/disrupted) and is still there: it takes no pods',
    ],
  ])('a node that is away for long says what %s means', async (key, words) => {
    const nodes = [buildNode({ taints: [taintOf(key, '3h')], conditions: downSince('3h') })];
    const { findings } = await judgeRows(readiness, { nodes });
    expect(findings[0]?.message).toBe(
      `NotReady for 3h: Ready=Unknown, NodeStatusUnknown: Kubelet stopped posting node status; ${words}`,
    );
  });

  it.each([
    ['nothing', []],
    ['ready', [buildNode()]],
    ['cordoned', [buildNode({ cordoned: true, conditions: downSince('1h') })]],
    [
      'its autoscaler takes it away',
      [buildNode({ conditions: downSince('1h'), taints: [taintOf('ToBeDeletedByClusterAutoscaler')] })],
    ],
    [
      'its cloud takes it away',
      [buildNode({ conditions: downSince('1h'), taints: [taintOf('cloud.google.com/impending-node-termination')] })],
    ],
  ])('healthy: %s', async (_, nodes) => expect((await judgeRows(readiness, { nodes })).findings).toEqual([]));
});
