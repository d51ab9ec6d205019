import { describe, expect, it } from 'vitest';
import volumes from '../../../checks/storage/volumes.ts';
import { timestampAgo } from '../../support/build-pods.ts';
import { buildRow } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';

describe('volumes', () => {
  const volume = (phase: string, since = '1h', more: object = {}) =>
    buildRow('persistentVolumes', {
      ...{ name: 'pv-1', namespace: null, spec: { claimRef: { namespace: 'shop', name: 'data' } } },
      status: { phase, lastPhaseTransitionTime: timestampAgo(since), ...more },
    });

  it.each([
    ['Failed', '301s', 1],
    ['Failed', '5m', 0],
    ['Pending', '6m', 1],
    ['Bound', '1h', 0],
  ])('%s for %s gives %i findings', async (phase, since, count) =>
    expect((await judgeRows(volumes, { persistentVolumes: [volume(phase, since)] })).findings).toHaveLength(count),
  );

  it('the words of the provisioner', async () => {
    const failed = volume('Failed', '6m', { reason: 'VolumeFailedDelete', message: 'disk is in use' });
    expect((await judgeRows(volumes, { persistentVolumes: [failed] })).findings[0]?.message).toBe(
      'Failed for 6m (claim shop/data): VolumeFailedDelete: disk is in use',
    );
  });

  it('those that are free are noted', async () => {
    const persistentVolumes = [volume('Released'), volume('Available'), volume('Available')];
    expect(await judgeRows(volumes, { persistentVolumes })).toEqual({
      findings: [],
      notes: ['1 volume is Released', '2 volumes are Available'],
    });
  });
});
