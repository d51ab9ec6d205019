import { conditionWith, wordsOf } from '../../src/kubernetes/objects/conditions.ts';
import { describeObject } from '../../src/kubernetes/objects/kubectl.ts';
import type { PersistentVolumeClaimRow } from '../../src/kubernetes/views/persistent-volume-claims.ts';
import type { Finding } from '../../src/model/result.ts';

const ERROR_CONDITIONS = ['ControllerResizeError', 'NodeResizeError', 'ModifyVolumeError'];
const PENDING_CONDITIONS = ['FileSystemResizePending', 'Resizing'];

/** What keeps a bound claim from growing: errors at once, what waits when it began before the limit. */
export const resizeTroubles = (row: PersistentVolumeClaimRow, limit: number): readonly Finding[] => {
  const failed = ERROR_CONDITIONS.flatMap((type) => conditionWith(row, type, 'True') ?? []);
  const waiting = PENDING_CONDITIONS.flatMap((type) => conditionWith(row, type, 'True') ?? []);
  const infeasible = Object.values(row.resizing ?? {}).filter((status) => status.endsWith('Infeasible'));
  const told = [
    ...failed.map((condition) => `${condition.type}: ${wordsOf(condition)}`),
    ...infeasible,
    ...waiting
      .filter(({ at }) => (at ?? row.createdAt) < limit)
      .map((condition) => `${condition.type}: ${wordsOf(condition)}`),
  ];
  if (told.length === 0) return [];
  const { ref, capacity = '?', requested = '?' } = row;
  return [
    {
      reason: 'volume_resize',
      level: failed.length + infeasible.length > 0 ? 'fault' : 'warning',
      message: `has ${capacity} and was to grow to ${requested}: ${told.join('; ')}`,
      object: ref,
      evidence: { capacity, requested },
      next: [describeObject(ref)],
    },
  ];
};
