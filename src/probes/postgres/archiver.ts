import { ProbeError } from '../../model/errors.ts';
import { numberOrNaN, numberOrNull, textColumn } from './server-facts.ts';
import type { PostgresSession } from './session.ts';

/** How the archiving of WAL is (continuous archiving, PostgreSQL 26.3). */
export interface PostgresArchiver {
  /** `archive_mode`: `off`, `on` (on a primary) or `always`. */
  readonly mode: string;
  /** Whether this server archives by its mode and role. */
  readonly isArchiving: boolean;
  /** Whether a command or a library says where to: without one WAL is kept, and nothing is archived. */
  readonly isConfigured: boolean;
  /** The last attempt, when it failed. */
  readonly failing: { readonly file: string; readonly times: number; readonly secondsAgo: number } | null;
  /** Seconds since a file was archived; null when none was since the statistics began. */
  readonly archivedSecondsAgo: number | null;
}

/** Finished files of WAL that wait to be archived. */
export interface PostgresArchiveQueue {
  readonly files: number;
  /** Age of the oldest one in seconds, 0 when none waits. */
  readonly oldestSeconds: number;
}

/** Any role may see it. Throws ProbeError. */
export const queryArchiver = async ({ query }: PostgresSession): Promise<PostgresArchiver> => {
  const [row = {}] = await query(`select current_setting('archive_mode') as mode,
      current_setting('archive_mode') = 'always'
        or current_setting('archive_mode') = 'on' and not pg_is_in_recovery() as archiving,
      current_setting('archive_command') <> ''
        or coalesce(current_setting('archive_library', true), '') <> '' as configured,
      coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false) as failing,
      last_failed_wal as file, failed_count::float8 as times,
      extract(epoch from clock_timestamp() - last_failed_time)::float8 as failed,
      extract(epoch from clock_timestamp() - last_archived_time)::float8 as archived
    from pg_stat_archiver`);
  return {
    mode: textColumn(row, 'mode'),
    isArchiving: row.archiving === true,
    isConfigured: row.configured === true,
    failing:
      row.failing === true
        ? { file: textColumn(row, 'file'), times: numberOrNaN(row, 'times'), secondsAgo: numberOrNaN(row, 'failed') }
        : null,
    archivedSecondsAgo: numberOrNull(row, 'archived'),
  };
};

/**
 * Counts the files as the archiver itself finds them: a server that is idle has none, however long ago it archived anything.
 * Throws ProbeError: `permission` without pg_monitor, `missing_value` before PostgreSQL 12.
 */
export const queryArchiveQueue = async ({ query }: PostgresSession): Promise<PostgresArchiveQueue> => {
  const listing = `to_regprocedure('pg_catalog.pg_ls_archive_statusdir()')`;
  const [right = {}] = await query(`select has_function_privilege(${listing}, 'execute') as allowed`);
  if (typeof right.allowed !== 'boolean')
    throw new ProbeError('missing_value', 'PostgreSQL 12 and newer say what waits to be archived');
  if (!right.allowed)
    throw new ProbeError('permission', 'what waits to be archived is hidden from this role: grant it pg_monitor');
  const [row = {}] = await query(`select count(*)::int as files,
      coalesce(extract(epoch from clock_timestamp() - min(modification)), 0)::float8 as oldest
    from pg_ls_archive_statusdir() where name like '%.ready'`);
  return { files: numberOrNaN(row, 'files'), oldestSeconds: Math.max(0, numberOrNaN(row, 'oldest')) };
};
