import { describe, expect, it } from 'vitest';
import { cannotHeal, isAtRest } from '../../src/status/rest.ts';
import type { StatusRows } from '../../src/status/status-rows.ts';
import type { WorkloadStatus } from '../../src/status/workload-status.ts';
import { workloadStatuses } from '../../src/status/workloads.ts';
import {
  buildContainer,
  buildPod,
  type PodParts,
  TEST_NOW,
  terminatedState,
  timestampAgo,
  waitingState,
} from '../support/build-pods.ts';
import { buildCondition, buildRow, type ObjectParts } from '../support/build-rows.ts';

const statusesOf = (rows: StatusRows['rows'], unread: StatusRows['unread'] = {}): readonly WorkloadStatus[] =>
  workloadStatuses({ rows, unread, now: TEST_NOW });

const statusOf = (rows: StatusRows['rows'], unread: StatusRows['unread'] = {}): WorkloadStatus => {
  const [first, ...others] = statusesOf(rows, unread);
  if (first === undefined || others.length > 0) throw new Error(`${others.length + 1} workloads`);
  return first;
};

const OLD_SET = 'web-6d5f8c7b9';
const NEW_SET = 'web-7c8d9f';

const deployment = (replicas: number, status: object = {}, more: Partial<ObjectParts> = {}) =>
  buildRow('deployments', {
    annotations: { 'deployment.kubernetes.io/revision': '2' },
    spec: { replicas },
    status: { replicas, readyReplicas: replicas, availableReplicas: replicas, updatedReplicas: replicas, ...status },
    ...more,
  });

const replicaSet = (name: string, revision: string) =>
  buildRow('replicaSets', {
    name,
    owner: 'Deployment/web',
    annotations: { 'deployment.kubernetes.io/revision': revision },
  });
const REPLICA_SETS = [replicaSet(OLD_SET, '1'), replicaSet(NEW_SET, '2')];

const oldPod = (name: string, parts: PodParts = {}) => buildPod({ name, ...parts });
const newPod = (name: string, parts: PodParts = {}) =>
  buildPod({
    name,
    owner: `ReplicaSet/${NEW_SET}`,
    labels: { 'pod-template-hash': '7c8d9f' },
    ...parts,
  });
const BAD_IMAGE = { age: '10m', containers: [buildContainer({ state: waitingState('InvalidImageName') })] };

