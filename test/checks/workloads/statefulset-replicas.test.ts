import { expect, it } from 'vitest';
import references from '../../../checks/workloads/statefulset-references.ts';
import check from '../../../checks/workloads/statefulset-replicas.ts';
import { ago, container, pod } from '../../support/build.ts';
import { judge } from '../../support/judge.ts';
import { type ObjectParts, row } from '../../support/rows.ts';

const set = (parts: ObjectParts = {}) =>
  row('statefulSets', {
    ...{ name: 'kv', ...parts },
    spec: { replicas: 3, serviceName: 'kv', ...parts.spec },
    status: {
      ...{ readyReplicas: 3, updatedReplicas: 3, currentRevision: 'kv-1', updateRevision: 'kv-1', ...parts.status },
    },
  });
const member = (ordinal: number, ready = true, age = '1h', more: object = {}) =>
  pod({ name: `kv-${ordinal}`, owner: 'StatefulSet/kv', age, containers: [container({ ready })], ...more });
const updating = { readyReplicas: 3, updatedReplicas: 1, updateRevision: 'kv-2' };

it('the first bad ordinal is named, with what its pods may tell', async () => {
  const { findings } = await judge(check, {
    statefulSets: [set({ status: { readyReplicas: 1, updatedReplicas: 2, updateRevision: 'kv-2' } })],
    pods: [member(2, false, '20m'), member(1, false, '11m'), member(0)],
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

it('a pod that is not created is a finding', async () => {
  const statefulSets = [set({ status: { readyReplicas: 2 } })];
  const { findings } = await judge(check, { statefulSets, pods: [member(0), member(1)] });
  expect(findings[0]?.message).toBe('2 of 3 replicas ready: kv-2 does not exist for 1h');
});

it.each([
  ['10m', 0],
  ['601s', 1],
])('a StatefulSet that is not ready for %s gives %i findings', async (since, count) => {
  const sources = {
    statefulSets: [set({ status: { readyReplicas: 2 } })],
    pods: [member(0), member(1), member(2, false, since)],
  };
  expect((await judge(check, sources)).findings).toHaveLength(count);
});

it('an update that nobody carries on is a finding', async () => {
  const { findings } = await judge(check, {
    statefulSets: [set({ status: updating })],
    pods: [0, 1, 2].map((n) => member(n)),
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
  ['all ready', [set()], []],
  ['parked', [set({ spec: { replicas: 0 }, status: { readyReplicas: 0 } })], []],
  ['an update by hand', [set({ spec: { updateStrategy: { type: 'OnDelete' } }, status: updating })], [member(0)]],
  [
    'an update up to its partition',
    [set({ spec: { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } } }, status: updating })],
    [member(0)],
  ],
  ['an update that just replaced a pod', [set({ status: updating })], [member(0), member(1), member(2, true, '1m')]],
  [
    'a pod that is drained',
    [set({ status: { readyReplicas: 2 } })],
    [member(0), member(1), member(2, false, '1h', { metadata: { deletionTimestamp: ago('5s') } })],
  ],
])('statefulset-replicas is healthy: %s', async (_, statefulSets, pods) =>
  expect((await judge(check, { statefulSets, pods })).findings).toEqual([]),
);

it('Services and classes that a StatefulSet names and that do not exist are named', async () => {
  const claims = [{ metadata: { name: 'data' }, spec: { storageClassName: 'fast' } }];
  const statefulSets = [set({ spec: { volumeClaimTemplates: claims } })];
  const { findings } = await judge(references, { statefulSets, services: [], storageClasses: [] });
  expect(findings.map(({ evidence }) => evidence?.missing)).toEqual(['Service/kv', 'StorageClass/fast']);
  expect((await judge(references, { statefulSets })).findings).toEqual([]);
  const there = {
    services: [row('services', { name: 'kv' })],
    storageClasses: [row('storageClasses', { name: 'fast', namespace: null, more: { provisioner: 'x' } })],
  };
  expect((await judge(references, { statefulSets, ...there })).findings).toEqual([]);
});
