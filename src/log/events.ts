import type { Json } from '../model/json.ts';
import type { ChangesSince, Result } from '../model/result.ts';
import { exitCodeOf, type Status, totalsOf } from '../model/status.ts';
import { spanIdOf, type TraceContext } from '../process/trace-context.ts';
import { avmonEntry, avmonResult } from './avmon.ts';
import { chunkResults } from './chunk-results.ts';
import type { Log } from './log.ts';
import type { LogFields } from './log-event.ts';
import { logProblems, type ProblemSource } from './problem-events.ts';

/**
 * Logs the events of a run, with Kavmon's texts and field names, and an event of our own for each problem. All have level info, also for a failed check: from level
 * warning on only the report is printed.
 */
export interface RunLog {
  starting(options: LogFields): void;
  picked(registrations: readonly Pick<Result, 'name'>[]): void;
  started(registration: Pick<Result, 'name' | 'service' | 'group'>): void;
  finished(result: Result): void;
  done(report: ProblemSource): void;
}

/** The events of a run, written to this log; with a trace those of a check carry the id of its span. */
export const createRunLog = (log: Log, trace?: TraceContext): RunLog => ({
  starting(options) {
    log.info('Kavmon starting', { arguments: options });
  },
  picked(registrations) {
    log.info('Picked checks based on provided filters', { health_checks: registrations.map(({ name }) => name) });
  },
  started(registration) {
    log.info('Health check execution started', checkFields(registration, trace));
  },
  finished(result) {
    logFinished(log, result, checkFields(result, trace));
  },
  done({ problems, results, since }) {
    log.info(`Finished processing all health checks. ${outcomeSentence(results)}`);
    logProblems(log, { problems, results });
    logSummary(log, results, since);
  },
});

const checkFields = (
  { name, service, group }: Pick<Result, 'name' | 'service' | 'group'>,
  trace: TraceContext | undefined,
): LogFields => ({
  health_check: name,
  health_check_group: group,
  health_check_service: service,
  ...(trace === undefined ? {} : { span_id: spanIdOf(trace, `${service}/${name}`) }),
});

const logFinished = (log: Log, result: Result, about: LogFields): void => {
  if (!log.writes('info')) return;
  log.emit(
    'info',
    'Health check execution finished',
    { ...about, healthy: result.healthy, timed_out: result.status === 'timeout' },
    { field: 'health_check_result', value: avmonResult(result) },
  );
  log.info(OUTCOME_MESSAGES[result.status], { ...about, health_check_status: result.status, reason: result.reason });
};

/** A degraded check is healthy; its `reason` and `health_check_status` show the difference. */
const OUTCOME_MESSAGES: Readonly<Record<Status, string>> = {
  ok: 'Check succeeded.',
  degraded: 'Check succeeded.',
  failed: 'Check failed.',
  timeout: 'Check timed out.',
  error: 'Check could not be evaluated.',
  skipped: 'Check skipped.',
};

const outcomeSentence = (results: readonly Result[]): string => {
  const unhealthy = results.filter(({ healthy }) => healthy === false).length;
  if (unhealthy > 0) return `${unhealthy} of ${results.length} checks were not healthy.`;
  if (exitCodeOf(totalsOf(results)) === 0) return 'All checks were healthy.';
  const all = results.length === 1 ? 'The only check was' : `All ${results.length} checks were`;
  return `${all} skipped: nothing was verified.`;
};

const SUMMARY_MESSAGE = 'Kavmon checks finished';
const RESULTS_FIELD = 'health_check_results';

/** Logs all results in one line, or in as many numbered lines as they need, each of them valid JSON. */
const logSummary = (log: Log, results: readonly Result[], since: ChangesSince | undefined): void => {
  if (!log.writes('info')) return;
  const clean = log.redacted(results);
  const failed = clean.filter(({ healthy }) => healthy === false).map(({ name }) => name);
  const fields = {
    all_healthy: exitCodeOf(totalsOf(results)) === 0,
    ...joinNames('failed_checks', failed),
    ...joinNames(
      'check_groups',
      clean.map(({ group }) => group),
    ),
    ...changeCounts(since),
  };
  const room = log.room('info', SUMMARY_MESSAGE, { ...fields, part: 1e6, parts: 1e6 }, RESULTS_FIELD);
  const parts = chunkResults(
    clean.map((result) => ({ group: result.group, value: avmonEntry(result) })),
    room,
  );
  for (const [index, value] of parts.entries()) {
    const numbered = parts.length === 1 ? fields : { ...fields, part: index + 1, parts: parts.length };
    log.emit('info', SUMMARY_MESSAGE, numbered, { field: RESULTS_FIELD, value: value as Json });
  }
};

/** What changed since an earlier report, in numbers: the documents have the names. */
const changeCounts = (since: ChangesSince | undefined): LogFields =>
  since === undefined
    ? {}
    : {
        problems_new: since.new,
        problems_persisting: since.persisting,
        problems_resolved: since.resolved.length,
        problems_replaced: since.replaced.length,
        problems_not_looked_at: since.notLookedAt.length,
      };

const NAMES_LIMIT_BYTES = 4096;

/** Each name once, joined by commas; a list that is too long ends after a name, with the bytes that it would have had. */
const joinNames = (field: string, names: readonly string[]): LogFields => {
  const text = [...new Set(names)].join(',');
  if (Buffer.byteLength(text) <= NAMES_LIMIT_BYTES) return { [field]: text };
  const start = Buffer.from(text).subarray(0, NAMES_LIMIT_BYTES).toString();
  return {
    [field]: start.slice(0, Math.max(0, start.lastIndexOf(','))),
    truncated: true,
    truncated_bytes: Buffer.byteLength(text),
  };
};