describe('the state of a Deployment', () => {
  it('is running with all replicas responsive', () => {
    const status = statusOf({ deployments: [deployment(2)], replicaSets: [], pods: [oldPod('a'), oldPod('b')] });
    expect(status).toMatchObject({ state: 'running', text: '', wanted: 2, responsive: 2, rollout: null });
    expect(isAtRest(status)).toBe(true);
  });

  it('is errored by one container of one pod', () => {
    const bad = oldPod('b', {
      containers: [buildContainer(), buildContainer({ name: 'mesh', state: waitingState('CrashLoopBackOff') })],
    });
    const status = statusOf({ deployments: [deployment(2)], replicaSets: [], pods: [oldPod('a'), bad] });
    expect(status).toMatchObject({ state: 'errored', responsive: 1 });
    expect(status.replicas[0]?.ref.name).toBe('b');
  });

  it('is no longer errored once the failed pod is replaced', () => {
    const failed = oldPod('c', { phase: 'Failed', containers: [buildContainer({ state: terminatedState(1) })] });
    const rows = { deployments: [deployment(2)], replicaSets: [], pods: [oldPod('a'), failed] };
    expect(statusOf(rows).state).toBe('errored');
    expect(statusOf({ ...rows, pods: [...rows.pods, oldPod('b')] }).state).toBe('running');
  });

  it('is launching in a rollout, which names the revision that serves and the candidate', () => {
    const starting = newPod('n', {
      age: '10s',
      phase: 'Pending',
      containers: [buildContainer({ state: waitingState('ContainerCreating') })],
    });
    const rows = {
      deployments: [deployment(2, { updatedReplicas: 1 })],
      replicaSets: REPLICA_SETS,
      pods: [oldPod('a'), oldPod('b'), starting],
    };
    const status = statusOf(rows);
    expect(status).toMatchObject({
      state: 'launching',
      rollout: {
        current: { name: OLD_SET, number: '1', replicas: 2, responsive: 2 },
        candidate: { name: NEW_SET, number: '2', replicas: 1, responsive: 0 },
        text: 'revision 1 serves with 2, no replica of revision 2 is responsive yet',
      },
    });
    expect(isAtRest(status)).toBe(false);
  });

  it('tells of a candidate that never became responsive while the old revision serves, and cannot heal', () => {
    const rows = {
      deployments: [deployment(2, { updatedReplicas: 1 })],
      replicaSets: REPLICA_SETS,
      pods: [oldPod('a'), oldPod('b'), newPod('n', BAD_IMAGE)],
    };
    const status = statusOf(rows);
    expect(status.state).toBe('errored');
    expect(status.rollout?.text).toBe('revision 1 serves with 2, no replica of revision 2 became responsive');
    expect(cannotHeal(status)).toBe(true);
  });

  it('can heal when only the revision that is being replaced is broken', () => {
    const rows = {
      deployments: [deployment(1, { updatedReplicas: 1, availableReplicas: 0, readyReplicas: 0 })],
      replicaSets: REPLICA_SETS,
      pods: [
        oldPod('a', BAD_IMAGE),
        newPod('n', { age: '5s', containers: [buildContainer({ state: waitingState('ContainerCreating') })] }),
      ],
    };
    const status = statusOf(rows);
    expect(status.state).toBe('errored');
    expect(cannotHeal(status)).toBe(false);
  });

  it('is degraded once its rollout is past its deadline, with all old replicas there', () => {
    const conditions = [buildCondition('Progressing', 'False', '1m', { reason: 'ProgressDeadlineExceeded' })];
    const status = statusOf({
      deployments: [deployment(2, { conditions })],
      replicaSets: [],
      pods: [oldPod('a'), oldPod('b')],
    });
    expect(status).toMatchObject({ state: 'degraded', text: 'ProgressDeadlineExceeded' });
    expect(cannotHeal(status)).toBe(true);
  });

  it('is launching while its controller has not looked at a change', () => {
    const row = deployment(1, { observedGeneration: 1 }, { metadata: { generation: 2 } });
    expect(statusOf({ deployments: [row], replicaSets: [], pods: [oldPod('a')] }).state).toBe('launching');
  });

  it.each([
    ['1m', 'launching'],
    ['3m', 'errored'],
  ])('is, when its pods are refused for %s, %s', (since, state) => {
    const conditions = [
      buildCondition('ReplicaFailure', 'True', since, { reason: 'FailedCreate', message: 'exceeded quota: small' }),
    ];
    const row = deployment(2, { conditions, readyReplicas: 1, availableReplicas: 1 });
    const status = statusOf({ deployments: [row], replicaSets: [], pods: [oldPod('a')] });
    expect(status.state).toBe(state);
    expect(status.text).toContain('exceeded quota');
  });

  it('is launching while a scale-up makes pods, and degraded when one stays missing', () => {
    const short = (since: string) => {
      const conditions = [buildCondition('Available', 'True', '1h'), buildCondition('Progressing', 'True', since)];
      return statusOf({
        deployments: [deployment(2, { conditions, readyReplicas: 1, availableReplicas: 1 })],
        replicaSets: [],
        pods: [oldPod('a')],
      });
    };
    expect(short('1m').state).toBe('launching');
    expect(short('6m')).toMatchObject({ state: 'degraded', text: '1 of 2 replicas available' });
  });

  it('runs and is not at rest while a replica is leaving in a drain', () => {
    const leaving = oldPod('x', { metadata: { deletionTimestamp: timestampAgo('0s') } });
    const status = statusOf({ deployments: [deployment(1)], replicaSets: [], pods: [oldPod('a'), leaving] });
    expect(status).toMatchObject({ state: 'running', responsive: 1 });
    expect(isAtRest(status)).toBe(false);
  });

  it('is stopped at zero replicas, and launching while the last ones are still there', () => {
    const rows = { deployments: [deployment(0)], replicaSets: [] };
    expect(statusOf({ ...rows, pods: [] })).toMatchObject({ state: 'stopped', text: 'scaled to zero' });
    expect(statusOf({ ...rows, pods: [oldPod('a')] }).state).toBe('launching');
  });

  it('is unknown where its pods could not be read', () => {
    const status = statusOf({ deployments: [deployment(2)] }, { pods: 'pods is forbidden' });
    expect(status).toMatchObject({ state: 'unknown', text: 'pods is forbidden' });
  });

  it('is unknown by its pods where it could not be read itself', () => {
    const status = statusOf({ pods: [oldPod('a')], replicaSets: [] }, { deployments: 'deployments is forbidden' });
    expect(status).toMatchObject({
      ref: { kind: 'Deployment', name: 'web' },
      state: 'unknown',
      text: 'deployments is forbidden',
    });
  });
});

