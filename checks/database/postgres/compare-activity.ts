import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareRange } from '../../../src/expectations/range.ts';
import type { LongestSession, PostgresActivity, PostgresPrepared } from '../../../src/probes/postgres/server-facts.ts';
import { pluralize } from '../../../src/text/pluralize.ts';
import type { PostgresExpectations } from './params.ts';

/** Compares the sessions with their limits. A number that hidden sessions may raise is unknown unless it fails already. */
export const compareActivity = (activity: PostgresActivity, expected: PostgresExpectations): readonly Comparison[] => {
  const { hidden, longestTransaction, idleInTransaction, longestIdleInTransaction, waitingForLocks } = activity;
  const idle = `${pluralize(idleInTransaction, 'session is', 'sessions are')} idle in a transaction`;
  const waiting = `${pluralize(waitingForLocks, 'session waits', 'sessions wait')} for a lock`;
  const comparisons = [
    ...compareAge(
      'longest transaction',
      longestTransaction,
      'a transaction has been open',
      expected.longestTransaction,
    ),
    ...compareRange(
      { name: 'idle in transaction', value: idleInTransaction, unit: '', text: idle },
      expected.idleInTransaction,
    ),
    ...compareAge(
      'longest idle in transaction',
      longestIdleInTransaction,
      'a session has been idle in a transaction',
      expected.longestIdleInTransaction,
    ),
    ...compareRange(
      { name: 'waiting for locks', value: waitingForLocks, unit: '', text: waiting },
      expected.waitingForLocks,
    ),
  ];
  return hidden === 0 ? comparisons : comparisons.map((comparison) => leaveUndecided(comparison, hidden));
};

/** Compares the age of the oldest prepared transaction: it keeps its locks, and dead rows, until somebody ends it. */
export const comparePrepared = ({ oldest }: PostgresPrepared, expected: PostgresExpectations): readonly Comparison[] =>
  compareAge('oldest prepared', oldest, 'a prepared transaction has waited', expected.oldestPrepared);

const compareAge = (
  name: string,
  longest: LongestSession | null,
  what: string,
  limits: PostgresExpectations['longestTransaction'],
): readonly Comparison[] => {
  const seconds = longest?.seconds ?? 0;
  const who = longest === null ? '' : ` (${longest.who.trim()})`;
  const text = `${what} for ${Math.round(seconds * 100) / 100} s${who}`;
  return compareRange({ name, value: seconds, unit: 's', text }, limits);
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
