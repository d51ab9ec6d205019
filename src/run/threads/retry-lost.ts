import type { ResultCollector } from '../result-collector.ts';
import type { LostLane } from './thread-watchdog.ts';

/** How often each registration has lost its thread so far without being known for its cause. */
export type LossCounts = Map<number, number>;

/** So many suspects are run each alone. */
const MAX_ALONE = 32;

/** Groups that more of them are dealt into: of two thousand, each suspect is alone after four losses. */
const SUSPECT_GROUPS = 4;

/** A registration that was lost so often is not run again, though others were the cause. */
const MAX_LOSSES = 5;

/** Of losses of a thread in which nothing had started: what it was handed, or its start, may be the cause. */
const MAX_LOSSES_AT_START = 2;

/**
 * Gives the culprit of a lost lane its verdict, and `worker_lost` to the members that cannot be run again. Returns the others
 * as lanes for new threads with new deadlines: those that had not started are innocent and stay together, apart from those
 * that had, which are divided when they are lost again: each may be the next to block its thread.
 */
export const requeueLost = (
  lost: LostLane,
  collector: ResultCollector,
  losses: LossCounts,
): readonly (readonly number[])[] => {
  const { verdict, culprit, inFlight, waiting } = lost;
  if (culprit !== undefined) collector.end(culprit.index, verdict, { phases: culprit.phases });
  const isUnexplainedStart = culprit === undefined && inFlight.length === 0;
  const cause = culprit === undefined ? verdict.message : 'another check took its thread away';
  const giveUp = (index: number, obstacle: string): false => {
    collector.end(index, { status: 'error', reason: 'worker_lost', message: `${cause}; ${obstacle}` });
    return false;
  };
  const canRunAgain = (index: number): boolean => {
    const count = (losses.get(index) ?? 0) + 1;
    losses.set(index, count);
    return count < (isUnexplainedStart ? MAX_LOSSES_AT_START : MAX_LOSSES)
      ? true
      : giveUp(index, 'it was lost too often to try again');
  };
  const isAlone = culprit === undefined && inFlight.length + waiting.length === 1 && !isUnexplainedStart;
  const canRepeat = (index: number): boolean => {
    if (!collector.registration(index).repeatable) return giveUp(index, 'it had begun, and is not safe to repeat');
    return isAlone ? giveUp(index, 'nothing else ran there') : canRunAgain(index);
  };
  const suspects = inFlight.filter(canRepeat);
  const innocents = isUnexplainedStart ? waiting.filter(canRunAgain) : waiting;
  return [
    ...(innocents.length === 0 ? [] : [innocents]),
    ...dealGroups(suspects, culprit === undefined || !isFirstLoss(suspects, losses) ? groupsOf(suspects) : 1),
  ];
};

/** Few suspects are run each alone, many in groups. */
const groupsOf = ({ length }: readonly number[]): number => (length > MAX_ALONE ? SUSPECT_GROUPS : MAX_ALONE);

/** One culprit is the rule: what was lost with it once stays together, since each thread costs its start. */
const isFirstLoss = (indices: readonly number[], losses: LossCounts): boolean =>
  indices.every((index) => losses.get(index) === 1);

/** Deals indices out in turn, into as many groups at most; none is empty. */
export const dealGroups = (indices: readonly number[], count: number): readonly (readonly number[])[] =>
  Array.from({ length: Math.min(count, indices.length) }, (_, group) => indices.filter((_, n) => n % count === group));
