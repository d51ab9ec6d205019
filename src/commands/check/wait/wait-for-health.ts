import type { Registration } from '../../../check/check.ts';
import { pauseFor } from '../../../run/attempt/deadline.ts';
import { formatDuration } from '../../../text/duration-text.ts';
import { executeChecks } from '../execute-checks.ts';
import type { CheckOutcome } from '../report.ts';
import type { RunContext } from '../run-context.ts';
import { createChangeTeller } from './change-teller.ts';
import { createLooks, type Look, type WaitEnd } from './looks.ts';
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
 * for is asked again. A wait that is interrupted has no time for that run: it returns what was seen last.
 */
export const waitForHealth = async (registrations: readonly Registration[], run: RunContext): Promise<CheckOutcome> => {
  const isOver = createTimeLimit(run);
  const tell = createChangeTeller(run);
  for (;;) {
    const { end, seen } = await untilWorthReporting(createLooks(registrations, run, tell), run, isOver);
    if (run.clock.ended.aborted && seen !== undefined) return reportSeen(seen, run);
    const outcome = await executeChecks(registrations, run);
    const isOpen = outcome.results.some(findWaitedFor(outcome, run).isOpen);
    if (isOpen && end === 'healthy' && !isOver(0)) continue;
    return isOpen && end !== 'healthy' ? { ...outcome, warnings: [...outcome.warnings, end.text] } : outcome;
  }
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

/** What was seen last, told as results of this run, and why there are no newer ones. */
const reportSeen = (seen: CheckOutcome, { events, clock }: RunContext): CheckOutcome => {
  seen.results.forEach(events.finished);
  const text = `${clock.why()} while it waited for health: this is what was seen last`;
  return { ...seen, warnings: [...seen.warnings, text] };
};
