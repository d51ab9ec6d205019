import { describe, expect, it } from 'vitest';
import check from '../../../checks/pods/pods-pending.ts';
import { parseRefusals } from '../../../src/kubernetes/objects/scheduler-message.ts';
import { buildContainer, buildNode, buildPod, timestampAgo } from '../../support/build-pods.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { pendingPod, requestingParts } from './pending-pods.ts';

const PREEMPTION_TAIL = ' preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.';

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

it('a node that is down is named as such, not by the taints that follow from it', async () => {
  const taints = [{ key: 'node.kubernetes.io/unreachable', effect: 'NoSchedule' }];
  const conditions = [{ type: 'Ready', status: 'Unknown', lastTransitionTime: timestampAgo('9m') }];
  const { findings } = await judgeRows(check, {
    pods: [pendingPod('0/2 nodes are available: 2 node(s) had untolerated taint(s).', requestingParts({}))],
    nodes: [
      buildNode({ name: 'node-2', taints, conditions }),
      buildNode({ taints: [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }] }),
    ],
  });
  expect(findings[0]?.evidence?.hints).toEqual([
    '1 node is down: node-2 (NotReady for 9m)',
    'taints that it does not tolerate: dedicated:NoSchedule',
  ]);
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

describe('the nodes that a selector allows', () => {
  const message =
    "0/4 nodes are available: 1 node(s) were unschedulable, 3 node(s) didn't match Pod's node affinity/selector.";
  const gpuPod = (since = '19m', text = message) =>
    pendingPod(text, { ...requestingParts({ requests: { cpu: '2' } }, { nodeSelector: { pool: 'gpu' } }), since });
  const others = ['a', 'b', 'c'].map((name) => buildNode({ name }));
  const gpuNode = (parts: Parameters<typeof buildNode>[0] = {}) =>
    buildNode({ name: 'gpu-1', labels: { pool: 'gpu' }, ...parts });
  const unready = (since: string) => [{ type: 'Ready', status: 'Unknown', lastTransitionTime: timestampAgo(since) }];

  it.each([
    ['cordoned', { cordoned: true }, 'only gpu-1 (cordoned) has the labels that it asks for'],
    ['down', { conditions: unready('3h') }, 'only gpu-1 (NotReady for 3h) has the labels that it asks for'],
    [
      'tainted',
      { taints: [{ key: 'dedicated', effect: 'NoSchedule' }] },
      'only gpu-1 (taint dedicated:NoSchedule) has the labels that it asks for',
    ],
    ['well', {}, 'only gpu-1 has the labels that it asks for'],
  ])('are named where the only one is %s', async (_, parts, hint) => {
    const { findings } = await judgeRows(check, { pods: [gpuPod()], nodes: [...others, gpuNode(parts)] });
    expect(findings[0]?.evidence?.hints).toEqual([hint]);
  });

  it('are not named where they are many, or none has all labels', async () => {
    const many = ['1', '2', '3', '4'].map((name) => gpuNode({ name }));
    expect(
      (await judgeRows(check, { pods: [gpuPod()], nodes: [...others, ...many] })).findings[0]?.evidence?.hints,
    ).toEqual([]);
    const both = pendingPod(message, requestingParts({}, { nodeSelector: { pool: 'gpu', zone: 'east' } }));
    const apart = [gpuNode(), buildNode({ name: 'east-1', labels: { zone: 'east' } })];
    expect((await judgeRows(check, { pods: [both], nodes: apart })).findings[0]?.evidence?.hints).toEqual([
      'no node has all of pool=gpu, zone=east',
    ]);
  });

  const short = '0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 Insufficient cpu.';
  it.each([
    ['went down before it waited', message, '1h', true],
    ['went down after it began to wait', message, '5m', false],
    ['went down shortly before others were too small', short, '25m', true],
    ['has long been down while others are too small', short, '3d', false],
  ])('explain it when one %s', async (_, text, since, isCause) => {
    const nodes = [...others, gpuNode({ conditions: unready(since) })];
    const { findings } = await judgeRows(check, { pods: [gpuPod('19m', text)], nodes });
    expect(findings[0]?.because).toEqual(isCause ? [{ kind: 'Node', name: 'gpu-1' }] : []);
  });

  it('do not explain it when one that is down would be too small', async () => {
    const nodes = [...others, gpuNode({ conditions: unready('1h'), allocatable: { cpu: '1', pods: '10' } })];
    expect((await judgeRows(check, { pods: [gpuPod()], nodes })).findings[0]?.because).toEqual([]);
  });
});

it.each([
  [
    "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector.",
    'it asks for nodes with pool=gpu, zone in (a, b)',
  ],
  ['0/3 nodes are available: 3 Insufficient memory.', 'it requests memory 64Gi'],
])('without the right to read nodes, the own wishes of the pod are named: %s', async (message, hint) => {
  const nodeSelectorTerms = [{ matchExpressions: [{ key: 'zone', operator: 'In', values: ['a', 'b'] }] }];
  const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } };
  const parts = requestingParts({ requests: { memory: '64Gi' } }, { nodeSelector: { pool: 'gpu' }, affinity });
  const { findings } = await judgeRows(check, { pods: [pendingPod(message, parts)] });
  expect(findings[0]?.message).toBe(`Pending, Unschedulable for 19m: ${message.slice(0, -1)}; ${hint}`);
});

it.each([
  ['4m', 0],
  ['3d', 1],
])('a pod of a DaemonSet for a node that is to be removed since %s gives %i findings', async (since, count) => {
  const nodeSelectorTerms = [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node-1'] }] }];
  const spec = {
    affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } },
  };
  const value = String(Date.parse(timestampAgo(since)) / 1000);
  const taints = [{ key: 'ToBeDeletedByClusterAutoscaler', effect: 'NoSchedule', value }];
  const { findings } = await judgeRows(check, {
    pods: [pendingPod('0/1 nodes are available: 1 Insufficient cpu.', { owner: 'DaemonSet/agent', spec })],
    nodes: [buildNode({ taints })],
  });
  expect(findings).toHaveLength(count);
});

it('who has the port of the node that a pod asks for is named', async () => {
  const portSpec = (hostPort: number) => ({
    spec: { containers: [{ name: 'web', image: 'web:1', ports: [{ containerPort: 80, hostPort }] }] },
  });
  const message = "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports.";
  const pods = [
    pendingPod(message, portSpec(8080)),
    buildPod({ name: 'proxy-1', namespace: 'edge', ...portSpec(8080) }),
    buildPod({ name: 'other-1', namespace: 'edge', ...portSpec(9090) }),
    buildPod({ name: 'done-1', namespace: 'edge', phase: 'Succeeded', ...portSpec(8080) }),
  ];
  expect((await judgeRows(check, { pods, nodes: [buildNode({})] })).findings[0]?.evidence?.hints).toEqual([
    'hostPort 8080/TCP is taken by pod edge/proxy-1 on node-1',
  ]);
});
