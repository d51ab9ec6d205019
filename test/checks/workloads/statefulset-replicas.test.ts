import { expect, it } from 'vitest';
import check from '../../../checks/workloads/statefulset-replicas.ts';
import { buildContainer, buildPod, timestampAgo } from '../../support/build-pods.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { statefulSetRow } from './stateful-set-rows.ts';

const memberPod = (ordinal: number, ready = true, age = '1h', more: object = {}) =>
  buildPod({ name: `kv-${ordinal}`, owner: 'StatefulSet/kv', age, containers: [buildContainer({ ready })], ...more });

const updatingStatus = { readyReplicas: 3, updatedReplicas: 1, updateRevision: 'kv-2' };

it('the first bad ordinal is named, with what its pods may tell', async () => {
  const { findings } = await judgeRows(check, {
    statefulSets: [statefulSetRow({ status: { readyReplicas: 1, updatedReplicas: 2, updateRevision: 'kv-2' } })],
    pods: [memberPod(2, false, '20m'), memberPod(1, false, '11m'), memberPod(0)],
  });
  expect(findings).toEqual([
    expect.objectContaining({
      reason: 'replicas_missing',
      message: '1 of 3 replicas ready: kv-1 is not ready for 11m; update to kv-2 stands at 2 of 3',
      evidence: { pod: 'kv-1', wanted: 3, ready: 1, updated: 2, firstBad: 'kv-1' },
      because: ['kv-2', 'kv-1', 'kv-0'].map((name) => ({ kind: 'Pod', namespace: 'shop', name })),
    }),
  ]);
});

it('the ordinals begin where the set says', async () => {
  const statefulSets = [
    statefulSetRow({ spec: { replicas: 3, ordinals: { start: 1 } }, status: { readyReplicas: 2 } }),
  ];
  const { findings } = await judgeRows(check, { statefulSets, pods: [memberPod(1), memberPod(3)] });
  expect(findings[0]?.message).toBe('2 of 3 replicas ready: kv-2 does not exist');
});

it('a pod that is not created is a finding', async () => {
  const statefulSets = [statefulSetRow({ status: { readyReplicas: 2 } })];
  const { findings } = await judgeRows(check, { statefulSets, pods: [memberPod(0), memberPod(1)] });
  expect(findings[0]?.message).toBe('2 of 3 replicas ready: kv-2 does not exist');
});

it.each([
  ['10m', 0],
  ['601s', 1],
])('a StatefulSet that is not ready for %s gives %i findings', async (since, count) => {
  const sources = {
    statefulSets: [statefulSetRow({ status: { readyReplicas: 2 } })],
    pods: [memberPod(0), memberPod(1), memberPod(2, false, since)],
  };
  expect((await judgeRows(check, sources)).findings).toHaveLength(count);
});

it.each([
  ['9m', 0],
  ['11m', 1],
])('a replica that is Terminating for %s past its grace period gives %i findings', async (since, count) => {
  const metadata = { deletionTimestamp: timestampAgo(since) };
  const { findings } = await judgeRows(check, {
    statefulSets: [statefulSetRow({ status: { readyReplicas: 2 } })],
    pods: [memberPod(0), memberPod(1), memberPod(2, false, '1h', { metadata })],
  });
  expect(findings.map(({ message }) => message)).toEqual(
    Array(count).fill(
      '2 of 3 replicas ready: kv-2 is Terminating for 11m past its grace period, and is made anew only when it is gone',
    ),
  );
});

it('a parallel set is judged by the replica that is unready for longest', async () => {
  const statefulSets = [
    statefulSetRow({ spec: { replicas: 3, podManagementPolicy: 'Parallel' }, status: { readyReplicas: 1 } }),
  ];
  const pods = [memberPod(0, false, '1m'), memberPod(1), memberPod(2, false, '2h')];
  expect((await judgeRows(check, { statefulSets, pods })).findings[0]?.evidence?.firstBad).toBe('kv-2');
});

it('an update that nobody carries on is a finding', async () => {
  const { findings } = await judgeRows(check, {
    statefulSets: [statefulSetRow({ status: updatingStatus })],
    pods: [0, 1, 2].map((n) => memberPod(n)),
  });
  expect(findings).toEqual([
    expect.objectContaining({
      reason: 'update_stuck',
      message: expect.stringContaining('1 of 3 replicas have revision kv-2'),
    }),
  ]);
});

it.each([
  ['nothing', [], []],
  ['all ready', [statefulSetRow()], []],
  ['parked', [statefulSetRow({ spec: { replicas: 0 }, status: { readyReplicas: 0 } })], []],
  [
    'an update by hand',
    [statefulSetRow({ spec: { updateStrategy: { type: 'OnDelete' } }, status: updatingStatus })],
    [memberPod(0)],
  ],
  [
    'an update up to its partition',
    [
      statefulSetRow({
        spec: { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } } },
        status: updatingStatus,
      }),
    ],
    [memberPod(0)],
  ],
  [
    'an update that just replaced a pod',
    [statefulSetRow({ status: updatingStatus })],
    [memberPod(0), memberPod(1), memberPod(2, true, '1m')],
  ],
  [
    'a pod that is drained',
    [statefulSetRow({ status: { readyReplicas: 2 } })],
    [memberPod(0), memberPod(1), memberPod(2, false, '1h', { metadata: { deletionTimestamp: timestampAgo('5s') } })],
  ],
])('statefulset-replicas is healthy: %s', async (_, statefulSets, pods) =>
  expect((await judgeRows(check, { statefulSets, pods })).findings).toEqual([]),
);
