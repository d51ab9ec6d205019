import { describe, expect, it } from 'vitest';
import check from '../../../checks/pods/pods-pending.ts';
import { parseRefusals } from '../../../checks/pods/scheduling/scheduler-message.ts';
import { buildContainer, buildNode, buildPod, timestampAgo } from '../../support/build-pods.ts';
import { judgeRows } from '../../support/judge-rows.ts';

const PREEMPTION_TAIL = ' preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.';

const pendingPod = (message: string, parts: Parameters<typeof buildPod>[0] & { since?: string } = {}) => {
  const { since = '19m', ...rest } = parts;
  const scheduled = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message };
  return buildPod({
    ...{ phase: 'Pending', node: null, age: '20m', containers: [], ...rest },
    conditions: [{ ...scheduled, lastTransitionTime: timestampAgo(since) }],
  });
};

const requestingParts = (resources: object, spec: object = {}) => ({
  spec: { containers: [{ name: 'web', image: 'web:1', resources }], ...spec },
});

describe('the reasons of the scheduler', () => {
  it.each([
    [
      `0/5 nodes are available: 1 Insufficient cpu, 2 Insufficient nvidia.com/gpu, 1 node(s) had untolerated taint {dedicated: db}, 1 Too many pods.${PREEMPTION_TAIL}`,
      ['1 resource cpu', '2 resource nvidia.com/gpu', '1 taint', '1 pods'],
    ],
    [
      `0/4 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, 1 node(s) didn't match pod anti-affinity rules, 1 node(s) didn't match pod topology spread constraints, 1 node(s) were unschedulable. no new claims to deallocate,${PREEMPTION_TAIL}`,
      ['1 selector', '1 pod_affinity', '1 spread', '1 cordoned'],
    ],
    [
      "0/2 nodes are available: 1 node(s) didn't have free ports for the requested pod ports, 1 node(s) had volume node affinity conflict.",
      ['1 port', '1 volume'],
    ],
    ['running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded', ['volume']],
    ['0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found', ['volume']],
    ['persistentvolumeclaim "data" not found', ['volume']],
    ['no nodes available to schedule pods', ['other']],
    ['', []],
  ])('%s', (message, kinds) => {
    const told = parseRefusals(message).map(({ nodes, kind, resource }) => [nodes, kind, resource]);
    expect(told.map((parts) => parts.filter((part) => part !== undefined).join(' '))).toEqual(kinds);
  });
});

it.each([
  ['50m', /it requests cpu 0\.05, the most that is free on a node is 0\.003 of 4 \(node-1\)/],
  ['4m', /it requests cpu 0\.004, the most/],
  [undefined, /none of its containers requests cpu, the most that is free on a node is/],
])('a request of %s is never told as 0', async (cpu, words) => {
  const used = buildPod({
    node: 'node-1',
    containers: [buildContainer({ spec: { resources: { requests: { cpu: '3997m' } } } })],
  });
  const requests = cpu === undefined ? {} : { cpu };
  const message = `0/1 nodes are available: 1 Insufficient cpu.${PREEMPTION_TAIL}`;
  const pods = [pendingPod(message, requestingParts({ requests })), used];
  const { findings } = await judgeRows(check, { pods, nodes: [buildNode({ name: 'node-1' })] });
  expect(findings[0]?.message).toMatch(words);
});

it('the request is compared with the node that has the most left', async () => {
  const message = `0/2 nodes are available: 2 Insufficient cpu.${PREEMPTION_TAIL}`;
  const used = (name: string, on: string, cpu: string) =>
    buildPod({ name, node: on, containers: [buildContainer({ spec: { resources: { requests: { cpu } } } })] });
  const { findings } = await judgeRows(check, {
    pods: [
      pendingPod(message, requestingParts({ requests: { cpu: '3' } })),
      used('a', 'node-1', '3500m'),
      used('b', 'node-2', '1500m'),
    ],
    nodes: [
      buildNode({ name: 'node-1' }),
      buildNode({ name: 'node-2' }),
      buildNode({ name: 'node-3', cordoned: true }),
    ],
  });
  expect(findings).toEqual([
    expect.objectContaining({
      reason: 'unschedulable',
      message:
        'Pending, Unschedulable for 19m: 0/2 nodes are available: 2 Insufficient cpu; it requests cpu 3, the most that is free on a node is 2.5 of 4 (node-2)',
      object: { kind: 'Deployment', namespace: 'shop', name: 'web' },
      evidence: expect.objectContaining({ reasons: [{ kind: 'resource', text: 'Insufficient cpu', nodes: 2 }] }),
    }),
  ]);
});

it('a resource that no node offers is named', async () => {
  const { findings } = await judgeRows(check, {
    pods: [
      pendingPod(
        '0/1 nodes are available: 1 Insufficient nvidia.com/gpu.',
        requestingParts({ limits: { 'nvidia.com/gpu': '1' } }),
      ),
    ],
    nodes: [buildNode()],
  });
  expect(findings[0]?.evidence?.hints).toEqual(['it requests nvidia.com/gpu 1, which no node offers']);
});

it('the label that no node has is named, of selector and affinity', async () => {
  const terms = [{ matchExpressions: [{ key: 'gpu', operator: 'In', values: ['a100', 'h100'] }] }];
  const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } };
  const { findings } = await judgeRows(check, {
    pods: [
      pendingPod(
        "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.",
        requestingParts({}, { nodeSelector: { zone: 'north-7', disk: 'ssd' }, affinity }),
      ),
    ],
    nodes: [buildNode({ labels: { disk: 'ssd' } })],
  });
  expect(findings[0]?.evidence?.hints).toEqual([
    'no node has the label zone=north-7',
    'no node has the label gpu in (a100, h100)',
  ]);
});

