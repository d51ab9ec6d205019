import { describe, expect, it } from 'vitest';
import claims from '../../../checks/storage/volume-claims.ts';
import { buildPod, timestampAgo } from '../../support/build-pods.ts';
import { buildCondition, buildRow, type ObjectParts } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { storageClassRow } from './storage-class-rows.ts';

const lazyClass = storageClassRow('lazy', { volumeBindingMode: 'WaitForFirstConsumer' });

describe('claims', () => {
  const claim = (spec: object, parts: ObjectParts = {}) =>
    buildRow('persistentVolumeClaims', {
      ...{ name: 'data', ...parts },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '2Gi' } }, ...spec },
      status: { phase: 'Pending', ...parts.status },
    });

  it.each([
    [{ storageClassName: 'fast' }, 'StorageClass fast does not exist, and no volume fits (2Gi ReadWriteOnce)'],
    [{ storageClassName: '' }, 'it names no StorageClass, and no volume fits (2Gi ReadWriteOnce)'],
    [{}, 'it names no StorageClass and no class is the default'],
    [{ storageClassName: 'slow' }, 'provisioner csi.acme.test of StorageClass slow made no volume (2Gi ReadWriteOnce)'],
    [
      { storageClassName: 'local' },
      'StorageClass local makes no volumes (kubernetes.io/no-provisioner), and no volume made by hand fits (2Gi ReadWriteOnce)',
    ],
    [{ storageClassName: 'slow', volumeName: 'pv-1' }, 'PersistentVolume pv-1 that it names is not there or not free'],
  ])('%o is not bound', async (spec, why) => {
    const { findings } = await judgeRows(claims, {
      persistentVolumeClaims: [claim(spec)],
      storageClasses: [
        storageClassRow('slow'),
        storageClassRow('local', { provisioner: 'kubernetes.io/no-provisioner' }),
      ],
    });
    expect(findings).toEqual([
      expect.objectContaining({ reason: 'claim_pending', message: `Pending for 1h, not bound: ${why}` }),
    ]);
  });

  describe('that is deleted while a pod uses it', () => {
    const deleted = (since: string) =>
      claim(
        { volumeName: 'pv-1' },
        { metadata: { deletionTimestamp: timestampAgo(since) }, status: { phase: 'Bound' } },
      );
    const user = (parts: Parameters<typeof buildPod>[0] = {}) =>
      buildPod({
        ...{ name: 'web-1', ...parts },
        spec: { containers: [], volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] },
      });

    it('is a warning that says what is lost', async () => {
      const { findings } = await judgeRows(claims, { persistentVolumeClaims: [deleted('6d')], pods: [user()] });
      expect(findings).toEqual([
        expect.objectContaining({
          reason: 'claim_deleted',
          level: 'warning',
          message:
            'deleted 6d ago and still in use by pod web-1: when that pod restarts, the claim and its data are gone',
        }),
      ]);
    });

    it.each([
      ['for ten minutes', '10m', [user()]],
      ['and nothing uses it', '6d', []],
      ['by a pod that is leaving', '6d', [user({ metadata: { deletionTimestamp: timestampAgo('1m') } })]],
      ['by a pod that is done', '6d', [user({ phase: 'Succeeded' })]],
      ['in another namespace', '6d', [user({ namespace: 'other' })]],
    ])('is none %s', async (_, since, pods) => {
      expect((await judgeRows(claims, { persistentVolumeClaims: [deleted(since)], pods })).findings).toEqual([]);
    });
  });

  it('without the classes it judges all the same', async () => {
    const { findings } = await judgeRows(claims, { persistentVolumeClaims: [claim({ storageClassName: 'fast' })] });
    expect(findings[0]).toMatchObject({
      message: expect.stringContaining('StorageClass fast made no volume'),
      evidence: { missing: null },
    });
  });

  it('a node was chosen, and its volume is still not made', async () => {
    const chosen = claim(
      { storageClassName: 'lazy' },
      { annotations: { 'volume.kubernetes.io/selected-node': 'node-1' } },
    );
    const { findings } = await judgeRows(claims, { persistentVolumeClaims: [chosen], storageClasses: [lazyClass] });
    expect(findings[0]?.message).toContain('made no volume on node node-1');
  });

  it('a volume that is lost, or does not grow', async () => {
    const resize = [
      buildCondition('FileSystemResizePending', 'True', '16m', { message: 'Waiting for user to (re-)start a pod' }),
    ];
    const { findings } = await judgeRows(claims, {
      persistentVolumeClaims: [
        claim({ volumeName: 'pv-1' }, { status: { phase: 'Lost' } }),
        claim({}, { status: { phase: 'Bound', capacity: { storage: '1Gi' }, conditions: resize } }),
        claim({}, { status: { phase: 'Bound', allocatedResourceStatuses: { storage: 'ControllerResizeInfeasible' } } }),
      ],
    });
    expect(findings.map(({ reason, level }) => [reason, level])).toEqual([
      ['claim_lost', undefined],
      ['volume_resize', 'warning'],
      ['volume_resize', 'fault'],
    ]);
  });

  it.each([
    ['a pod that runs', { phase: 'Running' }, 1],
    ['a pod that is done', { phase: 'Succeeded' }, 0],
  ])('a file system that waits to grow is a finding with %s: %o gives %i', async (_, parts, count) => {
    const conditions = [buildCondition('FileSystemResizePending', 'True', '3d')];
    const row = claim({}, { status: { phase: 'Bound', conditions } });
    const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: row.ref.name } }];
    const sources = { persistentVolumeClaims: [row], pods: [buildPod({ ...parts, spec: { volumes } })] };
    expect((await judgeRows(claims, sources)).findings).toHaveLength(count);
  });

  const bound = { phase: 'Bound' };
  it.each([
    ['nothing', []],
    ['bound', [claim({}, { status: bound })]],
    ['new', [claim({ storageClassName: 'fast' }, { age: '5m' })]],
    ['PVC WaitForFirstConsumer', [claim({ storageClassName: 'lazy' })]],
    [
      'growing since a minute',
      [claim({}, { status: { ...bound, conditions: [buildCondition('Resizing', 'True', '1m')] } })],
    ],
    ['deleted', [claim({ storageClassName: 'fast' }, { metadata: { deletionTimestamp: timestampAgo('1s') } })]],
  ])('healthy: %s', async (_, persistentVolumeClaims) =>
    expect((await judgeRows(claims, { persistentVolumeClaims, storageClasses: [lazyClass] })).findings).toEqual([]),
  );
});
