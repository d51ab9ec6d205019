import { describe, expect, it } from 'vitest';
import { workloadStatuses } from '../../src/status/workloads.ts';
import { taintOf } from '../checks/nodes/taints.ts';
import { buildNode, buildPod, TEST_NOW, timestampAgo } from '../support/build-pods.ts';
import { buildRow } from '../support/build-rows.ts';

const UNREADY = [{ type: 'Ready', status: 'False', reason: 'NodeNotReady', lastTransitionTime: timestampAgo('9m') }];

const nodeOf = (spec: object, taint: { key: string; since: string }) =>
  buildNode({
    name: 'node-2',
    conditions: [{ type: 'Ready', status: 'Unknown', lastTransitionTime: timestampAgo('9m') }],
    taints: [taintOf(taint.key, taint.since)],
    ...spec,
  });

const CORDONED = { cordoned: true };

const agentOn = (node: ReturnType<typeof buildNode> | undefined, wanted = 2) => {
  const status = { numberReady: 1, numberAvailable: 1, currentNumberScheduled: wanted };
  const set = buildRow('daemonSets', {
    metadata: { name: 'agent' },
    status: { desiredNumberScheduled: wanted, ...status, updatedNumberScheduled: wanted },
  });
  const pods = ['node-1', 'node-2'].map((name) =>
    buildPod({
      ...{ name: `agent-${name}`, owner: 'DaemonSet/agent', node: name },
      ...(name === 'node-2' ? { conditions: UNREADY } : {}),
    }),
  );
  const nodes = node === undefined ? {} : { nodes: [node] };
  return workloadStatuses({ rows: { daemonSets: [set], pods, ...nodes }, unread: {}, now: TEST_NOW })[0];
};

describe('a replica on a node that is away', () => {
  it.each([
    ['cordoned for its reboot', nodeOf(CORDONED, { key: 'node.kubernetes.io/unschedulable', since: '15m' })],
    ['being removed by its autoscaler', nodeOf({}, { key: 'karpenter.sh/disrupted', since: '15m' })],
  ])('is on its way where that is on purpose: %s', (_, node) => {
    expect(agentOn(node)).toMatchObject({
      state: 'launching',
      text: 'its node node-2 is away on purpose, cordoned or being removed',
      cannotHeal: false,
    });
  });

  it.each([
    ['nobody announced it', nodeOf({}, { key: 'node.kubernetes.io/unreachable', since: '9m' })],
    ['it lasts', nodeOf({}, { key: 'karpenter.sh/disrupted', since: '2h' })],
    ['nodes could not be read', undefined],
  ])('is missing where %s', (_, node) => {
    expect(agentOn(node)).toMatchObject({ state: 'degraded' });
  });

  it('excuses no other replica that is missing', () => {
    const node = nodeOf(CORDONED, { key: 'node.kubernetes.io/unschedulable', since: '15m' });
    expect(agentOn(node, 3)).toMatchObject({ state: 'degraded', text: '1 of 3 replicas available' });
  });
});
