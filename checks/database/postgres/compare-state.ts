import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareRange, type RangeLimits, type RangeUnit } from '../../../src/expectations/range.ts';
import type {
  PostgresActivity,
  PostgresBase,
  PostgresSlot,
  PostgresWraparound,
} from '../../../src/probes/postgres/server-facts.ts';
import { pluralize } from '../../../src/text/pluralize.ts';
import { percentOf } from '../numbers.ts';
import type { PostgresExpectations } from './params.ts';

type LongestSession = PostgresActivity['longestTransaction'];

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
    ...compareNumber(
      expected.connectionsRemaining,
      'connections remaining',
      remaining,
      '',
      `${pluralize(remaining, 'connection remains', 'connections remain')} of ${max} (${used} used, ${reserved} reserved)`,
    ),
  ];
};

/** Compares unused slots, and the WAL that slots hold back, with their limits. */
export const compareSlots = (slots: readonly PostgresSlot[], expected: PostgresExpectations): readonly Comparison[] => {
  const idle = slots.filter(({ active }) => !active);
  const names =
    idle.length === 0
      ? ''
      : ` (${idle
          .slice(0, 5)
          .map(({ name, walStatus }) => `${name}${walStatus === 'lost' ? ', lost' : ''}`)
          .join(', ')})`;
  const kept = slots.map(({ name, keptBytes }) => ({ name, bytes: keptBytes ?? 0 }));
  const most = kept.reduce((a, b) => (b.bytes > a.bytes ? b : a), { name: 'none', bytes: 0 });
  const text = `slot ${most.name} keeps ${most.bytes} bytes of WAL`;
  return [
    ...compareNumber(
      expected.inactiveSlots,
      'inactive slots',
      idle.length,
      '',
      `${pluralize(idle.length, 'replication slot is', 'replication slots are')} inactive${names}`,
    ),
    ...compareNumber(expected.slotBytes, 'slot bytes', most.bytes, 'By', text),
  ];
};

/** Compares the sessions with their limits. A number that hidden sessions may raise is unknown unless it fails already. */
export const compareActivity = (activity: PostgresActivity, expected: PostgresExpectations): readonly Comparison[] => {
  const { hidden, longestTransaction, idleInTransaction, longestIdleInTransaction, waitingForLocks } = activity;
  const comparisons = [
    ...compareNumber(
      expected.longestTransaction,
      'longest transaction',
      secondsOf(longestTransaction),
      's',
      `a transaction has been open for ${formatAge(longestTransaction)}`,
    ),
    ...compareNumber(
      expected.idleInTransaction,
      'idle in transaction',
      idleInTransaction,
      '',
      `${pluralize(idleInTransaction, 'session is', 'sessions are')} idle in a transaction`,
    ),
    ...compareNumber(
      expected.longestIdleInTransaction,
      'longest idle in transaction',
      secondsOf(longestIdleInTransaction),
      's',
      `a session has been idle in a transaction for ${formatAge(longestIdleInTransaction)}`,
    ),
    ...compareNumber(
      expected.waitingForLocks,
      'waiting for locks',
      waitingForLocks,
      '',
      `${pluralize(waitingForLocks, 'session waits', 'sessions wait')} for a lock`,
    ),
  ];
  return hidden === 0 ? comparisons : comparisons.map((comparison) => leaveUndecided(comparison, hidden));
};

const leaveUndecided = (comparison: Comparison, hidden: number): Comparison =>
  comparison.status === 'fail'
    ? comparison
    : {
        ...comparison,
        actual: null,
        status: 'error',
        reason: 'permission',
        text: `${comparison.name}: ${pluralize(hidden, 'session hides its', 'sessions hide their')} state from this role: grant it pg_monitor`,
      };

/** Compares the age of the oldest transaction id with its limits. */
export const compareWraparound = (
  { database, age: transactions, percent }: PostgresWraparound,
  expected: PostgresExpectations,
): readonly Comparison[] => {
  const text = `the oldest transaction id of database ${database} is ${transactions} transactions old (${percent.toFixed(1)} % of what is possible)`;
  return compareRange({ name: 'wraparound', value: percent, unit: '%', text }, expected.wraparound);
};

const compareNumber = (
  limits: RangeLimits | undefined,
  name: string,
  value: number,
  unit: RangeUnit,
  text: string,
): readonly Comparison[] => (limits === undefined ? [] : compareRange({ name, value, unit, text }, limits));

const secondsOf = (longest: LongestSession): number => longest?.seconds ?? 0;

const formatAge = (longest: LongestSession): string => {
  const who = longest === null ? '' : ` (${longest.who.trim()})`;
  return `${Math.round(secondsOf(longest) * 100) / 100} s${who}`;
};
