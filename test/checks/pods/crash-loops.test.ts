import { describe, expect, it } from 'vitest';
import check from '../../../checks/pods/crash-loops.ts';
import {
  buildContainer,
  buildNode,
  buildPod,
  runningState,
  terminatedState,
  waitingState,
} from '../../support/build-pods.ts';
import { buildCondition } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';

const loopingContainer = (parts: Parameters<typeof buildContainer>[0] = {}) =>
  buildContainer({
    state: waitingState('CrashLoopBackOff'),
    lastState: terminatedState(3, '2m'),
    restarts: 6,
    ...parts,
  });

const judgeLoops = (...pods: ReturnType<typeof buildPod>[]) => judgeRows(check, { pods });

describe('a container that crashes', () => {
  it('is named by its owner, with its exit code, its restarts and the log to read', async () => {
    const { findings } = await judgeLoops(buildPod({ containers: [loopingContainer()] }));
    expect(findings).toEqual([
      expect.objectContaining({
        reason: 'crash_loop',
        message:
          'container web starts and ends again and again (CrashLoopBackOff): 6 restarts, it last ended with Error, exit code 3, 2m ago',
        object: { kind: 'Deployment', namespace: 'shop', name: 'web', container: 'web' },
        objects: [{ kind: 'Pod', namespace: 'shop', name: 'web-1' }],
        next: ['kubectl -n shop logs web-1 -c web --previous'],
        evidence: expect.objectContaining({ pod: 'web-1', container: 'web', exitCode: 3, restarts: 6, previous: true }),
      }),
    ]);
    expect(findings[0]).not.toHaveProperty('because');
  });

  it('waiting in CrashLoopBackOff it is named at once', async () => {
    expect(
      (await judgeLoops(buildPod({ age: '20s', containers: [loopingContainer({ restarts: 1 })] }))).findings,
    ).toHaveLength(1);
  });

  it.each([
    ['running', { state: runningState('5s'), lastState: terminatedState(1, '30s') }],
    ['ended', { state: terminatedState(1, '5s'), lastState: terminatedState(1, '1m') }],
    ['running after it ended with 0', { state: runningState('5s'), lastState: terminatedState(0, '30s') }],
  ])('between two starts, %s, it is named from the third restart on', async (_, state) => {
    const named = async (restarts: number) =>
      (await judgeLoops(buildPod({ containers: [buildContainer({ ...state, restarts, ready: false })] }))).findings
        .length;
    expect(await named(3)).toBe(1);
    expect(await named(2)).toBe(0);
  });

  it.each([
    ['14m 59s', '899s', 1],
    ['15m', '15m', 1],
    ['15m 1s', '901s', 0],
  ])('last ended %s ago', async (_, when, count) => {
    const { findings } = await judgeLoops(
      buildPod({
        containers: [buildContainer({ lastState: terminatedState(1, when), restarts: 9, state: runningState() })],
      }),
    );
    expect(findings).toHaveLength(count);
  });

  it('as a sidecar among the init containers it counts, as an init container it does not', async () => {
    const sidecar = loopingContainer({ name: 'mesh', spec: { restartPolicy: 'Always' } });
    const { findings } = await judgeLoops(
      buildPod({ initContainers: [loopingContainer({ name: 'migrate' }), sidecar] }),
    );
    expect(findings.map(({ message }) => message)).toEqual([expect.stringMatching(/^sidecar mesh /)]);
  });

  it('in a pod of a Job it counts once there were more restarts than a Job allows by itself', async () => {
    const { findings } = await judgeLoops(
      buildPod({ owner: 'Job/import', containers: [loopingContainer({ restarts: 7 })] }),
    );
    expect(findings.map(({ object }) => object)).toEqual([
      { kind: 'Job', namespace: 'shop', name: 'import', container: 'web' },
    ]);
  });

  it('in several pods of one owner is one finding', async () => {
    const { findings } = await judgeLoops(
      buildPod({ name: 'web-1', containers: [loopingContainer()] }),
      buildPod({ name: 'web-2', containers: [loopingContainer({ restarts: 9 })] }),
      buildPod({ name: 'other-1', owner: 'StatefulSet/other', containers: [loopingContainer()] }),
    );
    expect(findings.map(({ object, objects, message }) => [object?.name, objects?.length, message.slice(-8)])).toEqual([
      ['web', 2, '(2 pods)'],
      ['other', 1, expect.any(String)],
    ]);
    expect(findings[0]?.evidence).toMatchObject({ pod: 'web-2', restarts: 9 });
  });

  it.each([
    ['for memory', { lastState: terminatedState(137, '1m', { reason: 'OOMKilled' }) }],
    ['by its probe', { lastState: terminatedState(137, '1m'), spec: { livenessProbe: { tcpSocket: { port: 80 } } } }],
  ])('killed %s it points to the check that says so', async (_, parts) => {
    const { findings } = await judgeLoops(buildPod({ containers: [loopingContainer(parts)] }));
    expect(findings[0]?.because).toEqual([
      { kind: 'Pod', namespace: 'shop', name: 'web-1', container: findings[0]?.object?.container },
    ]);
  });
});

