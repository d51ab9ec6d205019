import type { ResultCollector } from '../result-collector.ts';
import type { LostLane } from './thread-watchdog.ts';

/** What each registration has lost its thread to so far, in points. */
export type LossPoints = Map<number, number>;

/** A registration with so many points is not run again. */
const POINTS_LIMIT = 10;

/** Of a loss that another check caused, which does not run again: five of them are too many. */
const POINTS_WITH_CULPRIT = 2;

/** Of a loss without a known cause, which may be the registration itself: two of them are too many. */
const POINTS_UNEXPLAINED = 5;

/**
 * Gives the culprit of a lost lane its verdict, and `worker_lost` to the members that cannot be run again. Returns the
 * others, to be run on a new thread with new deadlines.
 */
export const requeueLost = (lost: LostLane, collector: ResultCollector, points: LossPoints): readonly number[] => {
  const { verdict, culprit, inFlight, waiting } = lost;
  if (culprit !== undefined) collector.end(culprit.index, verdict, { phases: culprit.phases });
  const suspects = culprit === undefined ? [...inFlight, ...waiting] : inFlight;
  const added = culprit === undefined ? POINTS_UNEXPLAINED : POINTS_WITH_CULPRIT;
  for (const index of suspects) points.set(index, (points.get(index) ?? 0) + added);
  const started = new Set(inFlight);
  const cause = culprit === undefined ? verdict.message : 'another check took its thread away';
  const canRunAgain = (index: number): boolean => {
    const isUnsafe = started.has(index) && !collector.registration(index).repeatable;
    const obstacle = retryObstacle(isUnsafe, points.get(index) ?? 0);
    if (obstacle === undefined) return true;
    collector.end(index, { status: 'error', reason: 'worker_lost', message: `${cause}; ${obstacle}` });
    return false;
  };
  return [...inFlight, ...waiting].filter(canRunAgain);
};

const retryObstacle = (isUnsafe: boolean, points: number): string | undefined => {
  if (isUnsafe) return 'it had begun, and is not safe to repeat';
  return points >= POINTS_LIMIT ? 'it was lost too often to try again' : undefined;
};
