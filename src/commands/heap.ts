import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the part of the heap where objects are young as small as it starts, in this thread and in those that it starts.
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
