import type { PhaseName } from '../../model/phase.ts';
import type { PhaseTiming } from '../../model/result.ts';

/** Times the phases of one probe call. */
export interface PhaseClock {
  /** `target`: where it leads, which the phases after it share until another is given. */
  enter(name: PhaseName, target?: string): void;
  /** Ends the last phase: it is done when the call succeeded. */
  end(done: boolean): void;
  /** The phase that goes on now; undefined before the first and after the end. */
  current(): PhaseName | undefined;
  /** The last target that was given. */
  target(): string | undefined;
  /** All phases so far; the one that goes on is not done. */
  list(): readonly PhaseTiming[];
}

/** A clock that starts with no phase, in an attempt that began at this reading of `performance.now()`. */
export const phaseClock = (attemptSince: number): PhaseClock => {
  const past: PhaseTiming[] = [];
  let lastTarget: string | undefined;
  let open: { name: PhaseName; since: number } | undefined;
  const phaseOf = ({ name, since }: { name: PhaseName; since: number }, done: boolean): PhaseTiming => ({
    name,
    atMs: roundMs(since - attemptSince),
    ms: elapsedMs(since),
    done,
  });
  const close = (done: boolean): void => {
    if (open !== undefined) past.push(phaseOf(open, done));
    open = undefined;
  };
  return {
    enter: (name, target) => {
      close(true);
      lastTarget = target ?? lastTarget;
      open = { name, since: performance.now() };
    },
    end: close,
    current: () => open?.name,
    target: () => lastTarget,
    list: () => (open === undefined ? past : [...past, phaseOf(open, false)]),
  };
};

/** Milliseconds since a reading of `performance.now()`, to the hundredth. */
export const elapsedMs = (since: number): number => roundMs(performance.now() - since);

const roundMs = (ms: number): number => Math.round(ms * 100) / 100;
