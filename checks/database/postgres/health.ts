import type { Comparison } from '../../../src/expectations/comparison.ts';
import { operator } from '../../../src/expectations/json-operators.ts';
import type { Probes } from '../../../src/probes/index.ts';
import type { PostgresExpectations } from './params.ts';
import { compareQuery } from './query.ts';
import { compareReplication } from './replication.ts';
import { compareActivity, compareConnections, compareSlots, compareWraparound } from './state.ts';

type Answer = Awaited<ReturnType<Probes['postgres']>>;
type Section<T> = { readonly value: T } | { readonly problem: Error & { readonly reason: Comparison['reason'] } };
export type PostgresTopics = NonNullable<Parameters<Probes['postgres']>[0]['topics']>;

/** What has to be asked for to compare what is expected. */
export const topicsOf = (expected: PostgresExpectations): PostgresTopics => {
  const some = (...keys: readonly (keyof PostgresExpectations)[]) => keys.some((key) => expected[key] !== undefined);
  return [
    ...(some('lag', 'lagBytes', 'standbys') ? (['replication'] as const) : []),
    ...(some('inactiveSlots', 'slotBytes') ? (['slots'] as const) : []),
    ...(some('longestTransaction', 'idleInTransaction', 'longestIdleInTransaction', 'waitingForLocks')
      ? (['activity'] as const)
      : []),
    'wraparound',
  ];
};

/** Compares an answer with everything that is expected of it; a question without an answer is a comparison undecided. */
export const comparePostgres = async (
  answer: Answer,
  expected: PostgresExpectations,
): Promise<readonly Comparison[]> => {
  const of = <T>(
    name: string,
    section: Section<T> | undefined,
    compare: (value: T) => readonly Comparison[],
  ): readonly Comparison[] => {
    if (section === undefined) return [];
    return 'value' in section ? compare(section.value) : [unanswered(name, section.problem, answer.target)];
  };
  return [
    ...compareRole(answer, expected),
    ...(await compareVersion(answer, expected)),
    ...compareConnections(answer, expected),
    ...of('replication', answer.replication, (value) => compareReplication(value, expected)),
    ...of('slots', answer.slots, (value) => compareSlots(value, expected)),
    ...of('activity', answer.activity, (value) => compareActivity(value, expected)),
    ...of('wraparound', answer.wraparound, (value) => compareWraparound(value, expected)),
    ...expected.queries.flatMap((query, index) =>
      of(`query ${query.name}`, answer.queries[index], (rows) => compareQuery(rows, query)),
    ),
  ];
};

const unanswered = (
  name: string,
  { reason, message }: Error & { readonly reason: Comparison['reason'] },
  target: string,
): Comparison => ({
  name,
  operator: 'answered',
  expected: true,
  actual: false,
  status: 'error',
  reason,
  text: `${name}: ${message.replace(`${target}: `, '')}`,
});

const compareRole = ({ role, readOnly }: Answer, expected: PostgresExpectations): readonly Comparison[] => {
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

const compareVersion = async ({ version }: Answer, expected: PostgresExpectations): Promise<readonly Comparison[]> => {
  if (expected.version === undefined) return [];
  const holds = await operator('semver', expected.version);
  const [number = ''] = version.split(' ');
  return [
    {
      name: 'version',
      operator: 'semver',
      expected: expected.version,
      actual: number,
      status: holds(number, expected.version) ? 'pass' : 'fail',
      reason: 'assertion',
      text: `the version is ${version}, expected ${expected.version}`,
    },
  ];
};
