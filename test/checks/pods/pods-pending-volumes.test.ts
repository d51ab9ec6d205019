import { describe, expect, it } from 'vitest';
import check from '../../../checks/pods/pods-pending.ts';
import { buildNode, buildPod, timestampAgo } from '../../support/build-pods.ts';
import { buildRow } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { pendingPod, requestingParts } from './pending-pods.ts';

it('an unbound claim explains a pending pod', async () => {
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
  const { findings } = await judgeRows(check, {
    pods: [
      pendingPod(
        '0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found',
        requestingParts({}, { volumes }),
      ),
    ],
  });
  expect(findings[0]?.because).toEqual([{ kind: 'PersistentVolumeClaim', namespace: 'shop', name: 'data' }]);
});

it.each([
  ['StatefulSet/store', true],
  ['Deployment/web', false],
])('a claim that is gone, of a pod of %s: whether to delete the pod', async (owner, isMadeAgain) => {
  const message = '0/3 nodes are available: persistentvolumeclaim "data-store-1" not found.';
  const pods = [
    buildPod({
      ...{ name: 'store-1', owner, phase: 'Pending', node: null, age: '1h', containers: [] },
      conditions: [
        {
          type: 'PodScheduled',
          status: 'False',
          reason: 'Unschedulable',
          message,
          lastTransitionTime: timestampAgo('1h'),
        },
      ],
    }),
  ];
  const { findings } = await judgeRows(check, { pods });
  expect(findings[0]?.next?.includes('kubectl -n shop delete pod store-1')).toBe(isMadeAgain);
  expect(findings[0]?.message.includes('claim data-store-1 was deleted: delete pod store-1')).toBe(isMadeAgain);
});

describe('the volume of a claim', () => {
  const message = '0/3 nodes are available: 3 node(s) had volume node affinity conflict.';
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
  const claim = (spec: object) => buildRow('persistentVolumeClaims', { name: 'data', spec });
  const volumeAt = (key: string, value: string) =>
    buildRow('persistentVolumes', {
      ...{ name: 'pv-1', namespace: null },
      spec: {
        nodeAffinity: {
          required: { nodeSelectorTerms: [{ matchExpressions: [{ key, operator: 'In', values: [value] }] }] },
        },
      },
    });
  const nodes = [
    buildNode({ name: 'node-1', labels: { host: 'node-1', zone: 'a' }, cordoned: true }),
    ...['2', '3', '4', '5'].map((n) => buildNode({ name: `node-${n}`, labels: { host: `node-${n}`, zone: 'b' } })),
  ];
  const judge = async (sources: object, text = message) =>
    (
      await judgeRows(check, {
        ...{ pods: [pendingPod(text, requestingParts({}, { volumes }))], nodes },
        ...sources,
      })
    ).findings[0];

  it.each([
    ['host', 'node-1', 'host=node-1: node-1 (cordoned)'],
    ['host', 'node-9', 'host=node-9: no node has them'],
    ['zone', 'b', 'zone=b'],
  ])('is told with its nodes: %s=%s', async (key, value, place) => {
    const sources = {
      persistentVolumeClaims: [claim({ volumeName: 'pv-1' })],
      persistentVolumes: [volumeAt(key, value)],
    };
    const finding = await judge(sources);
    expect(finding?.evidence?.hints).toEqual([`claim data has volume pv-1, which is for nodes with ${place}`]);
    expect(finding?.because).toContainEqual({ kind: 'PersistentVolumeClaim', namespace: 'shop', name: 'data' });
    expect((finding?.because ?? []).filter(({ kind }) => kind === 'Node').map(({ name }) => name)).toEqual(
      { 'node-1': ['node-1'], b: ['node-2', 'node-3', 'node-4', 'node-5'] }[value] ?? [],
    );
  });

  it('that nobody makes is told with its class', async () => {
    const local = buildRow('storageClasses', {
      ...{ name: 'local', namespace: null },
      more: { provisioner: 'kubernetes.io/no-provisioner', volumeBindingMode: 'WaitForFirstConsumer' },
    });
    const sources = { persistentVolumeClaims: [claim({ storageClassName: 'local' })], storageClasses: [local] };
    const text = "0/1 nodes are available: 1 node(s) didn't find available persistent volumes to bind.";
    expect((await judge(sources, text))?.message).toContain(
      'claim data waits for a volume made by hand: StorageClass local makes none (kubernetes.io/no-provisioner)',
    );
  });

  it('is not told where it may be anywhere, or nobody could read it', async () => {
    const persistentVolumeClaims = [claim({ volumeName: 'pv-1' })];
    const persistentVolumes = [buildRow('persistentVolumes', { name: 'pv-1', namespace: null })];
    expect((await judge({ persistentVolumeClaims, persistentVolumes }))?.evidence?.hints).toEqual([]);
    expect((await judge({ persistentVolumeClaims }))?.evidence?.hints).toEqual([]);
    expect((await judge({}))?.evidence?.hints).toEqual([]);
  });
});