describe('healthy', () => {
  it.each([
    ['no pods at all', []],
    ['a pod that runs', [buildPod()]],
    [
      'lifetime restarts: 32, the last crash 26 days ago',
      [buildPod({ age: '90d', containers: [buildContainer({ restarts: 32, lastState: terminatedState(1, '26d') })] })],
    ],
    [
      'one crash after a run of weeks',
      [
        buildPod({
          age: '90d',
          containers: [buildContainer({ restarts: 32, lastState: terminatedState(1, '1m', { ran: '20d' }) })],
        }),
      ],
    ],
    [
      'a node that came back',
      [
        buildPod({
          containers: [buildContainer({ restarts: 5, lastState: terminatedState(255, '1m', { reason: 'Unknown' }) })],
        }),
      ],
    ],
    [
      'a drain: DisruptionTarget',
      [buildPod({ containers: [loopingContainer()], conditions: [{ type: 'DisruptionTarget', status: 'True' }] })],
    ],
    [
      'graceful shutdown: 143 with a deletion timestamp',
      [
        buildPod({
          containers: [loopingContainer({ state: terminatedState(143) })],
          metadata: { deletionTimestamp: '2026-11-21T12:00:20Z' },
        }),
      ],
    ],
    ['a Job that tries again', [buildPod({ owner: 'Job/import', containers: [loopingContainer()] })]],
    [
      'a completed CronJob pod',
      [
        buildPod({
          owner: 'Job/tick-1',
          phase: 'Succeeded',
          containers: [buildContainer({ state: terminatedState(0), restarts: 4 })],
        }),
      ],
    ],
  ])('%s', async (_, pods) => {
    expect((await judgeRows(check, { pods })).findings).toEqual([]);
  });

  it('a command that is missing is left to the check of starts, and said so', async () => {
    const lastState = terminatedState(128, '1m', {
      reason: 'StartError',
      message: 'exec: "/x": no such file or directory',
    });
    const { findings, notes } = await judgeLoops(buildPod({ containers: [loopingContainer({ lastState })] }));
    expect([findings, notes]).toEqual([
      [],
      ['containers that restart without ever being started: 1, see container-starts'],
    ]);
  });

  it.each([
    ['came back since', '4m', runningState('4m'), 0],
    ['was ready all along', '30d', runningState('4m'), 1],
    ['came back long after the container ran again', '4m', runningState('541s'), 1],
    ['came back, and the container waits again', '4m', waitingState('CrashLoopBackOff'), 1],
  ])('a container that ended before its node %s: ready since %s gives %i', async (_, ready, state, count) => {
    const container = buildContainer({ state, restarts: 4, lastState: terminatedState(137, '10m', { ran: '20m' }) });
    const nodes = [buildNode({ conditions: [buildCondition('Ready', 'True', ready)] })];
    const pods = [buildPod({ age: '30d', containers: [container] })];
    expect((await judgeRows(check, { pods, nodes })).findings).toHaveLength(count);
  });
});