it('the taints that are not tolerated are named, and the nodes that are down when nothing else keeps a pod away', async () => {
  const taints = [
    { key: 'node.kubernetes.io/unreachable', effect: 'NoSchedule' },
    { key: 'dedicated', value: 'db', effect: 'NoSchedule' },
  ];
  const tolerations = [{ key: 'dedicated', operator: 'Equal', value: 'db', effect: 'NoSchedule' }];
  const { findings } = await judgeRows(check, {
    pods: [
      pendingPod('0/1 nodes are available: 1 node(s) had untolerated taint(s).', requestingParts({}, { tolerations })),
    ],
    nodes: [buildNode({ taints })],
  });
  expect(findings[0]).toMatchObject({
    evidence: { hints: ['taints that it does not tolerate: node.kubernetes.io/unreachable:NoSchedule'] },
    because: [{ kind: 'Node', name: 'node-1' }],
  });
});

it('an unbound claim explains a pending pod', async () => {
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
  const { findings } = await judgeRows(check, {
    pods: [
      pendingPod(
        '0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found',
        requestingParts({}, { volumes }),
      ),
    ],
  });
  expect(findings[0]?.because).toEqual([{ kind: 'PersistentVolumeClaim', namespace: 'shop', name: 'data' }]);
});

it('a pod is judged also when the nodes could not be read', async () => {
  const { findings } = await judgeRows(check, {
    pods: [pendingPod('0/3 nodes are available: 3 Insufficient memory.')],
  });
  expect(findings[0]?.message).toBe('Pending, Unschedulable for 19m: 0/3 nodes are available: 3 Insufficient memory');
});

it('a pod that no scheduler looked at is told as such', async () => {
  const pods = [
    buildPod({ phase: 'Pending', node: null, age: '6m', containers: [], spec: { schedulerName: 'batch' } }),
  ];
  expect((await judgeRows(check, { pods, nodes: [buildNode()] })).findings[0]).toMatchObject({
    message: 'Pending, Unschedulable for 6m: no scheduler looked at it (batch)',
    because: [],
  });
});

it.each([
  ['5m', 0],
  ['301s', 1],
])('a pod that waits for the autoscaler for %s gives %i findings', async (since, count) => {
  const { findings } = await judgeRows(check, {
    pods: [pendingPod('0/1 nodes are available: 1 Insufficient cpu.', { since })],
  });
  expect(findings).toHaveLength(count);
});

it.each([
  ['nothing', []],
  ['a pod that runs', [buildPod()]],
  ['a pod that has its node and starts', [buildPod({ phase: 'Pending', age: '1h' })]],
  ['a gated pod', [pendingPod('gated', { spec: { schedulingGates: [{ name: 'kueue' }] } })]],
  ['a pod on its way out', [pendingPod('x', { metadata: { deletionTimestamp: timestampAgo('1m') } })]],
])('pods-pending is healthy: %s', async (_, pods) => expect((await judgeRows(check, { pods })).findings).toEqual([]));

it.each([
  ['StatefulSet/store', true],
  ['Deployment/web', false],
])('a claim that is gone, of a pod of %s: whether to delete the pod', async (owner, isMadeAgain) => {
  const message = '0/3 nodes are available: persistentvolumeclaim "data-store-1" not found.';
  const pods = [
    buildPod({
      ...{ name: 'store-1', owner, phase: 'Pending', node: null, age: '1h', containers: [] },
      conditions: [
        {
          type: 'PodScheduled',
          status: 'False',
          reason: 'Unschedulable',
          message,
          lastTransitionTime: timestampAgo('1h'),
        },
      ],
    }),
  ];
  const { findings } = await judgeRows(check, { pods });
  expect(findings[0]?.next?.includes('kubectl -n shop delete pod store-1')).toBe(isMadeAgain);
  expect(findings[0]?.message.includes('claim data-store-1 was deleted: delete pod store-1')).toBe(isMadeAgain);
});

it('devices that are in the capacity of a node and not allocatable are named', async () => {
  const message = '0/1 nodes are available: 1 Insufficient nvidia.com/gpu.';
  const { findings } = await judgeRows(check, {
    pods: [pendingPod(message, requestingParts({ limits: { 'nvidia.com/gpu': '1' } }))],
    nodes: [
      buildNode({ status: { capacity: { 'nvidia.com/gpu': '4' }, allocatable: { 'nvidia.com/gpu': '0' } } as never }),
    ],
  });
  expect(findings[0]?.evidence?.hints).toEqual([
    'it requests nvidia.com/gpu 1, node node-1 has 4 in its capacity and none allocatable: its device plugin is gone, or calls them unhealthy',
  ]);
});

it('the full node that a pod of a DaemonSet is for is named', async () => {
  const requiredDuringSchedulingIgnoredDuringExecution = {
    nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['fargate-1'] }] }],
  };
  const spec = { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution } } };
  const { findings } = await judgeRows(check, {
    pods: [pendingPod('0/1 nodes are available: 1 Too many pods.', { owner: 'DaemonSet/agent', spec })],
    nodes: [buildNode({ name: 'fargate-1', allocatable: { pods: '1' } })],
  });
  expect(findings[0]?.message).toContain(
    'it is for node fargate-1, which takes 1 pod and is full: keep the DaemonSet off such nodes by nodeAffinity',
  );
});
