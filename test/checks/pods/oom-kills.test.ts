import { expect, it } from 'vitest';
import check from '../../../checks/pods/oom-kills.ts';
import { buildContainer, buildPod, runningState, terminatedState, waitingState } from '../../support/build-pods.ts';
import { judgeRows } from '../../support/judge-rows.ts';

const oomKilled = (when: string) => terminatedState(137, when, { reason: 'OOMKilled' });
const limitedContainer = { resources: { limits: { memory: '20971520' }, requests: { memory: '16Mi' } } };

const killedPod = (parts: Parameters<typeof buildContainer>[0] = {}) =>
  buildPod({
    containers: [
      buildContainer({ state: waitingState('CrashLoopBackOff'), lastState: oomKilled('2m'), restarts: 4, ...parts }),
    ],
  });

it('a kill is told with the limit that was hit', async () => {
  const { findings } = await judgeRows(check, { pods: [killedPod({ spec: limitedContainer })] });
  expect(findings).toEqual([
    expect.objectContaining({
      reason: 'oom_killed',
      level: 'fault',
      message: 'container web was OOMKilled 2m ago, its memory limit is 20Mi, 4 restarts',
      object: { kind: 'Deployment', namespace: 'shop', name: 'web', container: 'web' },
      evidence: expect.objectContaining({ limit: '20Mi', request: '16Mi', exitCode: 137, previous: true }),
    }),
  ]);
});

it('an init container is looked for among these', async () => {
  const killed = buildContainer({ name: 'fetch', state: waitingState('CrashLoopBackOff'), lastState: oomKilled('2m') });
  const pods = [buildPod({ phase: 'Pending', initContainers: [killed] }), killedPod()];
  const { findings } = await judgeRows(check, { pods });
  expect(findings.map(({ next }) => next?.[1]?.split('jsonpath=')[1])).toEqual([
    `{.spec.initContainers[?(@.name=="fetch")].resources}'`,
    `{.spec.containers[?(@.name=="web")].resources}'`,
  ]);
});

it('a kill without a limit is the node that ran short', async () => {
  const { findings } = await judgeRows(check, { pods: [killedPod()] });
  expect(findings[0]?.message).toContain('it has no memory limit, so its node ran short');
});

it('a container that was killed once and serves again is a warning', async () => {
  const { findings } = await judgeRows(check, { pods: [killedPod({ state: runningState('10m'), restarts: 1 })] });
  expect(findings[0]?.level).toBe('warning');
});

it('a killed container that ended for good, in this very state, is a fault', async () => {
  const { findings } = await judgeRows(check, {
    pods: [killedPod({ state: oomKilled('1m'), lastState: {}, restarts: 0 })],
  });
  expect(findings[0]).toMatchObject({ level: 'fault', evidence: { previous: false } });
});

it('a kill is a note after the window', async () => {
  const at = async (when: string) =>
    judgeRows(check, { pods: [killedPod({ lastState: oomKilled(when), state: runningState() })] });
  expect((await at('1h')).findings).toHaveLength(1);
  expect(await at('3601s')).toEqual({ findings: [], notes: ['containers whose last end was OOMKilled longer ago: 1'] });
});

it.each([
  ['nothing', []],
  ['a pod that runs', [buildPod()]],
  ['137 for another reason', [killedPod({ lastState: terminatedState(137, '1m') })]],
  [
    'a Job that tries again',
    [buildPod({ owner: 'Job/import', containers: [buildContainer({ state: oomKilled('1m') })] })],
  ],
])('oom-kills is healthy: %s', async (_, pods) => expect((await judgeRows(check, { pods })).findings).toEqual([]));
