import { setFlagsFromString } from 'node:v8';
import type { ClusterData } from '../kubernetes/rows/cluster-data.ts';
import { countRows } from '../kubernetes/rows/pages.ts';

// V8 takes no compiled code out of a cache, not even Node's own of its modules, while its flags differ from those that
// the code was compiled with: 40 ms for each thread that starts, so a small run does without.

/** A configuration of so many characters may have hundreds of checks. */
const MANY_CHECKS_CHARACTERS = 10_000;

/** So many rows take seconds to read. */
const MANY_ROWS = 10_000;

/**
 * Called with the config files before anything is made of them. A thousand checks take 120 MB instead of 190, and no more
 * time. Returns whether it has set flags: those that a cluster is read under are others.
 */
export const saveMemoryOfManyChecks = (files: readonly { readonly text?: string }[]): boolean => {
  const characters = files.reduce((sum, { text = '' }) => sum + text.length, 0);
  if (characters <= MANY_CHECKS_CHARACTERS) return false;
  keepYoungHeapSmall();
  setFlags(COLLECT_ALONE);
  collectsAlone = true;
  setOptimizers(false);
  return true;
};

/** Called with what was read of a cluster, before anything is made of it, here or in threads that start to judge it. */
export const saveMemoryOfManyRows = (views: ClusterData['views']): void => {
  const rows = Object.values(views).reduce((sum, view) => sum + countRows(view), 0);
  if (rows > MANY_ROWS) keepYoungHeapSmall();
};

/** So many findings are explained, linked and written for some seconds. */
const MANY_FINDINGS = 1_000;

/** Called with the results of a run before anything is made of them. 10,000 findings take 210 MB instead of 310, in no more time. */
export const saveMemoryOfManyFindings = (results: readonly { readonly findings: readonly unknown[] }[]): void => {
  const findings = results.reduce((sum, result) => sum + result.findings.length, 0);
  if (findings > MANY_FINDINGS) keepYoungHeapSmall();
};

/**
 * Called before the threads that read and judge a cluster start: they gain by optimized code what a run of probes, which mostly
 * waits, does not, and little of what they read lives as long as the run: 1,000 namespaces take 50 MB more under flags that
 * suppose so. The thread that runs code optimizes it itself: 10,000 pods take a twentieth less CPU time for it, and 7 MB less,
 * and a small cluster takes the same.
 */
export const optimizeJudging = (): void => {
  setOptimizers(true);
  setFlags(['--no-concurrent-recompilation']);
  if (collectsAlone) setFlags(COLLECT_TOGETHER);
};

/**
 * Keeps the part of the heap where objects are young as small as it is now, in this thread and in those that it starts.
 * V8 lets it grow for the sake of programs that run for long.
 */
const keepYoungHeapSmall = (): void => setFlagsFromString('--semi-space-growth-factor=1');

/**
 * Leaves collecting to the thread whose heap it is, and does it less often: helper threads take more CPU time to share a small
 * heap out than it takes to look through it, and most of what is old lives as long as the run. 1,000 checks take a sixth less
 * CPU time, and the same memory.
 */
const COLLECT_ALONE = ['--no-parallel-scavenge', '--no-incremental-marking', '--initial-old-space-size=64'];

/** V8's own. */
const COLLECT_TOGETHER = ['--parallel-scavenge', '--incremental-marking', '--initial-old-space-size=0'];

let collectsAlone = false;

const setFlags = (flags: readonly string[]): void => {
  for (const flag of flags) setFlagsFromString(flag);
};

/** The optimizing compilers take 30 MB with a thousand probes. */
const setOptimizers = (wanted: boolean): void => {
  for (const compiler of ['maglev', 'opt']) setFlagsFromString(`--${wanted ? '' : 'no-'}${compiler}`);
};
