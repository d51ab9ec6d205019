import type { SharedCounters } from './shared-counters.ts';

/** How long a worker thread has shown no change, in milliseconds. */
export interface ThreadStall {
  /** Since its event loop was last seen to turn. */
  readonly withoutHeartbeat: number;
  /** For how long the same registration was seen running at every look. */
  readonly sameRunning: number;
}

/** A function that looks at the counters each time it is called, and says for how long they have not changed. */
export const createStallDetector = (counters: SharedCounters): (() => ThreadStall) => {
  const heartbeats = timeUnchanged(counters.heartbeats);
  const running = timeUnchanged(counters.running);
  return () => ({ withoutHeartbeat: heartbeats(), sameRunning: running() });
};

/** Milliseconds since the number was first seen to be what it is now. */
const timeUnchanged = (read: () => number): (() => number) => {
  let value = read();
  let since = performance.now();
  return () => {
    const current = read();
    if (current !== value) since = performance.now();
    value = current;
    return performance.now() - since;
  };
};
