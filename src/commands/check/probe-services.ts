import type { Registration } from '../../check/check.ts';
import { type Ignore, suppress } from '../../findings/ignore.ts';
import type { Gathered } from '../../kubernetes/rows/cluster-data.ts';
import type { Result, Suppressed } from '../../model/result.ts';
import { resultOf } from '../../run/attempt/outcome.ts';
import type { RunEvents } from '../../run/plan.ts';
import { run } from '../../run/run.ts';
import type { EarlyThread } from '../../run/threads/prewarmed-worker.ts';
import { titlesOf } from './titles.ts';

export interface Probing {
  readonly events: RunEvents;
  /** Told of each result as it comes, ignores applied. */
  readonly tell: (result: Result) => void;
  readonly signal: AbortSignal;
  readonly timeLeft: () => number | null;
  readonly workers: number;
  readonly ignores: readonly Ignore[];
  /** A snapshot has no services to ask. */
  readonly isSnapshot: boolean;
  /** A thread that starts already. */
  readonly early: EarlyThread | undefined;
}

export interface Probed {
  readonly results: readonly Result[];
  readonly suppressed: readonly Suppressed[];
  readonly used: readonly Ignore[];
  readonly stuck: boolean;
}

/** Runs the registrations that ask services, each told of as soon as it has a result. */
export const probeServices = async (registrations: readonly Registration[], probing: Probing): Promise<Probed> => {
  if (registrations.length === 0) return { results: [], suppressed: [], used: [], stuck: false };
  const { events, tell, signal, workers, ignores } = probing;
  const now = Date.now();
  if (probing.isSnapshot) {
    const results = registrations.map(skippedBySnapshot);
    results.forEach(tell);
    return { results, suppressed: [], used: [], stuck: false };
  }
  const titleOf = titlesOf(registrations);
  const kept = (results: readonly Result[]) => suppress(results, ignores, { now, titleOf });
  const gathered: Gathered = { now, views: {}, facts: {} };
  const plan = { registrations, gathered, workers, runTimeoutMs: probing.timeLeft() };
  const telling = { ...events, finished: (result: Result) => kept([result]).results.forEach(tell) };
  const { results, stuck } = await run(plan, telling, signal, probing.early);
  const settled = kept(results);
  return { ...settled, stuck };
};

const skippedBySnapshot = (registration: Registration): Result =>
  resultOf(registration, {
    status: 'skipped',
    reason: 'config',
    message: 'snapshot: a saved cluster has no services to ask',
  });
