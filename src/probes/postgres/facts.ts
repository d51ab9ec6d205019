import type { PostgresRow, PostgresSession } from './session.ts';

export interface PostgresBase {
  /** As the server writes it: `17.2 (Debian 17.2-1)`. */
  readonly version: string;
  readonly role: 'primary' | 'standby';
  /** New transactions cannot write (`default_transaction_read_only`), as some services set when the disk is full. */
  readonly readOnly: boolean;
  readonly connections: { readonly used: number; readonly max: number; readonly reserved: number };
}

/** Sessions of clients; those whose state the role may not see are counted as hidden. */
export interface PostgresActivity {
  readonly hidden: number;
  readonly longestTransaction: { readonly seconds: number; readonly who: string } | null;
  readonly idleInTransaction: number;
  readonly longestIdleInTransaction: { readonly seconds: number; readonly who: string } | null;
  readonly waitingForLocks: number;
}

export interface PostgresSlot {
  readonly name: string;
  readonly active: boolean;
  readonly type: string;
  /** Bytes of WAL that it keeps; null when it keeps none any more. */
  readonly keptBytes: number | null;
  readonly walStatus: string | null;
}

export interface PostgresWraparound {
  readonly database: string;
  readonly age: number;
  readonly percent: number;
}

/** Transaction ids are compared modulo 2^32: half of them can be behind. */
const WRAPAROUND = 2 ** 31;

/** What is always asked, in one statement. Statements here fit PostgreSQL 10 and newer. */
export const askBase = async ({ ask }: PostgresSession): Promise<PostgresBase> => {
  const [row = {}] = await ask(`select current_setting('server_version') as version,
    pg_is_in_recovery() as standby,
    current_setting('default_transaction_read_only') = 'on' as read_only,
    current_setting('max_connections')::int as max,
    coalesce(current_setting('superuser_reserved_connections', true), '0')::int
      + coalesce(current_setting('reserved_connections', true), '0')::int as reserved,
    (select count(*)::int from pg_stat_activity where ${CLIENTS}) as used`);
  return {
    version: textOf(row, 'version'),
    role: row.standby === true ? 'standby' : 'primary',
    readOnly: row.read_only === true,
    connections: { used: numberOf(row, 'used'), max: numberOf(row, 'max'), reserved: numberOf(row, 'reserved') },
  };
};

/** Other roles' sessions have no `backend_type` for a role without `pg_monitor`; those of the server itself have no user. */
const CLIENTS = `(backend_type = 'client backend' or (backend_type is null and usesysid is not null))`;
const WHO = `concat('pid ', pid, ', ', usename, '@', datname, ' ', nullif(application_name, ''))`;

export const askActivity = async ({ ask }: PostgresSession): Promise<PostgresActivity> => {
  const [row = {}] = await ask(`with sessions as (
      select *, ${WHO} as who, state like 'idle in transaction%' as idle,
        extract(epoch from clock_timestamp() - xact_start)::float8 as open_for,
        extract(epoch from clock_timestamp() - state_change)::float8 as idle_for
      from pg_stat_activity where pid <> pg_backend_pid() and ${CLIENTS})
    select count(*) filter (where query = '<insufficient privilege>' or state = 'disabled')::int as hidden,
      max(open_for) as longest,
      (select who from sessions where open_for is not null order by open_for desc limit 1) as longest_who,
      count(*) filter (where idle)::int as idle,
      max(idle_for) filter (where idle) as longest_idle,
      (select who from sessions where idle order by idle_for desc limit 1) as longest_idle_who,
      count(*) filter (where wait_event_type = 'Lock')::int as waiting
    from sessions`);
  return {
    hidden: numberOf(row, 'hidden'),
    longestTransaction: longest(row, 'longest'),
    idleInTransaction: numberOf(row, 'idle'),
    longestIdleInTransaction: longest(row, 'longest_idle'),
    waitingForLocks: numberOf(row, 'waiting'),
  };
};

export const askSlots = async ({ ask }: PostgresSession): Promise<readonly PostgresSlot[]> => {
  const rows = await ask(`select slot_name as name, active, slot_type as type,
      pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end,
        restart_lsn)::float8 as kept,
      to_jsonb(slots) ->> 'wal_status' as wal_status
    from pg_replication_slots as slots order by slot_name`);
  return rows.map((row) => ({
    name: textOf(row, 'name'),
    active: row.active === true,
    type: textOf(row, 'type'),
    keptBytes: numberOrNull(row, 'kept'),
    walStatus: typeof row.wal_status === 'string' ? row.wal_status : null,
  }));
};

export const askWraparound = async ({ ask }: PostgresSession): Promise<PostgresWraparound> => {
  const [row = {}] = await ask(`select datname as database,
      greatest(age(datfrozenxid), mxid_age(datminmxid))::float8 as age
    from pg_database order by 2 desc limit 1`);
  const age = numberOf(row, 'age');
  return { database: textOf(row, 'database'), age, percent: (age / WRAPAROUND) * 100 };
};

const longest = (row: PostgresRow, name: string): { seconds: number; who: string } | null => {
  const seconds = numberOrNull(row, name);
  return seconds === null ? null : { seconds: Math.max(0, seconds), who: textOf(row, `${name}_who`) };
};

export const textOf = (row: PostgresRow, name: string): string => String(row[name] ?? '');

/** NaN when there is no number: nothing that is compared with it holds. */
export const numberOf = (row: PostgresRow, name: string): number => numberOrNull(row, name) ?? Number.NaN;

export const numberOrNull = (row: PostgresRow, name: string): number | null => {
  const value = row[name];
  return typeof value === 'number' ? value : null;
};
