import { describe, expect, it } from 'vitest';
import check from '../../../checks/api/held-deletions.ts';
import type { ListedViewName } from '../../../src/kubernetes/resources.ts';
import { buildPod, timestampAgo } from '../../support/build-pods.ts';
import { buildRow, type ObjectParts } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';

const FINALIZER = 'service.kubernetes.io/load-balancer-cleanup';

const deletedRow = <Name extends ListedViewName>(
  view: Name,
  since: string,
  parts: ObjectParts & { by?: string } = {},
) =>
  buildRow(view, {
    ...parts,
    metadata: { deletionTimestamp: timestampAgo(since), finalizers: [parts.by ?? FINALIZER], ...parts.metadata },
  });

const judge = (sources: object) => judgeRows(check, { services: [], persistentVolumeClaims: [], pods: [], ...sources });

it('a Service whose load balancer is not taken away names its finalizer', async () => {
  expect((await judge({ services: [deletedRow('services', '3h')] })).findings).toEqual([
    expect.objectContaining({
      reason: 'deletion_held',
      message: `deleted 3h ago and still there: its finalizers hold it: ${FINALIZER}`,
      object: { kind: 'Service', namespace: 'shop', name: 'web' },
      evidence: { finalizers: [FINALIZER], deletedAt: expect.any(String) },
    }),
  ]);
});

it.each([
  'services',
  'ingresses',
  'networkPolicies',
  'persistentVolumeClaims',
  'deployments',
  'statefulSets',
  'daemonSets',
  'replicaSets',
  'jobs',
  'cronJobs',
  'horizontalPodAutoscalers',
  'podDisruptionBudgets',
  'persistentVolumes',
] as const)('%s that are held are found, those within the grace time and the living not', async (view) => {
  const rows = [
    deletedRow(view, '31m', { name: 'old' }),
    deletedRow(view, '30m', { name: 'new' }),
    buildRow(view, { name: 'living', metadata: { finalizers: [FINALIZER] } }),
  ];
  expect((await judge({ [view]: rows })).findings.map(({ object, level }) => [object?.name, level])).toEqual([
    ['old', undefined],
  ]);
});

describe('a deletion that waits on purpose', () => {
  const claim = deletedRow('persistentVolumeClaims', '6d', { name: 'data', by: 'kubernetes.io/pvc-protection' });
  const user = (parts: object = {}) => buildPod(parts);
  const foreground = deletedRow('deployments', '2h', { by: 'foregroundDeletion' });
  const leaving = (since: string) => buildPod({ metadata: { deletionTimestamp: timestampAgo(since) } });

  it('is left to the check of claims where a pod uses the claim', async () => {
    const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
    const pods = [user({ spec: { volumes } })];
    expect((await judge({ persistentVolumeClaims: [claim], pods })).findings).toEqual([]);
    expect((await judge({ persistentVolumeClaims: [claim], pods: undefined })).findings).toEqual([]);
    expect((await judge({ persistentVolumeClaims: [claim] })).findings).toHaveLength(1);
  });

  it.each([
    ['Succeeded', [], 'warning'],
    ['Failed', [], 'warning'],
    ['Succeeded', ['example.io/backup'], undefined],
  ])('is a claim that a pod keeps which %s, beside %o: %s', async (phase, others, level) => {
    const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
    const finalizers = ['kubernetes.io/pvc-protection', ...others];
    const held = deletedRow('persistentVolumeClaims', '6d', { name: 'data', metadata: { finalizers } });
    const { findings } = await judge({ persistentVolumeClaims: [held], pods: [user({ phase, spec: { volumes } })] });
    expect(findings).toEqual([
      expect.objectContaining({
        message: `deleted 6d ago and still there: its finalizers hold it: ${finalizers.join(', ')}; 1 pod has ended and still counts as using it: web-1`,
        next: expect.arrayContaining(['kubectl -n shop delete pod web-1']),
      }),
    ]);
    expect(findings[0]?.level).toBe(level);
  });

  it('is healthy while pods have time to stop, and follows from one that does not', async () => {
    expect((await judge({ deployments: [foreground], pods: [leaving('20m')] })).findings).toEqual([]);
    const stuck = leaving('1h');
    const { findings } = await judge({ deployments: [foreground], pods: [stuck] });
    expect(findings[0]?.because).toEqual([stuck.ref]);
  });

  it('is told once for a Deployment and its ReplicaSets', async () => {
    const replicaSets = [deletedRow('replicaSets', '2h', { owner: 'Deployment/web', by: 'foregroundDeletion' })];
    expect((await judge({ deployments: [foreground], replicaSets })).findings).toHaveLength(1);
  });

  it('is a warning for a volume that a claim still has', async () => {
    const spec = { claimRef: { namespace: 'shop', name: 'data' } };
    const bound = deletedRow('persistentVolumes', '2d', {
      ...{ name: 'pv-1', namespace: null, by: 'kubernetes.io/pv-protection', spec, status: { phase: 'Bound' } },
    });
    const { findings } = await judge({ persistentVolumes: [bound] });
    expect(findings.map(({ level, message }) => [level, message])).toEqual([
      [
        'warning',
        'deleted 2d ago and still there: its finalizers hold it: kubernetes.io/pv-protection; claim shop/data is bound to it: when that is deleted, the volume is gone',
      ],
    ]);
  });
});

it('nothing is found where there is nothing', async () => expect((await judge({})).findings).toEqual([]));
