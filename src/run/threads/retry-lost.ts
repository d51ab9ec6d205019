import type { Board } from '../result-collector.ts';
import type { Blame } from './thread-watchdog.ts';

/** How often each registration has lost its thread, weighed. */
export type Losses = Map<number, number>;

/** A registration may lose its thread so often to checks that are known, each of which then is out of the way. */
const KNOWN = 5;

/** And so often when nobody knows why: it might be its own doing. */
const UNKNOWN = 2;

/**
 * Gives the members of a lost lane what is due: its verdict to the culprit, `worker_lost` to what cannot be run again.
 * Returns those to be run again, on a fresh thread and with fresh deadlines.
 */
export const salvage = (blame: Blame, board: Board, losses: Losses): readonly number[] => {
  const { verdict, culprit, inFlight, waiting } = blame;
  if (culprit !== undefined) board.end(culprit.index, verdict, { phases: culprit.phases });
  const suspects = culprit === undefined ? [...inFlight, ...waiting] : inFlight;
  for (const index of suspects)
    losses.set(index, (losses.get(index) ?? 0) + 1 / (culprit === undefined ? UNKNOWN : KNOWN));
  const running = new Set(inFlight);
  const why = culprit === undefined ? verdict.message : 'another check took its thread away';
  const again = (index: number): boolean => {
    const obstacle = obstacleTo(running.has(index) && !board.registration(index).repeatable, losses.get(index) ?? 0);
    if (obstacle === undefined) return true;
    board.end(index, { status: 'error', reason: 'worker_lost', message: `${why}; ${obstacle}` });
    return false;
  };
  return [...inFlight, ...waiting].filter(again);
};

const obstacleTo = (unsafe: boolean, lost: number): string | undefined => {
  if (unsafe) return 'it had begun, and is not safe to repeat';
  // A sum of fifths and halves falls short of one by less than a thousandth.
  return lost > 0.999 ? 'it was lost too often to try again' : undefined;
};
