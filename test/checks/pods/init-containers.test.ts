import { expect, it } from 'vitest';
import check from '../../../checks/pods/init-containers.ts';
import { buildContainer, buildPod, runningState, terminatedState, waitingState } from '../../support/build-pods.ts';
import { judgeRows } from '../../support/judge-rows.ts';

type InitParts = Parameters<typeof buildContainer>[0];

const initializingPod = (parts: InitParts, of: Parameters<typeof buildPod>[0] = {}) =>
  buildPod({
    ...{ phase: 'Pending', age: '10m', ...of },
    initContainers: [
      buildContainer({ name: 'fetch', state: terminatedState(0, '9m'), ready: true }),
      buildContainer({ name: 'migrate', ready: false, ...parts }),
    ],
    containers: [buildContainer({ state: waitingState('PodInitializing') })],
  });

const loopingInit = { state: waitingState('CrashLoopBackOff'), lastState: terminatedState(2, '2m'), restarts: 6 };

it('the finding says which init container fails, how often and how', async () => {
  const { findings } = await judgeRows(check, { pods: [initializingPod(loopingInit)] });
  expect(findings).toEqual([
    expect.objectContaining({
      reason: 'init_failed',
      message:
        'init container migrate (2 of 2) fails, Init:CrashLoopBackOff: 6 restarts, it last ended with exit code 2 (an error that the program ended with: often wrong arguments, or a panic of Go), 2m ago',
      object: { kind: 'Deployment', namespace: 'shop', name: 'web', container: 'migrate' },
      evidence: expect.objectContaining({ index: 2, of: 2, exitCode: 2, previous: true }),
      next: ['kubectl -n shop logs web-1 -c migrate --previous'],
    }),
  ]);
});

it('an init container that ended for the first time is Init:Error, with the log of this very container', async () => {
  const { findings } = await judgeRows(check, { pods: [initializingPod({ state: terminatedState(1, '1m') })] });
  expect(findings[0]).toMatchObject({
    message: expect.stringContaining('Init:Error'),
    evidence: { previous: false },
    next: ['kubectl -n shop logs web-1 -c migrate'],
  });
});

it('an init container killed for memory points to the check that says so', async () => {
  const { findings } = await judgeRows(check, {
    pods: [initializingPod({ ...loopingInit, lastState: terminatedState(137, '1m', { reason: 'OOMKilled' }) })],
  });
  expect(findings[0]?.because).toEqual([
    { kind: 'Pod', namespace: 'shop', name: 'web-1', container: findings[0]?.object?.container },
  ]);
});

it.each([
  ['2m', 0],
  ['121s', 1],
])('an init container that fails in a pod that started %s ago gives %i findings', async (age, count) => {
  expect((await judgeRows(check, { pods: [initializingPod(loopingInit, { age })] })).findings).toHaveLength(count);
});

it.each([
  ['15m', 0],
  ['901s', 1],
])('an init container that runs for %s gives %i findings', async (since, count) => {
  const { findings } = await judgeRows(check, {
    pods: [initializingPod({ state: runningState(since) }, { age: '30m' })],
  });
  expect(findings).toHaveLength(count);
  if (count > 0)
    expect(findings[0]).toMatchObject({
      reason: 'init_stuck',
      message: 'init container migrate (2 of 2) runs for 15m 1s and does not end: the pod stays in Init',
    });
});

it('an init container between two starts is named from the third restart on', async () => {
  const named = async (restarts: number) => {
    const parts = { state: runningState('3s'), lastState: terminatedState(1, '30s'), restarts };
    return (await judgeRows(check, { pods: [initializingPod(parts)] })).findings.length;
  };
  expect([await named(3), await named(2)]).toEqual([1, 0]);
});

it.each([
  ['nothing', []],
  ['a pod that runs', [buildPod()]],
  ['init containers that ended well', [buildPod({ initContainers: [buildContainer({ state: terminatedState(0) })] })]],
  [
    'a sidecar that runs for ever',
    [buildPod({ initContainers: [buildContainer({ state: runningState('5d'), spec: { restartPolicy: 'Always' } })] })],
  ],
  ['a Job that tries again', [initializingPod({ ...loopingInit, restarts: 2 }, { owner: 'Job/import' })]],
  ['an image that does not come', [initializingPod({ state: waitingState('ImagePullBackOff') })]],
  ['a missing Secret', [initializingPod({ state: waitingState('CreateContainerConfigError') })]],
])('init-containers is healthy: %s', async (_, pods) =>
  expect((await judgeRows(check, { pods })).findings).toEqual([]),
);
