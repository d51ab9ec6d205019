import { describe, expect, it } from 'vitest';
import check from '../../../checks/pods/pods-stuck-creating.ts';
import { projectConfigMap } from '../../../src/kubernetes/views/config-maps.ts';
import {
  buildContainer,
  buildNode,
  buildPod,
  runningState,
  terminatedState,
  waitingState,
} from '../../support/build-pods.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { taintOf } from '../nodes/taints.ts';

const creatingPod = (spec: object = {}, of: Parameters<typeof buildPod>[0] = {}) =>
  buildPod({
    ...{
      phase: 'Pending',
      age: '20m',
      containers: [buildContainer({ state: waitingState('ContainerCreating') })],
      ...of,
    },
    spec: { containers: [{ name: 'web', image: 'web:1' }], ...spec },
  });

const mountingSpec = {
  volumes: [
    { name: 'settings', configMap: { name: 'settings', items: [{ key: 'relay', path: 'relay' }] } },
    { name: 'signing', secret: { secretName: 'signing-key' } },
    { name: 'extra', configMap: { name: 'extra', optional: true } },
    { name: 'data', persistentVolumeClaim: { claimName: 'data' } },
  ],
};
const settingsConfigMap = (...keys: string[]) =>
  projectConfigMap({
    metadata: { name: 'settings', namespace: 'shop' },
    data: Object.fromEntries(keys.map((key) => [key, ''])),
  });

it.each([
  ['a ConfigMap', [], 'key relay of ConfigMap settings, which does not exist'],
  ['a key', [settingsConfigMap('other')], 'key relay of ConfigMap settings, which does not exist'],
])('the %s that is missing is named', async (_, configMaps, words) => {
  const { findings } = await judgeRows(check, { pods: [creatingPod(mountingSpec)], configMaps });
  expect(findings).toEqual([
    expect.objectContaining({
      reason: 'stuck_creating',
      message: `ContainerCreating for 20m on node node-1; volume settings needs ${words}`,
      because: [{ kind: 'PersistentVolumeClaim', namespace: 'shop', name: 'data' }],
      next: ['kubectl -n shop describe pod web-1', 'kubectl -n shop get configmap settings'],
    }),
  ]);
});

it.each([
  ['all ConfigMaps are there', [settingsConfigMap('relay')]],
  ['nobody could read them', undefined],
])('what a pod waits for is listed when %s', async (_, configMaps) => {
  const { findings } = await judgeRows(check, { pods: [creatingPod(mountingSpec)], ...(configMaps && { configMaps }) });
  expect(findings[0]?.message).toBe(
    'ContainerCreating for 20m on node node-1; waiting for its volumes (key relay of ConfigMap settings, Secret signing-key, claim data), its network or an image',
  );
});

it('a kubelet that reported nothing points to its node', async () => {
  const { findings } = await judgeRows(check, { pods: [creatingPod({}, { containers: [] })] });
  expect(findings[0]?.because).toEqual([{ kind: 'Node', name: 'node-1' }]);
});

describe('a volume that a pod on another node has', () => {
  const stuck = creatingPod({ volumes: mountingSpec.volumes.slice(3) });
  const holder = (parts: Parameters<typeof buildPod>[0]) =>
    buildPod({ name: 'web-0', node: 'node-2', spec: { volumes: mountingSpec.volumes.slice(3) }, ...parts });
  const away = { containers: [buildContainer({ ready: false })] };
  const causesOf = async (pods: readonly ReturnType<typeof buildPod>[], first = stuck) =>
    (await judgeRows(check, { pods: [first, ...pods], configMaps: [] })).findings[0]?.because?.map(({ name }) => name);

  it('points to that pod, which hangs with its node', async () => {
    expect(await causesOf([holder(away)])).toEqual(['data', 'web-0']);
  });

  it.each([
    ['is ready', {}],
    ['is on the same node', { ...away, node: 'node-1' }],
    ['is in another namespace', { ...away, namespace: 'other' }],
    ['has another volume', { ...away, spec: {} }],
  ])('does not where that pod %s', async (_, parts) => expect(await causesOf([holder(parts)])).toEqual(['data']));

  it('does not where something else is missing', async () => {
    expect(await causesOf([holder(away)], creatingPod(mountingSpec))).toEqual(['data']);
  });
});

