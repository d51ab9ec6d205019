import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareRange } from '../../../src/expectations/range.ts';
import type { PostgresArchiveQueue, PostgresArchiver } from '../../../src/probes/postgres/archiver.ts';
import { pluralize } from '../../../src/text/pluralize.ts';
import type { PostgresExpectations } from './params.ts';

/** Compares whether the server archives at all, to somewhere, and how its last attempt ended. */
export const compareArchiver = (archiver: PostgresArchiver): readonly Comparison[] => {
  if (!archiver.isArchiving) return [compareMode(archiver)];
  return [compareMode(archiver), archiver.isConfigured ? compareAttempt(archiver) : missingDestination(archiver)];
};

/** So it is where archiving is suspended: all WAL is kept meanwhile (PostgreSQL, `archive_command`). */
const missingDestination = ({ mode }: PostgresArchiver): Comparison => ({
  ...{ name: 'archive_command', operator: 'ne', expected: '', actual: '', status: 'fail', reason: 'assertion' },
  text: `WAL is not archived: archive_mode is ${mode}, and neither archive_command nor archive_library says where to`,
});

const compareMode = ({ mode, isArchiving }: PostgresArchiver): Comparison => {
  const base = { name: 'archive_mode', operator: 'ne', expected: 'off', actual: mode, reason: 'assertion' } as const;
  if (isArchiving) return { ...base, status: 'pass', text: `archive_mode is ${mode}` };
  if (mode === 'off') return { ...base, status: 'fail', text: 'WAL is not archived: archive_mode is off' };
  const text = `WAL is archived by a primary (archive_mode is ${mode}), and the server is a standby`;
  return { ...base, expected: 'always', status: 'fail', reason: 'not_primary', text };
};

const compareAttempt = ({ failing, archivedSecondsAgo }: PostgresArchiver): Comparison => {
  const base = { name: 'archiving', operator: 'eq', expected: 'ok', reason: 'status' } as const;
  if (failing === null) {
    const text =
      archivedSecondsAgo === null ? 'no attempt to archive was made yet' : 'the last attempt to archive succeeded';
    return { ...base, actual: 'ok', status: 'pass', text };
  }
  const { file, times, secondsAgo } = failing;
  const text = `WAL cannot be archived: the last attempt failed ${Math.round(secondsAgo)} s ago, of ${file} (${pluralize(times, 'failure')} in all)`;
  return { ...base, actual: 'failing', status: 'fail', text, advice: 'archive_command' };
};

/** Compares what waits to be archived; nothing is compared where nothing is archived, which is a fault of its own. */
export const compareArchiveQueue = (
  { files, oldestSeconds }: PostgresArchiveQueue,
  archiver: PostgresArchiver | undefined,
  expected: PostgresExpectations,
): readonly Comparison[] => {
  if (archiver?.isArchiving === false) return [];
  const waiting = `${pluralize(files, 'file of WAL waits', 'files of WAL wait')} to be archived`;
  const oldest = `${waiting}, the oldest for ${Math.round(oldestSeconds)} s`;
  return [
    ...compareRange({ name: 'archive age', value: oldestSeconds, unit: 's', text: oldest }, expected.archiveAge),
    ...compareRange({ name: 'archive waiting', value: files, unit: '', text: waiting }, expected.archiveWaiting),
  ];
};
