import type { PostgresRow, PostgresSession } from './session.ts';

/** What every answer holds. */
export interface PostgresBase {
  /** `server_version`: `17.2 (Debian 17.2-1)`. */
  readonly version: string;
  readonly role: 'primary' | 'standby';
  /** `default_transaction_read_only` is on, as some providers set it when the disk is full. */
  readonly readOnly: boolean;
  readonly connections: { readonly used: number; readonly max: number; readonly reserved: number };
}

/** The session, or transaction, that has lasted longest. */
export interface LongestSession {
  readonly seconds: number;
  readonly who: string;
}

/** Sessions of clients. Those whose state the role may not see are only counted, as hidden. */
export interface PostgresActivity {
  readonly hidden: number;
  readonly longestTransaction: LongestSession | null;
  readonly idleInTransaction: number;
  readonly longestIdleInTransaction: LongestSession | null;
  readonly waitingForLocks: number;
}

export interface PostgresSlot {
  readonly name: string;
  readonly active: boolean;
  readonly type: string;
  /** Bytes of WAL that it holds back; null when it has none, as after invalidation. */
  readonly keptBytes: number | null;
  readonly walStatus: string | null;
  /** Whether a standby keeps it ready for a fail-over (PostgreSQL 17): nobody uses it before that. */
  readonly isSynced: boolean;
}

/** Transactions that were prepared and wait for their second phase; any role may see them. */
export interface PostgresPrepared {
  readonly count: number;
  readonly oldest: LongestSession | null;
}

export interface PostgresWraparound {
  readonly database: string;
  readonly age: number;
  readonly percent: number;
}

/** Age at which ids wrap around: transaction ids are compared modulo 2^32, so that at most half of them lie in the past. */
const WRAPAROUND_AGE = 2 ** 31;

/** Version, role and connections, in one statement. All statements in this file fit PostgreSQL 10 and newer. */
export const queryBase = async ({ query }: PostgresSession): Promise<PostgresBase> => {
  const [row = {}] = await query(`select current_setting('server_version') as version,
    pg_is_in_recovery() as standby,
    current_setting('default_transaction_read_only') = 'on' as read_only,
    current_setting('max_connections')::int as max,
    coalesce(current_setting('superuser_reserved_connections', true), '0')::int
      + coalesce(current_setting('reserved_connections', true), '0')::int as reserved,
    (select count(*)::int from pg_stat_activity where ${IS_CLIENT_SESSION}) as used`);
  return {
    version: textColumn(row, 'version'),
    role: row.standby === true ? 'standby' : 'primary',
    readOnly: row.read_only === true,
    connections: {
      used: numberOrNaN(row, 'used'),
      max: numberOrNaN(row, 'max'),
      reserved: numberOrNaN(row, 'reserved'),
    },
  };
};

/** Without `pg_monitor` the sessions of other roles have no `backend_type`; processes of the server have no user. */
const IS_CLIENT_SESSION = `(backend_type = 'client backend' or (backend_type is null and usesysid is not null))`;
const SESSION_LABEL = `concat('pid ', pid, ', ', usename, '@', datname, ' ', nullif(application_name, ''))`;

export const queryActivity = async ({ query }: PostgresSession): Promise<PostgresActivity> => {
  const [row = {}] = await query(`with sessions as (
      select *, ${SESSION_LABEL} as who, state like 'idle in transaction%' as idle,
        extract(epoch from clock_timestamp() - xact_start)::float8 as open_for,
        extract(epoch from clock_timestamp() - state_change)::float8 as idle_for
      from pg_stat_activity where pid <> pg_backend_pid() and ${IS_CLIENT_SESSION})
    select count(*) filter (where query = '<insufficient privilege>' or state = 'disabled')::int as hidden,
      max(open_for) as longest,
      (select who from sessions where open_for is not null order by open_for desc limit 1) as longest_who,
      count(*) filter (where idle)::int as idle,
      max(idle_for) filter (where idle) as longest_idle,
      (select who from sessions where idle order by idle_for desc limit 1) as longest_idle_who,
      count(*) filter (where wait_event_type = 'Lock')::int as waiting
    from sessions`);
  return {
    hidden: numberOrNaN(row, 'hidden'),
    longestTransaction: longestSession(row, 'longest'),
    idleInTransaction: numberOrNaN(row, 'idle'),
    longestIdleInTransaction: longestSession(row, 'longest_idle'),
    waitingForLocks: numberOrNaN(row, 'waiting'),
  };
};

export const querySlots = async ({ query }: PostgresSession): Promise<readonly PostgresSlot[]> => {
  const rows = await query(`select slot_name as name, active, slot_type as type,
      pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end,
        restart_lsn)::float8 as kept,
      to_jsonb(slots) ->> 'wal_status' as wal_status, coalesce(to_jsonb(slots) ->> 'synced', 'false') = 'true' as synced
    from pg_replication_slots as slots order by slot_name`);
  return rows.map((row) => ({
    name: textColumn(row, 'name'),
    active: row.active === true,
    type: textColumn(row, 'type'),
    keptBytes: numberOrNull(row, 'kept'),
    walStatus: typeof row.wal_status === 'string' ? row.wal_status : null,
    isSynced: row.synced === true,
  }));
};

export const queryPreparedTransactions = async ({ query }: PostgresSession): Promise<PostgresPrepared> => {
  const [row = {}] = await query(`select count(*)::int as count,
      extract(epoch from clock_timestamp() - min(prepared))::float8 as oldest,
      (select concat(gid, ', ', owner, '@', database) from pg_prepared_xacts order by prepared limit 1) as oldest_who
    from pg_prepared_xacts`);
  return { count: numberOrNaN(row, 'count'), oldest: longestSession(row, 'oldest') };
};

export const queryWraparound = async ({ query }: PostgresSession): Promise<PostgresWraparound> => {
  const [row = {}] = await query(`select datname as database,
      greatest(age(datfrozenxid), mxid_age(datminmxid))::float8 as age
    from pg_database order by 2 desc limit 1`);
  const age = numberOrNaN(row, 'age');
  return { database: textColumn(row, 'database'), age, percent: (age / WRAPAROUND_AGE) * 100 };
};

const longestSession = (row: PostgresRow, name: string): LongestSession | null => {
  const seconds = numberOrNull(row, name);
  return seconds === null ? null : { seconds: Math.max(0, seconds), who: textColumn(row, `${name}_who`) };
};

export const textColumn = (row: PostgresRow, name: string): string => String(row[name] ?? '');

/** The number of a column, NaN when there is none, which fails every comparison. */
export const numberOrNaN = (row: PostgresRow, name: string): number => numberOrNull(row, name) ?? Number.NaN;

export const numberOrNull = (row: PostgresRow, name: string): number | null => {
  const value = row[name];
  return typeof value === 'number' ? value : null;
};
