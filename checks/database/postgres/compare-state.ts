import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareRange } from '../../../src/expectations/range.ts';
import type { PostgresSequences } from '../../../src/probes/postgres/sequences.ts';
import type { PostgresBase, PostgresSlot, PostgresWraparound } from '../../../src/probes/postgres/server-facts.ts';
import { pluralize } from '../../../src/text/pluralize.ts';
import { percentOf } from '../numbers.ts';
import type { PostgresExpectations } from './params.ts';

/** Compares the connections in use, and those that are left, with their limits. */
export const compareConnections = (
  { connections }: PostgresBase,
  expected: PostgresExpectations,
): readonly Comparison[] => {
  const { used, max, reserved } = connections;
  const percent = percentOf(used, max) ?? Number.NaN;
  const text = `${used} of ${max} connections are used (${percent.toFixed(1)} %)`;
  const remaining = Math.max(0, max - reserved - used);
  return [
    ...compareRange({ name: 'connections', value: percent, unit: '%', text }, expected.connections),
    ...compareRange(
      {
        name: 'connections remaining',
        value: remaining,
        unit: '',
        text: `${pluralize(remaining, 'connection remains', 'connections remain')} of ${max} (${used} used, ${reserved} reserved)`,
      },
      expected.connectionsRemaining,
    ),
  ];
};

/** Compares unused slots, and the WAL that slots hold back, with their limits; one that has lost its WAL is of no use. */
export const compareSlots = (slots: readonly PostgresSlot[], expected: PostgresExpectations): readonly Comparison[] => {
  const idle = slots.filter(({ active, isSynced }) => !active && !isSynced);
  const names = idle.length === 0 ? '' : ` (${listNames(idle)})`;
  const lost = slots.filter(({ walStatus }) => walStatus === 'lost');
  const kept = slots.map(({ name, keptBytes }) => ({ name, bytes: keptBytes ?? 0 }));
  const most = kept.reduce((a, b) => (b.bytes > a.bytes ? b : a), { name: 'none', bytes: 0 });
  const idleText = `${pluralize(idle.length, 'replication slot is', 'replication slots are')} inactive${names}`;
  return [
    {
      name: 'lost slots',
      operator: 'eq',
      expected: 0,
      actual: lost.length,
      status: lost.length === 0 ? 'pass' : 'warn',
      reason: 'status',
      text: `${pluralize(lost.length, 'replication slot has', 'replication slots have')} lost WAL that was needed: ${listNames(lost)}`,
    },
    ...compareRange({ name: 'inactive slots', value: idle.length, unit: '', text: idleText }, expected.inactiveSlots),
    ...compareRange(
      {
        name: 'slot bytes',
        value: most.bytes,
        unit: 'By',
        text: `slot ${most.name} keeps ${most.bytes} bytes of WAL`,
      },
      expected.slotBytes,
    ),
  ];
};

const listNames = (slots: readonly PostgresSlot[]): string =>
  slots
    .slice(0, 5)
    .map(({ name }) => name)
    .join(', ');

/** Compares the sequence that is nearest to its end; a database without one is none whose values can run out. */
export const compareSequences = (
  { count, hidden, nearest }: PostgresSequences,
  { sequences: limits }: PostgresExpectations,
): readonly Comparison[] => {
  const [first] = nearest;
  const name = 'sequences';
  if (count === 0) {
    const text = 'the database has no sequence that ends: is it the one that is meant?';
    return compareRange({ name, value: null, unit: '%', text, missing: 'empty_result' }, limits);
  }
  const of = first?.column === '' || first === undefined ? '' : ` of ${first.column}`;
  const known = compareRange(
    {
      name,
      value: first?.percent ?? null,
      unit: '%',
      text:
        first === undefined
          ? 'no sequence is seen by this role'
          : `the sequence ${first.name}${of} has given out ${roundPercent(first.percent)} % of its values`,
      missing: 'permission',
    },
    limits,
  );
  const isDecided = hidden === 0 || known.some(({ status }) => status === 'fail');
  const unseen = `${pluralize(hidden, 'sequence hides its', 'sequences hide their')} value from this role: grant it USAGE or SELECT on them (or pg_read_all_data)`;
  return isDecided
    ? known
    : compareRange({ name, value: null, unit: '%', text: unseen, missing: 'permission' }, limits);
};

const roundPercent = (percent: number): number => Math.round(percent * 10) / 10;

/** Compares the age of the oldest transaction id with its limits. */
export const compareWraparound = (
  { database, age: transactions, percent }: PostgresWraparound,
  expected: PostgresExpectations,
): readonly Comparison[] => {
  const text = `the oldest transaction id of database ${database} is ${transactions} transactions old (${percent.toFixed(1)} % of what is possible)`;
  return compareRange({ name: 'wraparound', value: percent, unit: '%', text }, expected.wraparound);
};
