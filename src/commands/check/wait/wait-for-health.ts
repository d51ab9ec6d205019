import type { Registration } from '../../../check/check.ts';
import { pauseFor } from '../../../run/attempt/deadline.ts';
import { formatDuration } from '../../../text/duration-text.ts';
import { createEventSinks } from '../event-sinks.ts';
import { executeChecks } from '../execute-checks.ts';
import type { CheckOutcome } from '../report.ts';
import type { RunContext } from '../run-context.ts';
import { createLooks, type Look, type WaitEnd } from './looks.ts';
import { createWaitReporter } from './wait-reporter.ts';
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
 * for is asked again. Where the run has to end before that is done, what was seen last is reported.
 */
export const waitForHealth = async (registrations: readonly Registration[], run: RunContext): Promise<CheckOutcome> => {
  const outcome = await waitAndLook(registrations, run);
  outcome.results.forEach(run.events.finished);
  return outcome;
};

const waitAndLook = async (registrations: readonly Registration[], run: RunContext): Promise<CheckOutcome> => {
  const isOver = createTimeLimit(run);
  const report = createWaitReporter(run);
  const isOpen = (outcome: CheckOutcome): boolean => outcome.results.some(findWaitedFor(outcome, run).isOpen);
  for (;;) {
    const { end, seen } = await untilWorthReporting(createLooks(registrations, run, report), run, isOver);
    const outcome = await lookWhole(registrations, run);
    if (run.clock.ended.aborted && seen !== undefined && isOpen(seen)) return seenLast(seen, run);
    if (!isOpen(outcome)) return outcome;
    if (end !== 'healthy') return { ...outcome, warnings: [...outcome.warnings, end.text] };
    if (isOver(0)) return outcome;
  }
};

/** A whole run, explained; its results are logged when it is known that they are the last ones. */
const lookWhole = (registrations: readonly Registration[], run: RunContext): Promise<CheckOutcome> =>
  executeChecks(registrations, run, {
    sinks: { ...createEventSinks(registrations.length, run), logResult: () => {} },
  });

const seenLast = (seen: CheckOutcome, { clock }: RunContext): CheckOutcome => {
  const text = `${clock.why()} while it waited for health: this is what was seen last`;
  return { ...seen, warnings: [...seen.warnings, text] };
};

/** Whether there is no time for another look like the last one, which took that many milliseconds. */
type TimeLimit = (lookMs: number) => boolean;

const createTimeLimit = ({ flags, clock }: RunContext): TimeLimit => {
  const reserveMs = (clock.timeLeftMs() ?? 0) * LAST_SHARE;
  return (lookMs) =>
    clock.ended.aborted ||
    clock.elapsedMs() >= (flags.wait ?? 0) ||
    (clock.timeLeftMs() ?? Number.POSITIVE_INFINITY) <= Math.max(reserveMs, lookMs * LAST_LOOKS);
};

const untilWorthReporting = async (
  lookAgain: () => Promise<Look>,
  { clock, flags }: RunContext,
  isOver: TimeLimit,
): Promise<Look & { readonly end: WaitEnd }> => {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 1.5)) {
    const { end, ...look } = await lookAgain();
    if (end !== undefined) return { ...look, end };
    const restMs = (flags.wait ?? 0) - clock.elapsedMs();
    if (!isOver(look.lookMs)) await pauseFor(Math.min(pauseMs, restMs), clock.ended);
    if (isOver(look.lookMs))
      return { ...look, end: { text: `it was waited ${formatDuration(clock.elapsedMs())} for health` } };
  }
};
