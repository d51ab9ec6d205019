import type { Registration } from '../../../check/check.ts';
import type { ObjectRef, Result } from '../../../model/result.ts';
import { createRefusals, type Refusals } from '../../../status/refused-creations.ts';
import { type ClusterReading, clusterSource } from '../cluster-source.ts';
import { silentSinks } from '../event-sinks.ts';
import { executeChecks } from '../execute-checks.ts';
import type { CheckOutcome } from '../report.ts';
import type { RunContext } from '../run-context.ts';
import { lastingFault } from './lasting-fault.ts';
import type { ReportWait } from './wait-reporter.ts';
import { findWaitedFor } from './waited-for.ts';

/** Healthy, or why it is not waited for any longer, for the report. */
export type WaitEnd = 'healthy' | { readonly text: string };

export interface Look {
  /** Why there is nothing left to wait for. */
  readonly end: WaitEnd | undefined;
  /** How long it took, in milliseconds. */
  readonly lookMs: number;
  /** All results as they were seen last; undefined when no look came to its end. */
  readonly seen: CheckOutcome | undefined;
}

/**
 * Looks at all registrations first, then only at what is waited for; the rest stays as it was seen. A look that the end of the
 * run broke off shows nothing.
 */
export const createLooks = (
  registrations: readonly Registration[],
  run: RunContext,
  report: ReportWait,
): (() => Promise<Look>) => {
  const results = new Map<Registration, Result>();
  let open = registrations;
  let seen: CheckOutcome | undefined;
  const refusals = createRefusals();
  return async () => {
    const since = run.clock.elapsedMs();
    const fresh = await lookQuietly(open, run, refusals);
    const lookMs = run.clock.elapsedMs() - since;
    if (run.clock.ended.aborted) return { end: undefined, lookMs, seen };
    for (const [index, registration] of open.entries()) results.set(registration, fresh.results[index] as Result);
    seen = { ...(seen ?? fresh), scope: fresh.scope, stuck: fresh.stuck, results: [...results.values()] };
    const waited = findWaitedFor(seen, run);
    report(seen.results, waited);
    open = registrations.filter((registration) => waited.isOpen(results.get(registration) as Result));
    const end = open.length === 0 ? 'healthy' : lastingEnd(lastingFault(seen.results, waited, refusals), run);
    return { end, lookMs, seen };
  };
};

const lastingEnd = (fault: string | undefined, { flags }: RunContext): WaitEnd | undefined =>
  fault === undefined || flags.waitForAll
    ? undefined
    : { text: `it was not waited any longer: ${fault} (--wait-for-all waits on)` };

/** A run that logs nothing and explains nothing; events are read of workloads that tell of refused pods in nothing else. */
const lookQuietly = async (
  registrations: readonly Registration[],
  run: RunContext,
  refusals: Refusals,
): Promise<CheckOutcome> => {
  const source = clusterSource(run);
  const readings: Questionable[] = [];
  const read: typeof source.read = async (views, thread) => {
    const { explainer, ...reading } = await source.read(views, thread);
    readings.push({ explainer, gathered: reading.gathered });
    return reading;
  };
  try {
    const outcome = await executeChecks(registrations, run, { source: { ...source, read }, sinks: silentSinks(run) });
    for (const { explainer, gathered } of readings)
      await refusals.read(unsettledObjects(outcome.results), explainer, gathered.now);
    return outcome;
  } finally {
    for (const { explainer } of readings) explainer?.close();
  }
};

/** What was read, and can be asked of further. */
type Questionable = Pick<ClusterReading, 'gathered'> & { readonly explainer: ClusterReading['explainer'] | undefined };

const unsettledObjects = (results: readonly Result[]): readonly ObjectRef[] =>
  results.flatMap(({ findings }) =>
    findings.flatMap(({ reason, object }) => (reason === 'not_settled' && object !== undefined ? [object] : [])),
  );
