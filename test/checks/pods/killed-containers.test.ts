import { expect, it } from 'vitest';
import check from '../../../checks/pods/killed-containers.ts';
import { buildContainer, buildPod, runningState, terminatedState, waitingState } from '../../support/build-pods.ts';
import { buildCondition, buildRow } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';

const livenessProbe = { tcpSocket: { port: 9090 }, periodSeconds: 3, failureThreshold: 1 };
const probedContainer = { livenessProbe, ports: [{ containerPort: 8080 }] };

const killedPod = (parts: Parameters<typeof buildContainer>[0] = {}) =>
  buildPod({
    containers: [
      buildContainer({
        ...{
          state: waitingState('CrashLoopBackOff'),
          lastState: terminatedState(137, '1m'),
          restarts: 4,
          spec: probedContainer,
        },
        ...parts,
      }),
    ],
  });

it('a killed container with a liveness probe is told with the probe and a port nobody declared', async () => {
  const { findings } = await judgeRows(check, { pods: [killedPod()] });
  expect(findings).toEqual([
    expect.objectContaining({
      reason: 'container_killed',
      level: 'fault',
      message:
        'container web was killed 1m ago, most likely by its liveness probe (tcp :9090 every 3s, timeout 1s, 1 failure, a port that the container does not declare), exit code 137 (SIGKILL, it was killed from outside), 4 restarts',
      next: ['kubectl -n shop describe pod web-1', 'kubectl -n shop logs web-1 -c web --previous'],
    }),
  ]);
});

it.each([
  ['asked to stop, 143', { lastState: terminatedState(143, '1m') }, 1],
  ['with a startup probe only', { spec: { startupProbe: livenessProbe } }, 1],
  ['within the window', { lastState: terminatedState(137, '1h') }, 1],
  ['after the window', { lastState: terminatedState(137, '3601s') }, 0],
  ['for memory', { lastState: terminatedState(137, '1m', { reason: 'OOMKilled' }) }, 0],
  ['lost with its node', { lastState: terminatedState(137, '1m', { reason: 'ContainerStatusUnknown' }) }, 0],
  ['without a probe', { spec: {} }, 0],
  ['ended by itself', { lastState: terminatedState(1, '1m') }, 0],
])('a container killed %s is judged', async (_, parts, count) => {
  expect((await judgeRows(check, { pods: [killedPod(parts)] })).findings).toHaveLength(count);
});

it('a single kill is told without a culprit', async () => {
  const once = { state: runningState('10m'), restarts: 1 };
  const message = async (parts: object) =>
    (await judgeRows(check, { pods: [killedPod({ ...once, ...parts })] })).findings[0]?.message;
  expect(await message({})).toMatch(/its liveness probe \(.*\) failed, or else a child of it that ran out of memory/);
  expect(await message({ lastState: terminatedState(143, '1m') })).toContain('most likely by its liveness probe');
});

it('a stop as Windows asks for it, with a liveness probe, is a kill', async () => {
  const pods = [killedPod({ lastState: terminatedState(-1073741510, '1m') })];
  expect((await judgeRows(check, { pods })).findings[0]?.message).toContain(
    'most likely by its liveness probe (tcp :9090 every 3s, timeout 1s, 1 failure, a port that the container does not declare), exit code -1073741510 (0xC000013A, Ctrl+C, it was asked to stop)',
  );
});

const otherPod = (parts: Parameters<typeof buildContainer>[0], owner = 'Deployment/other') =>
  buildPod({ name: `${owner}-1`, owner, containers: [buildContainer(parts)] });

const killedOnce = { state: runningState('121s'), lastState: terminatedState(137, '3m'), restarts: 1 };

it.each([
  ['runs since before', '4m', 1],
  ['was started later, as after a reboot of the node', '150s', 0],
])('a kill without a probe is a warning where another pod on the node %s', async (_, since, count) => {
  const pods = [killedPod({ ...killedOnce, spec: {} }), otherPod({ state: runningState(since) })];
  const { findings } = await judgeRows(check, { pods });
  expect(findings).toHaveLength(count);
  for (const { level, message } of findings) {
    expect(level).toBe('warning');
    expect(message).toContain('no probe of it can have: a child of it that ran out of memory, or somebody on the node');
  }
});

