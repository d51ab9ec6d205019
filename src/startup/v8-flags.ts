import { setFlagsFromString } from 'node:v8';

// V8 takes no compiled code out of a cache, not even Node's own of its modules, while its flags differ from those that
// the code was compiled with: 40 ms for each thread that starts, so a small run does without.

/** A configuration of so many characters may have hundreds of checks. */
const LARGE = 10_000;

/** Whether the files of a configuration are so long that saving memory is worth its price. */
export const isLarge = (characters: number): boolean => characters > LARGE;

/**
 * Keeps the part of the heap where objects are young as small as it is now, in this thread and in those that it starts.
 * V8 lets it grow for the sake of programs that run for long: with a thousand checks that is 45 MB, and saves no time.
 */
export const keepHeapSmall = (): void => setFlagsFromString('--semi-space-growth-factor=1');

/**
 * Leaves the code as the baseline compiler made it, or lets the optimizing ones at it again. Their work takes 30 MB with a
 * thousand probes, and a run of probes, which mostly waits, is no shorter for it; judging many rows of a cluster is.
 */
export const optimizeCode = (wanted: boolean): void => {
  for (const compiler of ['maglev', 'opt']) setFlagsFromString(`--${wanted ? '' : 'no-'}${compiler}`);
};
