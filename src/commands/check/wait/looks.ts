import type { Registration } from '../../../check/check.ts';
import type { Result } from '../../../model/result.ts';
import { clusterSource } from '../cluster-source.ts';
import { SILENT_SINKS } from '../event-sinks.ts';
import { executeChecks } from '../execute-checks.ts';
import type { CheckOutcome } from '../report.ts';
import type { RunContext } from '../run-context.ts';
import { lastingFault } from './lasting-fault.ts';
import type { ReportWait } from './wait-reporter.ts';
import { findWaitedFor, type WaitedFor } from './waited-for.ts';

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
  return async () => {
    const since = run.clock.elapsedMs();
    const fresh = await lookQuietly(open, run);
    const lookMs = run.clock.elapsedMs() - since;
    if (run.clock.ended.aborted) return { end: undefined, lookMs, seen };
    for (const [index, registration] of open.entries()) results.set(registration, fresh.results[index] as Result);
    seen = { ...(seen ?? fresh), scope: fresh.scope, stuck: fresh.stuck, results: [...results.values()] };
    const waited = findWaitedFor(seen, run);
    report(seen.results, waited);
    open = registrations.filter((registration) => waited.isOpen(results.get(registration) as Result));
    const end = open.length === 0 ? 'healthy' : lastingEnd(seen.results, waited, run);
    return { end, lookMs, seen };
  };
};

const lastingEnd = (results: readonly Result[], waited: WaitedFor, { flags }: RunContext): WaitEnd | undefined => {
  const fault = flags.waitForAll ? undefined : lastingFault(results, waited);
  return fault === undefined
    ? undefined
    : { text: `it was not waited any longer: ${fault} does not mend itself (--wait-for-all waits on)` };
};

/** A run that logs nothing and explains nothing. */
const lookQuietly = (registrations: readonly Registration[], { prewarmed: _, ...run }: RunContext) => {
  const source = clusterSource(run);
  const read: typeof source.read = async (views) => {
    const { explainer, ...reading } = await source.read(views);
    explainer?.close();
    return reading;
  };
  return executeChecks(registrations, run, { source: { ...source, read }, sinks: SILENT_SINKS });
};
