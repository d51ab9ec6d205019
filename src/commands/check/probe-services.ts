import type { Registration } from '../../check/check.ts';
import { createSuppression, suppressFindings } from '../../findings/ignore.ts';
import { type PackedResult, unpackResult } from '../../findings/packed-findings.ts';
import type { ClusterData } from '../../kubernetes/rows/cluster-data.ts';
import type { ReportedFinding, Result } from '../../model/result.ts';
import { readUnixTime } from '../../process/unix-time.ts';
import { resultOf } from '../../run/attempt/outcome.ts';
import { runPlan } from '../../run/run-plan.ts';
import type { EventSinks } from './event-sinks.ts';
import { healthyMessages } from './healthy-messages.ts';
import { type JudgedResults, NOTHING_JUDGED } from './judged-results.ts';
import type { RunContext } from './run-context.ts';
import { NOT_IN_SNAPSHOT } from './saved-cluster.ts';

/** Runs the registrations that ask services; each result is logged as soon as it comes, ignores applied. */
export const probeServices = async (
  registrations: readonly Registration[],
  { events, logResult }: EventSinks,
  { config, flags, io, prewarmed, clock }: RunContext,
): Promise<JudgedResults> => {
  if (registrations.length === 0) return NOTHING_JUDGED;
  if (flags.snapshot !== undefined) {
    const results = registrations.map(skippedResult);
    for (const [index, registration] of registrations.entries()) {
      const result = results[index] ?? skippedResult(registration);
      events.finished(result, registration);
      logResult(result);
    }
    return { ...NOTHING_JUDGED, results };
  }
  const titleOf = healthyMessages(registrations);
  const now = readUnixTime();
  const applyIgnores = (results: readonly PackedResult[]) => {
    const suppression = createSuppression(config.ignores, now);
    const keep = (result: Result) => (finding: ReportedFinding) => suppression.keeps(result, finding);
    const unpacked = results.map((result) => unpackResult(result, { keep: keep(result), title: titleOf(result) }));
    return suppressFindings(unpacked, suppression, titleOf);
  };
  const gathered: ClusterData = { now, views: {}, facts: {} };
  const plan = { registrations, gathered, workers: flags.numWorkers, runTimeoutMs: clock.timeLeftMs() };
  const finished = (result: Result, registration: Registration): void => {
    for (const kept of applyIgnores([result]).results) {
      events.finished(kept, registration);
      logResult(kept);
    }
  };
  const { results, stuck } = await runPlan(plan, { ...events, finished }, io.interrupt, prewarmed?.services);
  return { ...applyIgnores(results), warnings: [], stuck };
};

const skippedResult = (registration: Registration): Result => resultOf(registration, NOT_IN_SNAPSHOT);
