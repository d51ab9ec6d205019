import type { Comparison } from '../../../src/expectations/comparison.ts';
import { loadPredicate } from '../../../src/expectations/json-operators.ts';
import type { ProbeError } from '../../../src/model/errors.ts';
import type { PartAnswer } from '../../../src/probes/part-answer.ts';
import type { PostgresAnswer } from '../../../src/probes/postgres/postgres.ts';
import { compareQuery } from './compare-query.ts';
import { compareReplication } from './compare-replication.ts';
import { compareActivity, compareConnections, compareSlots, compareWraparound } from './compare-state.ts';
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
    ...compareRole(answer, expected),
    ...(await compareVersion(answer, expected)),
    ...compareConnections(answer, expected),
    ...comparePart('replication', answer.replication, (value) => compareReplication(value, expected)),
    ...comparePart('slots', answer.slots, (value) => compareSlots(value, expected)),
    ...comparePart('activity', answer.activity, (value) => compareActivity(value, expected)),
    ...comparePart('wraparound', answer.wraparound, (value) => compareWraparound(value, expected)),
    ...expected.queries.flatMap((query, index) =>
      comparePart(`query ${query.name}`, answer.queries[index], (rows) => compareQuery(rows, query)),
    ),
  ];
};

const compareUnanswered = (name: string, { reason, message }: ProbeError, target: string): Comparison => ({
  name,
  operator: 'answered',
  expected: true,
  actual: false,
  status: 'error',
  reason,
  text: `${name}: ${message.replace(`${target}: `, '')}`,
});

const compareRole = ({ role, readOnly }: PostgresAnswer, expected: PostgresExpectations): readonly Comparison[] => {
  const comparisons: Comparison[] = [];
  if (expected.role !== 'any')
    comparisons.push({
      name: 'role',
      operator: 'eq',
      expected: expected.role,
      actual: role,
      status: role === expected.role ? 'pass' : 'fail',
      reason: 'not_primary',
      text: `the server is a ${role}, expected a ${expected.role}`,
    });
  if (expected.writable)
    comparisons.push({
      name: 'writable',
      operator: 'eq',
      expected: true,
      actual: role === 'primary' && !readOnly,
      status: role === 'primary' && !readOnly ? 'pass' : 'fail',
      reason: 'read_only',
      text: `the server takes no writes: ${role === 'standby' ? 'it is a standby' : 'default_transaction_read_only is on'}`,
    });
  return comparisons;
};

const compareVersion = async (
  { version }: PostgresAnswer,
  expected: PostgresExpectations,
): Promise<readonly Comparison[]> => {
  if (expected.version === undefined) return [];
  const holds = await loadPredicate('semver', expected.version);
  const [number = ''] = version.split(' ');
  return [
    {
      name: 'version',
      operator: 'semver',
      expected: expected.version,
      actual: number,
      status: holds({ value: number, exact: number }, expected.version) ? 'pass' : 'fail',
      reason: 'assertion',
      text: `the version is ${version}, expected ${expected.version}`,
    },
  ];
};
