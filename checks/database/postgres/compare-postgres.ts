import type { Comparison } from '../../../src/expectations/comparison.ts';
import { foundText } from '../../../src/expectations/found-value.ts';
import { compareUnanswered } from '../../../src/expectations/unanswered.ts';
import { compareFound } from '../../../src/expectations/value-expectation.ts';
import { answeredValue, type PartAnswer } from '../../../src/probes/part-answer.ts';
import type { PostgresAnswer } from '../../../src/probes/postgres/postgres.ts';
import { compareQueries } from '../sql/compare-query.ts';
import { compareActivity, comparePrepared } from './compare-activity.ts';
import { compareArchiveQueue, compareArchiver } from './compare-archiver.ts';
import { compareReplication } from './compare-replication.ts';
import { compareRole, compareTried } from './compare-role.ts';
import { compareConnections, compareSequences, compareSlots, compareWraparound } from './compare-state.ts';
import type { PostgresExpectations } from './params.ts';

/** Compares an answer with everything that is expected of it; a query without an answer leaves its comparison undecided. */
export const comparePostgres = async (
  answer: PostgresAnswer,
  expected: PostgresExpectations,
): Promise<readonly Comparison[]> => {
  const comparePart = <T>(
    name: string,
    part: PartAnswer<T> | undefined,
    compare: (value: T) => readonly Comparison[],
  ): readonly Comparison[] => {
    if (part === undefined) return [];
    return 'value' in part ? compare(part.value) : [compareUnanswered(name, part.problem, answer.target)];
  };
  return [
    ...compareTried(answer),
    ...compareRole(answer, expected),
    ...(await compareVersion(answer, expected)),
    ...compareConnections(answer, expected),
    ...comparePart('replication', answer.replication, (value) => compareReplication(value, expected)),
    ...comparePart('slots', answer.slots, (value) => compareSlots(value, expected)),
    ...comparePart('activity', answer.activity, (value) => compareActivity(value, expected)),
    ...comparePart('prepared transactions', answer.prepared, (value) => comparePrepared(value, expected)),
    ...comparePart('archiving', answer.archiver, compareArchiver),
    ...comparePart('archive queue', answer.archiveQueue, (value) =>
      compareArchiveQueue(value, answeredValue(answer.archiver), expected),
    ),
    ...comparePart('sequences', answer.sequences, (value) => compareSequences(value, expected)),
    ...comparePart('wraparound', answer.wraparound, (value) => compareWraparound(value, expected)),
    ...(await compareQueries(answer, expected.queries)),
  ];
};

const compareVersion = async (
  { version }: PostgresAnswer,
  expected: PostgresExpectations,
): Promise<readonly Comparison[]> => {
  if (expected.version === undefined) return [];
  const [number = ''] = version.split(' ');
  const found = { name: 'version', values: [foundText(number)], fact: `the version is ${version}` };
  return compareFound(found, { semver: expected.version });
};