it.each([
  ['runs since before', { state: runningState('10m') }, 1],
  ['was killed at that time, as by a reboot of the node', killedOnce, 0],
  ['was killed when that ran again', { ...killedOnce, lastState: terminatedState(137, '2m') }, 1],
  ['came later', { state: runningState('10s') }, 1],
])('a single kill with a probe is judged where a daemon and another pod on the node %s', async (_, other, count) => {
  const pods = [killedPod(killedOnce), otherPod(other), otherPod(other, 'DaemonSet/agent')];
  const { findings } = await judgeRows(check, { pods });
  expect(findings.filter(({ object }) => !['other', 'agent'].includes(object?.name ?? ''))).toHaveLength(count);
});

it.each([
  ['since it was killed', '50m', 0],
  ['since before', '1d', 1],
  ['since much later', '10s', 1],
])('a single kill is judged by a node that is ready %s', async (_, since, count) => {
  const restart = { ...killedOnce, state: runningState('50m'), lastState: terminatedState(137, '51m') };
  const nodes = [
    buildRow('nodes', {
      ...{ name: 'node-1', namespace: null },
      status: { conditions: [buildCondition('Ready', 'True', since)] },
    }),
  ];
  expect((await judgeRows(check, { pods: [killedPod(restart)], nodes })).findings).toHaveLength(count);
});

it.each([
  ['for two minutes', runningState('2m')],
  ['not yet', terminatedState(137, '3m')],
])('a container that was killed once and runs again %s is let be', async (_, state) => {
  const pods = [killedPod({ ...killedOnce, state }), otherPod({ state: runningState('10m') })];
  expect((await judgeRows(check, { pods })).findings).toEqual([]);
});

it('a killed container that serves again is a warning', async () => {
  const { findings } = await judgeRows(check, { pods: [killedPod({ state: runningState('10m'), restarts: 1 })] });
  expect(findings[0]?.level).toBe('warning');
});

it.each([
  ['nothing', []],
  ['a pod that runs', [buildPod()]],
  [
    'graceful shutdown: 137 with a deletion timestamp',
    [
      buildPod({
        containers: [buildContainer({ state: terminatedState(137), spec: probedContainer })],
        metadata: { deletionTimestamp: '2026-11-21T12:00:20Z' },
      }),
    ],
  ],
  [
    'a drain: DisruptionTarget',
    [
      buildPod({
        containers: [buildContainer({ state: terminatedState(143), spec: probedContainer })],
        conditions: [{ type: 'DisruptionTarget', status: 'True' }],
      }),
    ],
  ],
])('killed-containers is healthy: %s', async (_, pods) =>
  expect((await judgeRows(check, { pods })).findings).toEqual([]),
);

const beside = (name: string, ended: string, runs: string, owner = 'DaemonSet/agent') =>
  buildPod({
    ...{ name, owner },
    containers: [buildContainer({ state: runningState(runs), lastState: terminatedState(0, ended), restarts: 1 })],
  });

it.each([
  ['ended all of its containers', [beside('a', '11m', '9m'), beside('b', '10m', '9m')], 0],
  ['is not known to have', [beside('a', '11m', '9m', 'Deployment/a'), beside('b', '10m', '9m', 'Deployment/b')], 1],
  ['ran on', [beside('a', '11m', '9m'), beside('b', '10m', '9m'), beside('c', '3h', '2h')], 1],
  ['has another pod that ended long before', [beside('a', '3h', '9m'), beside('b', '10m', '9m')], 1],
])('a stop with a liveness probe on a node that %s gives %3$i findings', async (_, others, count) => {
  const restarted = { state: runningState('9m'), lastState: terminatedState(143, '10m'), restarts: 1 };
  const { findings } = await judgeRows(check, { pods: [killedPod(restarted), ...others] });
  expect(findings).toHaveLength(count);
});
