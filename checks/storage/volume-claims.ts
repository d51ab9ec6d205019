import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { describeCommand } from '../../src/kubernetes/objects/kubectl.ts';
import type { PersistentVolumeClaimRow } from '../../src/kubernetes/views/persistent-volume-claims.ts';
import type { StorageClassRow } from '../../src/kubernetes/views/storage-classes.ts';
import type { Finding } from '../../src/model/result.ts';
import { duration } from '../../src/params/duration.ts';
import { formatDuration } from '../../src/text/duration-text.ts';
import { classOfClaim, NO_PROVISIONER } from './claim-class.ts';
import { deletedClaimFindings, usersOfClaim } from './deleted-claims.ts';
import { resizeFindings } from './volume-resizing.ts';

export default defineCheck({
  group: 'storage',
  name: 'volume-claims',
  title: 'Claims have their volumes',
  why: 'A pod whose claim waits for a volume waits as well, or has lost its data.',
  remedy: 'Name a StorageClass that exists and can make such a volume, or make the volume by hand.',
  severity: 'sev2',
  needs: ['persistentVolumeClaims'],
  wants: ['storageClasses', 'pods'],
  params: z.strictObject({
    grace: duration().prefault('5m').describe('How long a claim may wait for its volume'),
    deletion: duration().prefault('10m').describe('How long the deletion of a claim that is in use may wait'),
    resize: duration().prefault('15m').describe('How long a volume may take to grow'),
  }),
  run({ persistentVolumeClaims, storageClasses, pods, params, now }) {
    const isUsed = (row: PersistentVolumeClaimRow) => pods === undefined || usersOfClaim(row, pods).length > 0;
    return persistentVolumeClaims.flatMap((row) => {
      if (row.deletingAt !== undefined)
        return deletedClaimFindings(row, { pods: pods ?? [], grace: params.deletion, now });
      if (row.phase === 'Lost') return [lostClaimFinding(row)];
      if (row.phase !== 'Pending') return resizeFindings(row, { limit: now - params.resize, isUsed: isUsed(row) });
      const chosen = classOfClaim(row, storageClasses);
      if (now - row.createdAt <= params.grace || waitsForConsumer(row, chosen)) return [];
      return [pendingClaimFinding(row, { chosen, isKnown: storageClasses !== undefined, now })];
    });
  },
});

/**
 * Whether a claim waits for its first consumer, as its class says: no volume is made before the scheduler chose a node.
 */
const waitsForConsumer = (row: PersistentVolumeClaimRow, chosen: StorageClassRow | undefined): boolean =>
  chosen?.binding === 'WaitForFirstConsumer' && row.selectedNode === undefined && row.volume === undefined;

const lostClaimFinding = ({ ref, volume }: PersistentVolumeClaimRow): Finding => ({
  reason: 'claim_lost',
  message: `Lost: its volume ${volume ?? ''} is gone`,
  object: ref,
  evidence: { volume: volume ?? null },
  next: [describeCommand(ref), 'kubectl get persistentvolumes'],
});

interface ClaimContext {
  readonly chosen: StorageClassRow | undefined;
  /** Whether the classes could be read. */
  readonly isKnown: boolean;
  readonly now: number;
}

const pendingClaimFinding = (row: PersistentVolumeClaimRow, { chosen, isKnown, now }: ClaimContext): Finding => {
  const { ref, storageClass, requested, accessModes } = row;
  const missing = isKnown && chosen === undefined && storageClass ? `StorageClass/${storageClass}` : null;
  const age = formatDuration(now - row.createdAt);
  const cause = pendingReason(row, { chosen, isKnown });
  return {
    reason: 'claim_pending',
    message: `Pending for ${age}, not bound: ${cause}`,
    brief: `not bound: ${cause}`,
    object: ref,
    evidence: { missing, storageClass: storageClass ?? null, requested: requested ?? null, accessModes },
    next: [describeCommand(ref), 'kubectl get storageclasses,persistentvolumes'],
    because: [
      ...(chosen === undefined ? [] : [chosen.ref]),
      ...(row.volume === undefined ? [] : [{ kind: 'PersistentVolume', name: row.volume }]),
      ...(row.selectedNode === undefined ? [] : [{ kind: 'Node', name: row.selectedNode }]),
    ],
  };
};

const pendingReason = (
  row: PersistentVolumeClaimRow,
  { chosen, isKnown }: Pick<ClaimContext, 'chosen' | 'isKnown'>,
): string => {
  const { storageClass, volume, requested = '?', accessModes, selectedNode } = row;
  const wish = `${requested} ${accessModes.join(', ')}`;
  if (volume !== undefined) return `PersistentVolume ${volume} that it names is not there or not free`;
  if (storageClass === '') return `it names no StorageClass, and no volume fits (${wish})`;
  if (!isKnown) return `StorageClass ${storageClass ?? 'of the cluster'} made no volume (${wish})`;
  if (chosen === undefined)
    return storageClass === undefined
      ? 'it names no StorageClass and no class is the default'
      : `StorageClass ${storageClass} does not exist, and no volume fits (${wish})`;
  const where = selectedNode === undefined ? '' : ` on node ${selectedNode}`;
  if (chosen.provisioner === NO_PROVISIONER)
    return `StorageClass ${chosen.ref.name} makes no volumes (${NO_PROVISIONER}), and no volume made by hand fits${where} (${wish})`;
  return `provisioner ${chosen.provisioner} of StorageClass ${chosen.ref.name} made no volume${where} (${wish})`;
};
