import type { Condition } from '../../src/kubernetes/fields/condition.ts';
import { describeCommand } from '../../src/kubernetes/objects/kubectl.ts';
import type { Finding, ObjectRef } from '../../src/model/result.ts';

/** An object whose status says for which generation of it it was written. */
interface ObservedRow {
  readonly ref: ObjectRef;
  readonly createdAt: number;
  readonly generation: number;
  readonly observedGeneration?: number;
  readonly conditions: readonly Condition[];
}

/**
 * Whether the controller has not looked at the last change, though it had time to. The change itself has no time: the
 * last word of a condition counts instead, and has to lie before `limit`.
 */
export const isBehind = (row: ObservedRow, limit: number): boolean =>
  row.observedGeneration !== undefined &&
  // The default of Flux's definitions, -1: no controller has looked, nor need it.
  row.observedGeneration >= 0 &&
  row.observedGeneration < row.generation &&
  Math.max(row.createdAt, ...row.conditions.flatMap(({ at = 0, updatedAt = 0 }) => [at, updatedAt])) < limit;

/**
 * A controller is behind: what it says of the object is about an older one. A warning, since the change may be new; `next`
 * are commands that show why.
 */
export const behindFinding = (
  { ref, generation, observedGeneration }: ObservedRow,
  next: readonly string[] = [],
): Finding => ({
  reason: 'controller_behind',
  level: 'warning',
  message: `its controller has not looked at the newest change: observedGeneration ${observedGeneration}, generation ${generation}`,
  object: ref,
  evidence: { observedGeneration: observedGeneration ?? null, generation },
  next: [describeCommand(ref), ...next],
});
