import { numberOrNaN, textColumn } from './server-facts.ts';
import type { PostgresSession } from './session.ts';

/** How much of its values a sequence has given out. */
export interface PostgresSequence {
  /** With its schema. */
  readonly name: string;
  /** The column that takes its values and holds the least; empty when none is known. */
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
 * The column that owns a sequence, or has its next value as its whole default; of several that which holds least. A domain has
 * the output function of its base type.
 */
const COLUMNS = `select format('%s.%s', attrelid::regclass, attname) as column,
    case typoutput when 'int2out'::regproc then 32767 when 'int4out'::regproc then 2147483647 end::bigint as top
  from (select refobjid as relation, refobjsubid as number, true as owned from pg_depend
      where classid = 'pg_class'::regclass and objid = seqrelid and refclassid = 'pg_class'::regclass
        and deptype in ('a', 'i') and refobjsubid > 0
    union all
    select adrelid, adnum, false from pg_depend join pg_attrdef on pg_attrdef.oid = objid
      where classid = 'pg_attrdef'::regclass and refclassid = 'pg_class'::regclass and refobjid = seqrelid
        and pg_get_expr(adbin, adrelid) ~ '^[(]?nextval[(]''[^'']+''::regclass[)][)]?(::[^()|]+)?$') as taker
    join pg_attribute on attrelid = relation and attnum = number
    join pg_type on pg_type.oid = atttypid
  order by top nulls last, owned desc, attrelid limit 1`;

/**
 * Sequences that do not start over. Where the type of a column holds less than the sequence gives, as of columns that were made
 * before PostgreSQL 10, the column ends first. One that was never called has used nothing. A standby has no values of unlogged
 * ones, and temporary ones are those of other sessions. Throws ProbeError.
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
        left join lateral (${COLUMNS}) as owner on true
      where not seqcycle and (class.relpersistence = 'p' or class.relpersistence = 'u' and not pg_is_in_recovery())),
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
