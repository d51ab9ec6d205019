import type { Registration } from '../../check/check.ts';
import { suppressFindings } from '../../findings/ignore.ts';
import type { ClusterData } from '../../kubernetes/rows/cluster-data.ts';
import type { Result } from '../../model/result.ts';
import { resultOf } from '../../run/attempt/outcome.ts';
import { runPlan } from '../../run/run-plan.ts';
import type { EventSinks } from './event-sinks.ts';
import { healthyMessages } from './healthy-messages.ts';
import { type JudgedResults, NOTHING_JUDGED } from './judged-results.ts';
import type { RunContext } from './run-context.ts';

/** Runs the registrations that ask services; each result is logged as soon as it comes, ignores applied. */
export const probeServices = async (
  registrations: readonly Registration[],
  { events, logResult }: EventSinks,
  { config, flags, io, prewarmed, clock }: RunContext,
): Promise<JudgedResults> => {
  if (registrations.length === 0) return NOTHING_JUDGED;
  if (flags.snapshot !== undefined) {
    const results = registrations.map(skippedResult);
    results.forEach(logResult);
    return { ...NOTHING_JUDGED, results };
  }
  const now = Date.now();
  const titleOf = healthyMessages(registrations);
  const applyIgnores = (results: readonly Result[]) => suppressFindings(results, config.ignores, { now, titleOf });
  const gathered: ClusterData = { now, views: {}, facts: {} };
  const plan = { registrations, gathered, workers: flags.numWorkers, runTimeoutMs: clock.timeLeftMs() };
  const finished = (result: Result): void => {
    events.finished(result);
    applyIgnores([result]).results.forEach(logResult);
  };
  const { results, stuck } = await runPlan(plan, { ...events, finished }, io.interrupt, prewarmed);
  return { ...applyIgnores(results), warnings: [], stuck };
};

const skippedResult = (registration: Registration): Result =>
  resultOf(registration, {
    status: 'skipped',
    reason: 'config',
    message: 'snapshot: a saved cluster has no services to ask',
  });
