import { describe, expect, it } from 'vitest';
import check from '../../../checks/workloads/daemonset-pods.ts';
import type { NodeRow } from '../../../src/kubernetes/views/nodes.ts';
import { buildContainer, buildNode, buildPod } from '../../support/build-pods.ts';
import { buildRow, type ObjectParts } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { taintOf } from '../nodes/taints.ts';

const daemonSetRow = (status: object = {}, parts: ObjectParts = {}) =>
  buildRow('daemonSets', {
    ...{ name: 'agent', ...parts },
    status: {
      ...{ desiredNumberScheduled: 2, currentNumberScheduled: 2, updatedNumberScheduled: 2, numberReady: 2 },
      ...{ numberAvailable: 2, numberMisscheduled: 0, ...status },
    },
  });
const agentPod = (on: string, ready = true, age = '1h') =>
  buildPod({ name: `agent-${on}`, owner: 'DaemonSet/agent', node: on, age, containers: [buildContainer({ ready })] });
const shortStatus = { numberReady: 1 };

it('a pod that is not ready is named with its node', async () => {
  const { findings } = await judgeRows(check, {
    daemonSets: [daemonSetRow(shortStatus)],
    pods: [agentPod('node-1'), agentPod('node-2', false, '6m')],
    nodes: [buildNode(), buildNode({ name: 'node-2' })],
  });
  expect(findings).toEqual([
    expect.objectContaining({
      reason: 'daemon_missing',
      message: '1 of 2 pods ready: agent-node-2 on node-2 is not, for 6m',
      because: [
        { kind: 'Pod', namespace: 'shop', name: 'agent-node-2' },
        { kind: 'Node', name: 'node-2' },
      ],
    }),
  ]);
});

it.each([
  ['5m', {}, 0],
  ['301s', {}, 1],
  ['15m', { updatedNumberScheduled: 1 }, 0],
  ['901s', { updatedNumberScheduled: 1 }, 1],
])('a DaemonSet that is not ready for %s with %o gives %i findings', async (since, status, count) => {
  const sources = {
    daemonSets: [daemonSetRow({ ...shortStatus, ...status })],
    pods: [agentPod('node-1'), agentPod('node-2', false, since)],
  };
  expect((await judgeRows(check, sources)).findings).toHaveLength(count);
});

it('nodes without their pod are named, and pods where there should be none', async () => {
  const sources = { pods: [agentPod('node-1')], nodes: [buildNode()] };
  const missing = await judgeRows(check, {
    daemonSets: [daemonSetRow({ ...shortStatus, currentNumberScheduled: 1 })],
    ...sources,
  });
  expect(missing.findings[0]?.message).toBe('scheduled on 1 of 2 nodes: 1 pod is not created');
  const misplaced = await judgeRows(check, { daemonSets: [daemonSetRow({ numberMisscheduled: 1 })], ...sources });
  expect(misplaced.findings[0]).toMatchObject({ reason: 'daemon_misplaced', level: 'warning' });
});

it('one node in motion hides no pods that are missing on others', async () => {
  const cordon = (addedAt: string) => [
    { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule', timeAdded: addedAt },
  ];
  const at = async (missing: number, moving: NodeRow) => {
    const daemonSets = [
      daemonSetRow({ desiredNumberScheduled: 5, currentNumberScheduled: 5 - missing, numberReady: 5 - missing }),
    ];
    return (await judgeRows(check, { daemonSets, pods: [agentPod('node-1')], nodes: [buildNode(), moving] })).findings
      .length;
  };
  const fresh = { ...buildNode({ name: 'node-2' }), createdAt: Date.parse('2026-11-21T11:59:00Z') };
  const drained = buildNode({ name: 'node-2', cordoned: true, taints: cordon('2026-11-21T11:59:00Z') });
  const forgotten = buildNode({ name: 'node-2', cordoned: true, taints: cordon('2026-11-20T12:00:00Z') });
  expect([await at(1, fresh), await at(2, fresh)]).toEqual([0, 1]);
  expect([await at(1, drained), await at(2, drained)]).toEqual([0, 1]);
  expect(await at(1, forgotten)).toBe(1);
});

const notReadyCondition = { type: 'Ready', status: 'Unknown' };
it.each([
  ['nothing', [], [], []],
  ['all ready', [daemonSetRow()], [], []],
  [
    'a node that is down',
    [daemonSetRow(shortStatus)],
    [agentPod('node-2', false)],
    [buildNode({ name: 'node-2', conditions: [notReadyCondition] })],
  ],
  ['a drain', [daemonSetRow({ numberMisscheduled: 1 })], [agentPod('node-1')], [buildNode({ cordoned: true })]],
  [
    'a pod that was just created',
    [daemonSetRow({ ...shortStatus, currentNumberScheduled: 1 })],
    [agentPod('node-1', true, '1m')],
    [buildNode()],
  ],
])('daemonset-pods is healthy: %s', async (_, daemonSets, pods, nodes) =>
  expect((await judgeRows(check, { daemonSets, pods, nodes })).findings).toEqual([]),
);

describe('on a node that is being removed', () => {
  const taints = [
    ['by its autoscaler', taintOf('ToBeDeletedByClusterAutoscaler', '9m'), 0],
    ['by its autoscaler, and nobody says since when', taintOf('karpenter.sh/disrupted'), 0],
    ['by its cloud', taintOf('aws-node-termination-handler/spot-itn', '1m'), 0],
    ['and was so long ago', taintOf('ToBeDeletedByClusterAutoscaler', '2d'), 1],
    ['no more than any other', taintOf('dedicated', '2d'), 1],
  ] as const;

  it.each(taints)(
    '%s, a pod that is not ready, or misplaced by the taint: %o gives %i findings',
    async (_, taint, count) => {
      const pods = [agentPod('node-1'), agentPod('node-2', false, '8m')];
      const nodes = [buildNode(), buildNode({ name: 'node-2', taints: [taint] })];
      const unready = await judgeRows(check, { daemonSets: [daemonSetRow(shortStatus)], pods, nodes });
      expect(unready.findings).toHaveLength(count);
      const daemonSets = [daemonSetRow({ desiredNumberScheduled: 1, numberReady: 1, numberMisscheduled: 1 })];
      const misplaced = await judgeRows(check, { daemonSets, pods: [agentPod('node-1'), agentPod('node-2')], nodes });
      expect(misplaced.findings).toHaveLength(count);
    },
  );
});

it('a taint that was just added misplaces pods for a while', async () => {
  const daemonSets = [daemonSetRow({ desiredNumberScheduled: 1, numberReady: 1, numberMisscheduled: 1 })];
  const pods = [agentPod('node-1'), agentPod('node-2')];
  const nodes = [buildNode(), buildNode({ name: 'node-2', taints: [taintOf('dedicated', '9m')] })];
  expect((await judgeRows(check, { daemonSets, pods, nodes })).findings).toEqual([]);
});
