import type { Condition } from '../kubernetes/fields/condition.ts';
import { findCondition, formatCondition } from '../kubernetes/objects/conditions.ts';
import { REFUSAL_MS, REFUSED_FOR_GOOD } from './refused-creations.ts';
import type { ScaledRow } from './status-rows.ts';
import type { Judgement, Replica } from './workload-status.ts';

interface CountContext {
  readonly present: readonly Replica[];
  /** How many of them come back with their nodes. */
  readonly awaited: number;
  /** Conditions of the workload that are bad. */
  readonly complaints: readonly Condition[];
  readonly now: number;
}

/** How long after the last change of a workload or its pods one may be missing. */
const MOTION_MS = 5 * 60_000;

/** Judges a workload by its counts and conditions: what no pod of it can tell. */
export const judgeCounts = (row: ScaledRow, { present, awaited, complaints, now }: CountContext): Judgement => {
  const refused = complaints.find(({ type }) => type === 'ReplicaFailure');
  if (refused !== undefined) return judgeRefusal(refused, now);
  const stuck = complaints.find(({ type }) => type === 'Progressing');
  if (stuck !== undefined) return { level: 'degraded', text: formatCondition(stuck), cannotHeal: true };
  if (row.observedGeneration < row.generation)
    return { level: 'launching', text: 'its controller has not looked at the last change' };
  if (row.available >= row.replicas && row.ready >= row.replicas) return judgeSurplus(row, present);
  const text = `${Math.min(row.available, row.replicas)} of ${row.replicas} replicas available`;
  if (awaited > 0 && row.available + awaited >= row.replicas) return { level: 'launching', text };
  const isLate = now - lastChange(row, present) > MOTION_MS + (row.minReadySeconds ?? 0) * 1000;
  return { level: isLate ? 'degraded' : 'launching', text };
};

const judgeRefusal = (refused: Condition, now: number): Judgement => {
  const isLasting = REFUSED_FOR_GOOD.test(refused.message ?? '') || now - (refused.at ?? 0) > REFUSAL_MS;
  const text = `its pods cannot be created, ${formatCondition(refused)}`;
  return isLasting ? { level: 'errored', text, cannotHeal: true } : { level: 'launching', text };
};

/** All replicas are there: more than that are still leaving, or those of the old revision are. Paused, both stay so. */
const judgeSurplus = ({ replicas, updated = replicas, paused }: ScaledRow, present: readonly Replica[]): Judgement => {
  const staying = present.filter(({ state }) => state !== 'Decommissioned').length;
  if (staying > replicas && paused === undefined)
    return { level: 'launching', text: `${staying - replicas} more than wanted are still there` };
  const renewed = updated < replicas ? `${updated} of ${replicas} replicas are of the new revision` : '';
  return { level: 'running', text: [paused === undefined ? '' : 'paused', renewed].filter(Boolean).join(', ') };
};

/** When something happened to the workload last, in milliseconds since the epoch. */
const lastChange = (row: ScaledRow, present: readonly Replica[]): number => {
  const times = ['Available', 'Progressing'].flatMap((type) => {
    const { at = 0, updatedAt = 0 } = findCondition(row, type) ?? {};
    return [at, updatedAt];
  });
  return Math.max(row.createdAt, ...times, ...present.map(({ since }) => since));
};
