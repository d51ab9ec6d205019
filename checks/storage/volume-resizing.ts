import { findConditionWithStatus, formatCondition } from '../../src/kubernetes/objects/conditions.ts';
import { describeCommand } from '../../src/kubernetes/objects/kubectl.ts';
import type { PersistentVolumeClaimRow } from '../../src/kubernetes/views/persistent-volume-claims.ts';
import type { Finding } from '../../src/model/result.ts';

const ERROR_CONDITIONS = ['ControllerResizeError', 'NodeResizeError', 'ModifyVolumeError'];
const PENDING_CONDITIONS = ['FileSystemResizePending', 'Resizing'];

/**
 * Findings about a bound claim that does not grow: errors at once, pending steps that began before `limit`. The file system
 * of a claim that no pod uses grows when one does.
 */
export const resizeFindings = (
  row: PersistentVolumeClaimRow,
  { limit, isUsed }: { readonly limit: number; readonly isUsed: boolean },
): readonly Finding[] => {
  const failed = ERROR_CONDITIONS.flatMap((type) => findConditionWithStatus(row, type, 'True') ?? []);
  const waiting = PENDING_CONDITIONS.flatMap((type) => findConditionWithStatus(row, type, 'True') ?? []);
  const infeasible = Object.values(row.resizing ?? {}).filter((status) => status.endsWith('Infeasible'));
  const texts = [
    ...failed.map((condition) => `${condition.type}: ${formatCondition(condition)}`),
    ...infeasible,
    ...waiting
      .filter(({ type, at }) => (at ?? row.createdAt) < limit && (isUsed || type !== 'FileSystemResizePending'))
      .map((condition) => `${condition.type}: ${formatCondition(condition)}`),
  ];
  if (texts.length === 0) return [];
  const { ref, capacity = '?', requested = '?' } = row;
  return [
    {
      reason: 'volume_resize',
      level: failed.length + infeasible.length > 0 ? 'fault' : 'warning',
      message: `has ${capacity} and was to grow to ${requested}: ${texts.join('; ')}`,
      object: ref,
      evidence: { capacity, requested },
      next: [describeCommand(ref)],
    },
  ];
};