describe('the state of other workloads', () => {
  it('names both revisions of a StatefulSet during an update', () => {
    const set = buildRow('statefulSets', {
      spec: { replicas: 2 },
      status: {
        replicas: 2,
        readyReplicas: 2,
        availableReplicas: 2,
        updatedReplicas: 1,
        currentRevision: 'web-1',
        updateRevision: 'web-2',
      },
    });
    const pod = (name: string, hash: string) =>
      buildPod({ name, owner: 'StatefulSet/web', labels: { 'controller-revision-hash': hash } });
    const rows = { statefulSets: [set], pods: [pod('web-0', 'web-1'), pod('web-1', 'web-2')] };
    const status = statusOf(rows);
    expect(status.rollout?.text).toBe('web-1 serves with 1, 1 of 2 of web-2 are responsive');
    expect(status.state).toBe('running');
    expect(isAtRest(status)).toBe(false);
  });

  it('knows of no rollout of a StatefulSet whose partition keeps old replicas', () => {
    const set = buildRow('statefulSets', {
      spec: { replicas: 2, updateStrategy: { rollingUpdate: { partition: 1 } } },
      status: {
        replicas: 2,
        readyReplicas: 2,
        availableReplicas: 2,
        updatedReplicas: 1,
        currentRevision: 'web-1',
        updateRevision: 'web-2',
      },
    });
    const pod = (name: string, hash: string) =>
      buildPod({ name, owner: 'StatefulSet/web', labels: { 'controller-revision-hash': hash } });
    const status = statusOf({ statefulSets: [set], pods: [pod('web-0', 'web-1'), pod('web-1', 'web-2')] });
    expect(status).toMatchObject({ state: 'running', rollout: null });
  });

  it('is told of a DaemonSet by its nodes', () => {
    const set = buildRow('daemonSets', {
      status: {
        desiredNumberScheduled: 1,
        currentNumberScheduled: 1,
        numberReady: 1,
        numberAvailable: 1,
        updatedNumberScheduled: 1,
      },
    });
    expect(statusOf({ daemonSets: [set], pods: [buildPod({ owner: 'DaemonSet/web' })] })).toMatchObject({
      state: 'running',
      wanted: 1,
    });
    const none = buildRow('daemonSets', { status: { desiredNumberScheduled: 0 } });
    expect(statusOf({ daemonSets: [none], pods: [] })).toMatchObject({
      state: 'stopped',
      text: 'no node is to run it',
    });
  });

  it('is told of kinds that are not read by their pods', () => {
    const pods = [buildPod({ owner: 'Sidecarset/web' })];
    expect(statusOf({ pods })).toMatchObject({
      ref: { kind: 'Sidecarset', name: 'web' },
      state: 'running',
      wanted: null,
    });
  });

  it('says of pods whose workload is gone that it is', () => {
    const status = statusOf({ pods: [oldPod('a')], deployments: [], replicaSets: [] });
    expect(status.text).toBe('its Deployment is gone, and its pods are still there');
  });

  it.each([
    ['Complete', 'finished'],
    ['Failed', 'errored'],
  ])('is, of a Job with the condition %s, %s', (type, state) => {
    const job = buildRow('jobs', { name: 'import', status: { conditions: [buildCondition(type, 'True', '1m')] } });
    expect(statusOf({ jobs: [job], pods: [] }).state).toBe(state);
  });

  it.each([
    ['Always', {}, 'errored'],
    ['Never', {}, 'finished'],
    ['Never', { reason: 'Evicted' }, 'errored'],
  ])('is, of a pod without a controller that failed (restartPolicy %s, %o), %s', (restartPolicy, status, state) => {
    const containers = [buildContainer({ state: terminatedState(1) })];
    const pod = buildPod({ owner: null, phase: 'Failed', containers, spec: { restartPolicy } as object, status });
    expect(statusOf({ pods: [pod] }).state).toBe(state);
  });
});
