import { numberOrNull, type PostgresBase, textColumn } from './server-facts.ts';
import type { PostgresRow, PostgresSession } from './session.ts';

/** One link of streaming replication. */
export interface PostgresLink {
  /** On a primary the name of the standby, on a standby its primary. */
  readonly name: string;
  /** `streaming` once it has caught up. */
  readonly state: string;
  readonly sync: string | null;
  /** How long changes have been waiting to be replayed; null when unknown. */
  readonly lagSeconds: number | null;
  /** WAL that has been written but not replayed. */
  readonly lagBytes: number | null;
}

export interface PostgresReplication {
  readonly seenFrom: 'primary' | 'standby';
  /** On a primary its standbys; on a standby its WAL receiver, none when it is not connected to a primary. */
  readonly links: readonly PostgresLink[];
  /** Links whose state the role may not see. */
  readonly hidden: number;
  /** On a standby: seconds since the newest replayed transaction; null on a primary and before the first one. */
  readonly replayedSecondsAgo: number | null;
}

/** Replication as this server sees it, by its role. Throws ProbeError. */
export const queryReplication = (session: PostgresSession, role: PostgresBase['role']): Promise<PostgresReplication> =>
  role === 'primary' ? fromPrimary(session) : fromStandby(session);

/**
 * `replay_lag` is null for a standby that has caught up, and keeps its last value when the standby is silent. While WAL is
 * left to replay, the lag is therefore at least the time since the last reply. Backups, and receivers that only store WAL,
 * replay nothing and are left out.
 */
const fromPrimary = async ({ query }: PostgresSession): Promise<PostgresReplication> => {
  const rows = await query(`select coalesce(nullif(application_name, ''), host(client_addr), pid::text) as name,
      state, sync_state as sync, state is null as hidden,
      lag_bytes, case when lag_bytes <= 0 then 0
        else greatest(extract(epoch from replay_lag), extract(epoch from clock_timestamp() - reply_time)) end::float8
        as lag_seconds
    from (select application_name, client_addr, pid, state, sync_state, replay_lag,
        (to_jsonb(replication) ->> 'reply_time')::timestamptz as reply_time,
        pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::float8 as lag_bytes
      from pg_stat_replication as replication
      where state is null or not (state = 'backup' or state = 'streaming' and replay_lsn is null)) as standbys
    order by 1`);
  return { seenFrom: 'primary', ...toLinks(rows), replayedSecondsAgo: null };
};

/**
 * Compares the WAL that was received, and that the primary reports, with what was replayed. Without a WAL receiver there is no
 * link: a standby that has replayed all it received may still be behind.
 */
const fromStandby = async ({ query }: PostgresSession): Promise<PostgresReplication> => {
  const rows =
    await query(`select coalesce(nullif(concat_ws(':', sender_host, sender_port), ''), 'its primary') as name,
      status as state, null as sync, status is null as hidden, lag_bytes,
      case when lag_bytes <= 0 then 0 else replayed end::float8 as lag_seconds
    from (select status, extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp()) as replayed,
        greatest(pg_wal_lsn_diff(latest_end_lsn, pg_last_wal_replay_lsn()),
          pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()), 0)::float8 as lag_bytes,
        to_jsonb(receiver) ->> 'sender_host' as sender_host, to_jsonb(receiver) ->> 'sender_port' as sender_port
      from pg_stat_wal_receiver as receiver where pid is not null) as receivers`);
  const [replayed = {}] = await query(
    `select extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp())::float8 as ago`,
  );
  return { seenFrom: 'standby', ...toLinks(rows), replayedSecondsAgo: numberOrNull(replayed, 'ago') };
};

const toLinks = (rows: readonly PostgresRow[]): Pick<PostgresReplication, 'links' | 'hidden'> => ({
  links: rows.map((row) => ({
    name: textColumn(row, 'name'),
    state: textColumn(row, 'state') || 'hidden',
    sync: typeof row.sync === 'string' ? row.sync : null,
    lagSeconds: clampToZero(numberOrNull(row, 'lag_seconds')),
    lagBytes: clampToZero(numberOrNull(row, 'lag_bytes')),
  })),
  hidden: rows.filter((row) => row.hidden === true).length,
});

/** Clocks of two machines, and positions read one after the other, may make a lag slightly negative. */
const clampToZero = (value: number | null): number | null => (value === null ? null : Math.max(0, value));