it.each([
  ['5m', 0],
  ['301s', 1],
])('a pod that is creating for %s gives %i findings', async (age, count) => {
  expect((await judgeRows(check, { pods: [creatingPod({}, { age })] })).findings).toHaveLength(count);
});

const initializingPod = (parts: Parameters<typeof buildContainer>[0], spec: object = {}) =>
  creatingPod(
    { initContainers: [{ name: 'web', image: 'web:1', ...spec }] },
    {
      initContainers: [buildContainer(parts)],
      containers: [buildContainer({ state: waitingState('PodInitializing') })],
    },
  );

it('init containers that are done, or run beside, do not excuse it', async () => {
  const { findings } = await judgeRows(check, {
    pods: [
      initializingPod({ state: terminatedState(0) }),
      initializingPod({ state: runningState() }, { restartPolicy: 'Always' }),
    ],
  });
  expect(findings[0]?.objects).toHaveLength(2);
  expect(findings[0]?.message).toMatch(/^PodInitializing for 20m/);
});

it.each([
  ['nothing', []],
  ['a pod that runs', [buildPod()]],
  ['an init container at work', [initializingPod({ state: runningState() })]],
  ['an init container that fails', [initializingPod({ state: waitingState('CrashLoopBackOff') })]],
  [
    'an image that does not come',
    [creatingPod({}, { containers: [buildContainer({ state: waitingState('ErrImagePull') })] })],
  ],
  ['a pod without a node', [creatingPod({}, { node: null })]],
])('pods-stuck-creating is healthy: %s', async (_, pods) =>
  expect((await judgeRows(check, { pods })).findings).toEqual([]),
);

describe('a sidecar that runs', () => {
  const startupProbe = { httpGet: { path: '/ready', port: 15021 }, periodSeconds: 1, failureThreshold: 600 };
  const meshPod = (parts: Parameters<typeof buildContainer>[0]) =>
    buildPod({
      ...{ phase: 'Pending', age: '26m' },
      initContainers: [buildContainer({ name: 'mesh', state: runningState('25m'), ready: false, ...parts })],
      containers: [buildContainer({ state: waitingState('PodInitializing'), ready: false })],
    });

  it('and has not passed its startup probe is what the pod waits for', async () => {
    const spec = { restartPolicy: 'Always', startupProbe };
    const { findings } = await judgeRows(check, { pods: [meshPod({ spec, status: { started: false } })] });
    expect(findings).toEqual([
      expect.objectContaining({
        reason: 'stuck_creating',
        message:
          'sidecar mesh has run for 25m and has not passed its startup probe (http GET :15021/ready every 1s, timeout 1s, 600 failures): the containers after it wait',
        evidence: expect.objectContaining({ pod: 'web-1', container: 'mesh', previous: false }),
        because: [{ kind: 'Pod', namespace: 'shop', name: 'web-1', container: 'mesh' }],
        next: ['kubectl -n shop logs web-1 -c mesh', 'kubectl -n shop describe pod web-1'],
      }),
    ]);
  });

  it('and has a postStart hook that does not end is, too', async () => {
    const { findings } = await judgeRows(check, {
      pods: [meshPod({ spec: { restartPolicy: 'Always' }, status: { started: false } })],
    });
    expect(findings[0]?.message).toBe(
      'sidecar mesh has run for 25m and counts as not started (its postStart hook has not ended, or nobody reports it): the containers after it wait',
    );
  });

  it('and has started is not', async () => {
    const spec = { restartPolicy: 'Always', startupProbe };
    const { findings } = await judgeRows(check, { pods: [meshPod({ spec, status: { started: true } })] });
    expect(findings[0]?.message).toContain('its network or an image');
  });
});

it.each([
  ['is being removed', [taintOf('karpenter.sh/disrupted', '20m')], 0],
  ['was to be removed long ago', [taintOf('karpenter.sh/disrupted', '61m')], 1],
  ['stays', [], 1],
])('a pod that is not created on a node that %s, %o, gives %i findings', async (_, taints, count) => {
  const { findings } = await judgeRows(check, { pods: [creatingPod()], nodes: [buildNode({ taints })] });
  expect(findings).toHaveLength(count);
});
