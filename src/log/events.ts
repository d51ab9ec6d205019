import type { Json } from '../model/json.ts';
import type { Result } from '../model/result.ts';
import { exitCodeOf, type Status, totalsOf } from '../model/status.ts';
import { avmonEntry, avmonResult } from './avmon.ts';
import { partsOf } from './chunk-results.ts';
import type { Fields } from './line.ts';
import type { Log } from './log.ts';

/**
 * The events of a run, under the texts and field names that Kavmon gave them. All are of level info: how a service
 * fares is no matter of the log's level, and at level warning only the report is printed.
 */
export interface Events {
  starting(options: Fields): void;
  picked(registrations: readonly Pick<Result, 'name'>[]): void;
  started(registration: Pick<Result, 'name' | 'service' | 'group'>): void;
  finished(result: Result): void;
  done(results: readonly Result[]): void;
}

export const eventsOf = (log: Log): Events => ({
  starting(options) {
    log.info('Kavmon starting', { arguments: options });
  },
  picked(registrations) {
    log.info('Picked checks based on provided filters', { health_checks: registrations.map(({ name }) => name) });
  },
  started({ name, service, group }) {
    log.info('Health check execution started', {
      health_check: name,
      health_check_group: group,
      health_check_service: service,
    });
  },
  finished(result) {
    finished(log, result);
  },
  done(results) {
    log.info(`Finished processing all health checks. ${outcome(results)}`);
    summary(log, results);
  },
});

const finished = (log: Log, result: Result): void => {
  if (!log.writes('info')) return;
  const about = {
    health_check: result.name,
    health_check_group: result.group,
    health_check_service: result.service,
  };
  log.emit(
    'info',
    'Health check execution finished',
    { ...about, healthy: result.healthy, timed_out: result.status === 'timeout' },
    { field: 'health_check_result', value: avmonResult(result) },
  );
  log.info(OUTCOMES[result.status], { ...about, health_check_status: result.status, reason: result.reason });
};

/** A degraded check has succeeded, as its `healthy` says; `reason` and status tell the difference. */
const OUTCOMES: Readonly<Record<Status, string>> = {
  ok: 'Check succeeded.',
  degraded: 'Check succeeded.',
  failed: 'Check failed.',
  timeout: 'Check timed out.',
  error: 'Check could not be evaluated.',
  skipped: 'Check skipped.',
};

const outcome = (results: readonly Result[]): string => {
  const unhealthy = results.filter(({ healthy }) => healthy === false).length;
  if (unhealthy > 0) return `${unhealthy} of ${results.length} checks were not healthy.`;
  if (exitCodeOf(totalsOf(results)) === 0) return 'All checks were healthy.';
  const all = results.length === 1 ? 'The only check was' : `All ${results.length} checks were`;
  return `${all} skipped: nothing was verified.`;
};

const SUMMARY = 'Kavmon checks finished';
const FIELD = 'health_check_results';

/** One line, or as many numbered ones as the results need: each is valid JSON by itself. */
const summary = (log: Log, results: readonly Result[]): void => {
  if (!log.writes('info')) return;
  const clean = log.redacted(results);
  const failed = clean.filter(({ healthy }) => healthy === false).map(({ name }) => name);
  const fields = {
    all_healthy: exitCodeOf(totalsOf(results)) === 0,
    ...names('failed_checks', failed),
    ...names(
      'check_groups',
      clean.map(({ group }) => group),
    ),
  };
  const room = log.room('info', SUMMARY, { ...fields, part: 1e6, parts: 1e6 }, FIELD);
  const parts = partsOf(
    clean.map((result) => ({ group: result.group, value: avmonEntry(result) })),
    room,
  );
  for (const [index, value] of parts.entries()) {
    const numbered = parts.length === 1 ? fields : { ...fields, part: index + 1, parts: parts.length };
    log.emit('info', SUMMARY, numbered, { field: FIELD, value: value as Json });
  }
};

const NAMES_LIMIT = 4096;

/** Names as one text with commas, each once; what is too long ends after a name and says how many bytes there were. */
const names = (field: string, all: readonly string[]): Fields => {
  const text = [...new Set(all)].join(',');
  if (Buffer.byteLength(text) <= NAMES_LIMIT) return { [field]: text };
  const start = Buffer.from(text).subarray(0, NAMES_LIMIT).toString();
  return {
    [field]: start.slice(0, Math.max(0, start.lastIndexOf(','))),
    truncated: true,
    truncated_bytes: Buffer.byteLength(text),
  };
};
