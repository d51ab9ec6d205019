import { describe, expect, it } from 'vitest';
import { judgeReplica } from '../../src/status/judge-replica.ts';
import {
  buildContainer,
  buildPod,
  type PodParts,
  runningState,
  TEST_NOW,
  terminatedState,
  timestampAgo,
  waitingState,
} from '../support/build-pods.ts';

const lifeOf = (parts: PodParts) => judgeReplica(buildPod(parts), TEST_NOW);
const notReadySince = (since: string) => [{ type: 'Ready', status: 'False', lastTransitionTime: timestampAgo(since) }];
const PROBE = { httpGet: { path: '/', port: 8080 }, periodSeconds: 10, failureThreshold: 3 };

describe('the life of a replica', () => {
  it('is Responsive since it is ready', () => {
    expect(lifeOf({})).toEqual({ state: 'Responsive', level: 'running', text: '', since: TEST_NOW - 3_600_000 });
  });

  it('is Starting while its containers are made, and degraded after five minutes of that', () => {
    const parts = { phase: 'Pending', containers: [buildContainer({ state: waitingState('ContainerCreating') })] };
    expect(lifeOf({ ...parts, age: '4m' })).toMatchObject({ state: 'Starting', level: 'launching' });
    expect(lifeOf({ ...parts, age: '6m' })).toMatchObject({
      state: 'Starting',
      level: 'degraded',
      text: 'ContainerCreating, for 6m',
    });
  });

  it('is Starting while no node takes it, with what it asks for and the scheduler finds nowhere', () => {
    const message = '0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available.';
    const pending = (since: string) =>
      lifeOf({
        phase: 'Pending',
        node: null,
        containers: [
          buildContainer({
            state: waitingState('ContainerCreating'),
            spec: { resources: { requests: { cpu: '64' } } },
          }),
        ],
        conditions: [
          {
            type: 'PodScheduled',
            status: 'False',
            reason: 'Unschedulable',
            message,
            lastTransitionTime: timestampAgo(since),
          },
        ],
      });
    expect(pending('2m')).toMatchObject({
      state: 'Starting',
      level: 'launching',
      text: 'Unschedulable: 0/3 nodes are available: 3 Insufficient cpu; it asks for cpu 64',
    });
    expect(pending('6m')).toMatchObject({ level: 'degraded' });
  });

  it('is Started while its probes let it take its time, and Unresponsive beyond', () => {
    const container = (since: string, more: object = {}) =>
      buildContainer({ state: runningState(since), ready: false, spec: { readinessProbe: { ...PROBE, ...more } } });
    expect(lifeOf({ containers: [container('2m')] })).toMatchObject({ state: 'Started', level: 'launching' });
    expect(lifeOf({ containers: [container('6m')] })).toMatchObject({ state: 'Unresponsive', level: 'degraded' });
    const slow = container('6m', { initialDelaySeconds: 900 });
    expect(lifeOf({ containers: [slow] })).toMatchObject({ state: 'Started', level: 'launching' });
    expect(lifeOf({ containers: [slow] }).text).toContain('first asked after 900s');
  });

  it('is Unresponsive when it was ready before, and degraded only when that lasts', () => {
    const unready = (since: string) =>
      lifeOf({
        conditions: notReadySince(since),
        containers: [buildContainer({ ready: false, spec: { readinessProbe: PROBE } })],
      });
    expect(unready('10s')).toMatchObject({ state: 'Unresponsive', level: 'launching', since: TEST_NOW - 10_000 });
    expect(unready('1m')).toMatchObject({ state: 'Unresponsive', level: 'degraded' });
    expect(unready('1m').text).toContain('fails its readiness probe');
  });

  it.each([
    ['CrashLoopBackOff', undefined],
    ['ImagePullBackOff', undefined],
    ['InvalidImageName', true],
    ['CreateContainerConfigError', true],
    ['ErrSomethingNew', undefined],
  ])('is a Starting Error in %s', (reason, cannotHeal) => {
    const life = lifeOf({ containers: [buildContainer({ state: waitingState(reason) })] });
    expect(life).toMatchObject({ state: 'Starting Error', level: 'errored' });
    expect(life.cannotHeal).toBe(cannotHeal);
    expect(life.text).toContain(reason);
  });

  it('is a Starting Error when a sidecar beside a healthy container fails', () => {
    const life = lifeOf({
      containers: [buildContainer(), buildContainer({ name: 'mesh', state: waitingState('CrashLoopBackOff') })],
    });
    expect(life).toMatchObject({ state: 'Starting Error', level: 'errored' });
    expect(life.text).toContain('container mesh');
  });

  it('names the init container that fails', () => {
    const life = lifeOf({
      phase: 'Pending',
      containers: [buildContainer({ state: waitingState('PodInitializing') })],
      initContainers: [buildContainer({ name: 'migrate', state: waitingState('CrashLoopBackOff'), restarts: 4 })],
    });
    expect(life).toMatchObject({ state: 'Starting Error' });
    expect(life.text).toContain('init container migrate (1 of 1) waits in CrashLoopBackOff: 4 restarts');
  });

  it('stays errored between two crashes until a run has held for longer than the one before', () => {
    const again = (since: string, ran: string) =>
      lifeOf({
        containers: [
          buildContainer({ state: runningState(since), restarts: 2, lastState: terminatedState(1, since, { ran }) }),
        ],
      });
    expect(again('10s', '5s')).toMatchObject({ state: 'Starting Error', level: 'errored' });
    expect(again('40s', '5s')).toMatchObject({ state: 'Responsive', level: 'running' });
    expect(again('40s', '1m')).toMatchObject({ state: 'Starting Error' });
    expect(again('2m', '1m')).toMatchObject({ state: 'Responsive' });
  });

  it('does not call a container that ran for days and restarted once a failed start', () => {
    const restarted = buildContainer({
      state: runningState('10s'),
      restarts: 1,
      lastState: terminatedState(137, '11s', { ran: '3d', reason: 'OOMKilled' }),
    });
    expect(lifeOf({ containers: [restarted] })).toMatchObject({ state: 'Responsive', level: 'running' });
  });

  it('is Decommissioned from the request to stop on, and degraded when it does not go', () => {
    const leaving = (deletionTimestamp: string) =>
      lifeOf({
        metadata: { deletionTimestamp, finalizers: ['acme.test/hold'] },
        spec: { terminationGracePeriodSeconds: 30 },
      });
    expect(leaving(timestampAgo('0s'))).toEqual({
      state: 'Decommissioned',
      level: 'running',
      text: '',
      since: TEST_NOW - 30_000,
    });
    expect(leaving(timestampAgo('11m'))).toMatchObject({ state: 'Decommissioned', level: 'degraded' });
    expect(leaving(timestampAgo('11m')).text).toContain('held by acme.test/hold');
  });

  it('is Decommissioned when it is about to be evicted', () => {
    const conditions = [
      {
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'EvictionByEvictionAPI',
        lastTransitionTime: timestampAgo('3s'),
      },
    ];
    expect(lifeOf({ conditions })).toMatchObject({ state: 'Decommissioned', level: 'running', since: TEST_NOW - 3000 });
  });

  it('is Completed or Failed once it has ended', () => {
    const ended = (phase: string, code: number) =>
      lifeOf({
        phase,
        containers: [buildContainer({ state: terminatedState(code, '1m') })],
        spec: { restartPolicy: 'Never' },
      });
    expect(ended('Succeeded', 0)).toMatchObject({ state: 'Completed', level: 'running', since: TEST_NOW - 60_000 });
    expect(ended('Failed', 3)).toMatchObject({ state: 'Failed', level: 'errored' });
    expect(ended('Failed', 3).text).toContain('exit code 3');
  });

  it('is Unresponsive with its node when its containers are ready by the last word of that', () => {
    const life = lifeOf({ conditions: notReadySince('5m') });
    expect(life).toMatchObject({ state: 'Unresponsive', level: 'degraded' });
    expect(life.text).toContain('node node-1 may not report');
  });

  it('is Unresponsive when nobody knows its state', () => {
    expect(lifeOf({ phase: 'Unknown' })).toMatchObject({ state: 'Unresponsive', level: 'degraded' });
  });

  it('leaves the retries of a Job to its Job', () => {
    const crashing = buildContainer({ state: waitingState('CrashLoopBackOff'), restarts: 2 });
    const owner = 'Job/import';
    expect(lifeOf({ owner, containers: [crashing] })).toMatchObject({ state: 'Starting', level: 'launching' });
    const stubborn = buildContainer({ state: waitingState('CrashLoopBackOff'), restarts: 7 });
    expect(lifeOf({ owner, containers: [stubborn] })).toMatchObject({ state: 'Starting Error', level: 'errored' });
  });
});
