import { numberOrNaN, textColumn } from './server-facts.ts';
import type { PostgresSession } from './session.ts';

/** How much of its values a sequence has given out. */
export interface PostgresSequence {
  /** With its schema. */
  readonly name: string;
  /** The column that takes its values; empty when none owns it. */
  readonly column: string;
  readonly percent: number;
}

export interface PostgresSequences {
  /** Sequences that end, in this database. */
  readonly count: number;
  /** Those whose value the role may not see. */
  readonly hidden: number;
  /** Those nearest to their end, the nearest first. */
  readonly nearest: readonly PostgresSequence[];
}

/**
 * Sequences that do not start over. Where the type of the column holds less than the sequence gives, as of columns that were
 * made before PostgreSQL 10, the column ends first. One that was never called has used nothing. Throws ProbeError.
 */
export const querySequences = async ({ query }: PostgresSession): Promise<PostgresSequences> => {
  const rows = await query(`with known as (
      select format('%s.%s', namespace.nspname, class.relname) as name, owner.column as column,
        has_sequence_privilege(class.oid, 'SELECT, USAGE') as visible, seqincrement > 0 as ascends,
        seqmin::numeric as low, least(seqmax, owner.top)::numeric as high,
        greatest(seqmin, -owner.top - 1)::numeric as bottom, seqmax::numeric as start,
        case when has_sequence_privilege(class.oid, 'SELECT, USAGE') then pg_sequence_last_value(class.oid) end as last
      from pg_sequence join pg_class as class on class.oid = seqrelid
        join pg_namespace as namespace on namespace.oid = class.relnamespace
        left join lateral (select format('%s.%s', refobjid::regclass, attname) as column,
            case atttypid when 'int2'::regtype then 32767 when 'int4'::regtype then 2147483647 end::bigint as top
          from pg_depend join pg_attribute on attrelid = refobjid and attnum = refobjsubid
          where classid = 'pg_class'::regclass and objid = seqrelid and refclassid = 'pg_class'::regclass
            and deptype in ('a', 'i') and refobjsubid > 0 limit 1) as owner on true
      where not seqcycle and class.relpersistence = 'p'),
    used as (select name, coalesce(known.column, '') as column, visible, case when not visible then null
        when last is null then 0 when ascends then (last - low) / nullif(high - low, 0)
        else (start - last) / nullif(start - bottom, 0) end * 100 as percent from known)
    select name, used.column as column, percent::float8 as percent, visible,
      (count(*) over ())::int as count, (count(*) filter (where not visible) over ())::int as hidden
    from used order by percent desc nulls last, name limit 5`);
  const [first = {}] = rows;
  return {
    count: rows.length === 0 ? 0 : numberOrNaN(first, 'count'),
    hidden: rows.length === 0 ? 0 : numberOrNaN(first, 'hidden'),
    nearest: rows
      .filter(({ visible }) => visible === true)
      .map((row) => ({
        name: textColumn(row, 'name'),
        column: textColumn(row, 'column'),
        percent: numberOrNaN(row, 'percent'),
      })),
  };
};
