import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareRange, type Limits, type RangeUnit } from '../../../src/expectations/range.ts';
import type { Probes } from '../../../src/probes/index.ts';
import { counted } from '../../../src/text/pluralize.ts';
import type { PostgresExpectations } from './params.ts';

type Answer = Awaited<ReturnType<Probes['postgres']>>;
type Value<K extends 'slots' | 'activity' | 'wraparound'> = Extract<
  NonNullable<Answer[K]>,
  { value: unknown }
>['value'];
type Longest = Value<'activity'>['longestTransaction'];

/** Percent of the connections in use. */
export const percentUsed = ({ used, max }: Answer['connections']): number => (used / max) * 100;

export const compareConnections = ({ connections }: Answer, expected: PostgresExpectations): readonly Comparison[] => {
  const { used, max, reserved } = connections;
  const percent = percentUsed(connections);
  const text = `${used} of ${max} connections are used (${percent.toFixed(1)} %)`;
  const remaining = Math.max(0, max - reserved - used);
  return [
    ...compareRange({ name: 'connections', value: percent, unit: '%', text }, expected.connections),
    ...compared(
      expected.connectionsRemaining,
      'connections remaining',
      remaining,
      '',
      `${counted(remaining, 'connection remains', 'connections remain')} of ${max} (${used} used, ${reserved} reserved)`,
    ),
  ];
};

export const compareSlots = (slots: Value<'slots'>, expected: PostgresExpectations): readonly Comparison[] => {
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
    ...compared(
      expected.inactiveSlots,
      'inactive slots',
      idle.length,
      '',
      `${counted(idle.length, 'replication slot is', 'replication slots are')} inactive${names}`,
    ),
    ...compared(expected.slotBytes, 'slot bytes', most.bytes, 'By', text),
  ];
};

/** What a role may not see may be worse than what it sees: unless the limit is broken already, the number is unknown. */
export const compareActivity = (activity: Value<'activity'>, expected: PostgresExpectations): readonly Comparison[] => {
  const { hidden, longestTransaction, idleInTransaction, longestIdleInTransaction, waitingForLocks } = activity;
  const comparisons = [
    ...compared(
      expected.longestTransaction,
      'longest transaction',
      secondsOf(longestTransaction),
      's',
      `a transaction has been open for ${age(longestTransaction)}`,
    ),
    ...compared(
      expected.idleInTransaction,
      'idle in transaction',
      idleInTransaction,
      '',
      `${counted(idleInTransaction, 'session is', 'sessions are')} idle in a transaction`,
    ),
    ...compared(
      expected.longestIdleInTransaction,
      'longest idle in transaction',
      secondsOf(longestIdleInTransaction),
      's',
      `a session has been idle in a transaction for ${age(longestIdleInTransaction)}`,
    ),
    ...compared(
      expected.waitingForLocks,
      'waiting for locks',
      waitingForLocks,
      '',
      `${counted(waitingForLocks, 'session waits', 'sessions wait')} for a lock`,
    ),
  ];
  return hidden === 0 ? comparisons : comparisons.map((comparison) => undecided(comparison, hidden));
};

const undecided = (comparison: Comparison, hidden: number): Comparison =>
  comparison.status === 'fail'
    ? comparison
    : {
        ...comparison,
        actual: null,
        status: 'error',
        reason: 'permission',
        text: `${comparison.name}: ${counted(hidden, 'session hides its', 'sessions hide their')} state from this role: grant it pg_monitor`,
      };

export const compareWraparound = (
  { database, age: transactions, percent }: Value<'wraparound'>,
  expected: PostgresExpectations,
): readonly Comparison[] => {
  const text = `the oldest transaction id of database ${database} is ${transactions} transactions old (${percent.toFixed(1)} % of what is possible)`;
  return compareRange({ name: 'wraparound', value: percent, unit: '%', text }, expected.wraparound);
};

const compared = (
  limits: Limits | undefined,
  name: string,
  value: number,
  unit: RangeUnit,
  text: string,
): readonly Comparison[] => (limits === undefined ? [] : compareRange({ name, value, unit, text }, limits));

const secondsOf = (longest: Longest): number => longest?.seconds ?? 0;

const age = (longest: Longest): string => {
  const who = longest === null ? '' : ` (${longest.who.trim()})`;
  return `${Math.round(secondsOf(longest) * 100) / 100} s${who}`;
};
