import type { Registration } from '../../../check/check.ts';
import type { Result } from '../../../model/result.ts';
import { pauseFor } from '../../../run/attempt/deadline.ts';
import { formatDuration } from '../../../text/duration-text.ts';
import { clusterSource } from '../cluster-source.ts';
import { SILENT_SINKS } from '../event-sinks.ts';
import { executeChecks } from '../execute-checks.ts';
import type { CheckOutcome } from '../report.ts';
import type { RunContext } from '../run-context.ts';
import { createChangeTeller, type TellChanges } from './change-teller.ts';
import { lastingFault } from './lasting-fault.ts';
import { findWaitedFor } from './waited-for.ts';

/** Between two looks, in milliseconds: at first, and at most. */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 10_000;

/** What the last look, which is reported, has to be left of `--run-timeout`: a share of all of it, and more than a look took. */
const LAST_SHARE = 0.2;
const LAST_LOOKS = 2;

/**
 * Runs the registrations until nothing is left that would fail the run, until a fault is there that does not go away by
 * itself, or until `--wait` is over; what is returned is a whole run that was made after that. In between only what is waited
 * for is asked again.
 */
export const waitForHealth = async (registrations: readonly Registration[], run: RunContext): Promise<CheckOutcome> => {
  const { flags, clock } = run;
  const reserveMs = (clock.timeLeftMs() ?? 0) * LAST_SHARE;
  const isOver = (lookMs: number): boolean =>
    clock.ended.aborted ||
    clock.elapsedMs() >= (flags.wait ?? 0) ||
    (clock.timeLeftMs() ?? Number.POSITIVE_INFINITY) <= Math.max(reserveMs, lookMs * LAST_LOOKS);
  const tell = createChangeTeller(run);
  for (;;) {
    const end = await untilWorthReporting(registrations, { run, isOver, tell });
    const outcome = await executeChecks(registrations, run);
    const isOpen = outcome.results.some(findWaitedFor(outcome, run).isOpen);
    if (isOpen && end === 'healthy' && !isOver(0)) continue;
    return isOpen && end !== 'healthy' ? { ...outcome, warnings: [...outcome.warnings, end.text] } : outcome;
  }
};

/** Healthy, or why it is not waited for any longer, for the report. */
type WaitEnd = 'healthy' | { readonly text: string };

interface WaitOptions {
  readonly run: RunContext;
  /** Whether there is no time for another look like the last one, which took that many milliseconds. */
  readonly isOver: (lookMs: number) => boolean;
  readonly tell: TellChanges;
}

const untilWorthReporting = async (
  registrations: readonly Registration[],
  { run, isOver, tell }: WaitOptions,
): Promise<WaitEnd> => {
  const { clock, flags } = run;
  const lookAgain = createLooks(registrations, { run, tell });
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 1.5)) {
    const { end, lookMs } = await lookAgain();
    if (end !== undefined) return end;
    const restMs = (flags.wait ?? 0) - clock.elapsedMs();
    if (!isOver(lookMs)) await pauseFor(Math.min(pauseMs, restMs), clock.ended);
    if (isOver(lookMs)) return { text: `it was waited ${formatDuration(clock.elapsedMs())} for health` };
  }
};

interface Look {
  /** Why there is nothing left to wait for. */
  readonly end: WaitEnd | undefined;
  /** How long it took, in milliseconds. */
  readonly lookMs: number;
}

/** Looks at all registrations first, then only at what is waited for; the rest stays as it was seen. */
const createLooks = (
  registrations: readonly Registration[],
  { run, tell }: Pick<WaitOptions, 'run' | 'tell'>,
): (() => Promise<Look>) => {
  const seen = new Map<Registration, Result>();
  let open = registrations;
  return async () => {
    const since = run.clock.elapsedMs();
    const { results: fresh, scope } = await lookQuietly(open, run);
    for (const [index, registration] of open.entries()) seen.set(registration, fresh[index] as Result);
    const results = [...seen.values()];
    const waited = findWaitedFor({ results, scope }, run);
    tell(results, waited);
    open = registrations.filter((registration) => waited.isOpen(seen.get(registration) as Result));
    const lookMs = run.clock.elapsedMs() - since;
    const fault = run.flags.waitForAll ? undefined : lastingFault(results, waited);
    if (open.length === 0) return { end: 'healthy', lookMs };
    return { end: fault === undefined ? undefined : lastingEnd(fault), lookMs };
  };
};

const lastingEnd = (fault: string): WaitEnd => ({
  text: `it was not waited any longer: ${fault} does not mend itself (--wait-for-all waits on)`,
});

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
