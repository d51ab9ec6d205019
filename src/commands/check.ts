import type { Registration } from '../check/check.ts';
import { UsageError } from '../model/errors.ts';
import { executeChecks } from './check/execute-checks.ts';
import { crashOutcome, notStartedOutcome } from './check/failed-outcomes.ts';
import type { CheckFlags } from './check/flags.ts';
import { openRun } from './check/open-run.ts';
import { prepareTelemetry, publishReport } from './check/publish.ts';
import { buildReport, type CheckOutcome } from './check/report.ts';
import { createRunClock, drainLimitMs } from './check/run-clock.ts';
import type { NotStarted, RunContext } from './check/run-context.ts';
import { selectRegistrations } from './check/selection.ts';
import type { ExitStatus } from './command-line/command-context.ts';
import type { RunIo } from './command-line/io.ts';

/**
 * Runs the selected checks: configuration, selection, the cluster and the services at once, then telemetry, documents and
 * the exit code.
 * @throws {UsageError} when it cannot start. Under `--cronjob` a configuration that cannot be used is reported instead.
 */
export const check = async (flags: CheckFlags, io: RunIo): Promise<ExitStatus> => {
  io.holdSignals();
  const clock = createRunClock(flags.runTimeout, io);
  const run = await Promise.race([openRun(flags, io, clock), io.crashed]);
  try {
    return run.notStarted === undefined ? await runChecks(run) : await reportNotStarted(run, run.notStarted);
  } finally {
    clock.stop();
    await run.prewarmed?.dispose();
  }
};

const runChecks = async (run: RunContext): Promise<ExitStatus> => {
  const registrations = selectRegistrations(run);
  run.events.starting(run.arguments);
  run.events.picked(registrations);
  const running = Promise.race([executeOrWait(registrations, run), run.io.crashed]);
  prepareTelemetry(run);
  const outcome = await running.catch((error: unknown) => {
    if (error instanceof UsageError && !(run.flags.cronjob && error.source === 'config')) throw error;
    run.log.critical(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return crashOutcome(registrations, error);
  });
  return endRun(run, outcome);
};

const executeOrWait = async (registrations: readonly Registration[], run: RunContext): Promise<CheckOutcome> =>
  run.flags.wait === undefined
    ? executeChecks(registrations, run)
    : (await import('./check/wait/wait-for-health.ts')).waitForHealth(registrations, run);

const reportNotStarted = async (run: RunContext, verdict: NotStarted): Promise<ExitStatus> => {
  run.events.starting(run.arguments);
  run.log.error(verdict.message);
  const outcome = notStartedOutcome(verdict, run.config.cluster);
  outcome.results.forEach(run.events.finished);
  return endRun(run, outcome);
};

const endRun = async (run: RunContext, outcome: CheckOutcome): Promise<ExitStatus> => {
  const report = buildReport(run, outcome);
  for (const warning of report.warnings) run.log.warning(warning);
  run.events.done(report);
  const code = await publishReport(report, run);
  return { code, stuck: outcome.stuck, drainMs: drainLimitMs(run.clock), isVerdict: true };
};
