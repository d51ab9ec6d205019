import { describe, expect, it } from 'vitest';
import capacity from '../../../checks/nodes/node-capacity.ts';
import cordoned from '../../../checks/nodes/node-cordoned.ts';
import pressure from '../../../checks/nodes/node-pressure.ts';
import readiness from '../../../checks/nodes/node-readiness.ts';
import versions from '../../../checks/nodes/node-versions.ts';
import { ago, node, pod } from '../../support/build.ts';
import { judge } from '../../support/judge.ts';
import { condition, row } from '../../support/rows.ts';

const down = (since: string) => [
  condition('Ready', 'Unknown', since, {
    reason: 'NodeStatusUnknown',
    message: 'Kubelet stopped posting node status.',
  }),
];
const taint = (key: string, since?: string) => ({ key, effect: 'NoSchedule', ...(since && { timeAdded: ago(since) }) });
const lease = (since: string) =>
  row('leases', {
    name: 'node-1',
    namespace: 'kube-node-lease',
    spec: { renewTime: ago(since), leaseDurationSeconds: 40 },
  });

describe('readiness', () => {
  it.each([
    ['15m', 0],
    ['901s', 1],
  ])('not ready for %s gives %i findings', async (since, count) =>
    expect((await judge(readiness, { nodes: [node({ conditions: down(since) })] })).findings).toHaveLength(count),
  );

  it('in the words of the node controller', async () => {
    const { findings } = await judge(readiness, { nodes: [node({ conditions: down('20m') })] });
    expect(findings[0]).toMatchObject({
      reason: 'node_not_ready',
      message: 'NotReady for 20m: Ready=Unknown, NodeStatusUnknown: Kubelet stopped posting node status',
    });
  });

  it.each([
    ['5m', 0],
    ['301s', 1],
  ])('a lease that is %s old gives %i warnings', async (since, count) => {
    const { findings } = await judge(readiness, { nodes: [node()], leases: [lease(since)] });
    expect(findings.map(({ reason, level }) => [reason, level])).toEqual(Array(count).fill(['lease_stale', 'warning']));
  });

  it('a spot node that is down is down', async () => {
    const nodes = [node({ conditions: down('1h'), taints: [taint('cloud.google.com/gke-spot')] })];
    expect((await judge(readiness, { nodes })).findings).toHaveLength(1);
  });

  it.each([
    ['nothing', []],
    ['ready', [node()]],
    ['cordoned', [node({ cordoned: true, conditions: down('1h') })]],
    [
      'its autoscaler takes it away',
      [node({ conditions: down('1h'), taints: [taint('ToBeDeletedByClusterAutoscaler')] })],
    ],
    [
      'its cloud takes it away',
      [node({ conditions: down('1h'), taints: [taint('cloud.google.com/impending-node-termination')] })],
    ],
  ])('healthy: %s', async (_, nodes) => expect((await judge(readiness, { nodes })).findings).toEqual([]));
});

describe('pressure', () => {
  const under = (type: string, since: string, status = 'True') =>
    node({ conditions: [condition(type, status, since, { reason: 'KubeletHasDiskPressure' })] });

  it.each([
    ['DiskPressure', '10m', {}, 0],
    ['DiskPressure', '601s', {}, 1],
    ['NetworkUnavailable', '11m', {}, 1],
    ['EtcdIsVoter', '1h', {}, 0],
    ['DiskIsBroken', '1h', { conditions: ['DiskIsBroken'] }, 1],
  ])('%s for %s with %o gives %i findings', async (type, since, params, count) =>
    expect((await judge(pressure, { nodes: [under(type, since)] }, params)).findings).toHaveLength(count),
  );

  it('healthy: none, or False', async () => {
    expect((await judge(pressure, { nodes: [] })).findings).toEqual([]);
    expect((await judge(pressure, { nodes: [under('DiskPressure', '1h', 'False')] })).findings).toEqual([]);
  });
});

describe('cordons', () => {
  const left = (since?: string, ...more: string[]) =>
    node({
      cordoned: true,
      taints: [taint('node.kubernetes.io/unschedulable', since), ...more.map((key) => taint(key))],
    });

  it.each([
    ['24h', [], 0],
    ['25h', [], 1],
    ['25h', ['ToBeDeletedByClusterAutoscaler'], 0],
  ])('for %s, also tainted %j: %i warnings', async (since, more, count) => {
    const { findings } = await judge(cordoned, { nodes: [left(since, ...more)] });
    expect(findings.map(({ level }) => level)).toEqual(Array(count).fill('warning'));
  });

  it('healthy: none, or nobody says since when, which is noted', async () => {
    expect((await judge(cordoned, { nodes: [node()] })).findings).toEqual([]);
    expect(await judge(cordoned, { nodes: [left()] })).toEqual({
      findings: [],
      notes: ['1 node is cordoned, nobody says since when'],
    });
  });
});

it.each([
  [95, 0],
  [96, 1],
])('a node with %i of 100 pods gives %i warnings', async (count, warnings) => {
  const pods = Array.from({ length: count }, (_, nth) => pod({ name: `p-${nth}` }));
  const nodes = [node({ allocatable: { pods: '100' } }), node({ name: 'bare', allocatable: {} })];
  const sources = { nodes, pods: [...pods, pod({ name: 'done', phase: 'Succeeded' })] };
  expect((await judge(capacity, sources)).findings).toHaveLength(warnings);
});

it.each([
  ['v1.35.4', 'v1.35.1', 0],
  ['v1.35.4', 'v1.32.9-eks-1', 0],
  ['v1.35.4', 'v1.31.0', 1],
  ['v1.35.4', 'v1.36.0', 1],
  ['v1.35.4', undefined, 0],
])('API server %s with kubelet %s gives %i warnings', async (version, kubeletVersion, count) => {
  const old = node({ status: { nodeInfo: { kubeletVersion } } as never });
  expect((await judge(versions, { nodes: [old], apiServers: [{ version }] })).findings).toHaveLength(count);
});

it('an upgrade that is under way is noted', async () => {
  const nodes = ['v1.34.1', 'v1.35.0'].map((kubeletVersion) =>
    node({ status: { nodeInfo: { kubeletVersion } } as never }),
  );
  const { notes } = await judge(versions, { nodes, apiServers: [{ version: 'v1.35.4' }] });
  expect(notes).toEqual(['kubelets of 2 minor versions: 1.34, 1.35']);
});
