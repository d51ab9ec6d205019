import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareRange } from '../../../src/expectations/range.ts';
import { compareMissing, compareUnanswered } from '../../../src/expectations/unanswered.ts';
import type { MongodbAnswer } from '../../../src/probes/mongodb/mongodb.ts';
import type { MongodbSetMember } from '../../../src/probes/mongodb/set-status.ts';
import { answeredValue } from '../../../src/probes/part-answer.ts';
import { pluralize } from '../../../src/text/pluralize.ts';
import type { MongodbExpectations } from './params.ts';

/** Compares the members of the replica set, as the primary sees them, or another member where there is none. */
export const compareSet = (answer: MongodbAnswer, expected: MongodbExpectations): readonly Comparison[] => [
  ...compareMembers(answer, expected),
  ...compareOplog(answer, expected),
];

const compareMembers = ({ asked }: MongodbAnswer, expected: MongodbExpectations): readonly Comparison[] => {
  const { members } = asked;
  const isAsked = expected.members !== undefined || expected.lag !== undefined;
  if (members === undefined)
    return isAsked ? [compareMissing('members', `${asked.host} belongs to no replica set (${asked.kind})`)] : [];
  if ('problem' in members) return isAsked ? [compareUnanswered('members', members.problem, asked.host)] : [];
  return [
    ...members.value.filter(({ healthy }) => !healthy).map(compareIll),
    ...compareCount(members.value, expected),
    ...compareLags(members.value, expected),
  ];
};

/** A set with a primary does without one of its members: that is no failure yet. */
const compareIll = ({ host, state }: MongodbSetMember): Comparison => ({
  name: `member ${host}`,
  operator: 'in',
  expected: ['PRIMARY', 'SECONDARY', 'ARBITER'],
  actual: state,
  status: 'warn',
  reason: 'status',
  text: `the member ${host} is ${state}`,
});

const compareCount = (
  members: readonly MongodbSetMember[],
  { members: limits }: MongodbExpectations,
): readonly Comparison[] => {
  if (limits === undefined) return [];
  const healthy = members.filter((member) => member.healthy).length;
  const text = `${healthy} of ${pluralize(members.length, 'member')} of the replica set are healthy`;
  return compareRange({ name: 'members', value: healthy, unit: '', text }, limits);
};

const compareLags = (
  members: readonly MongodbSetMember[],
  { lag: limits }: MongodbExpectations,
): readonly Comparison[] => {
  if (limits === undefined) return [];
  const newest = members.find(({ state }) => state === 'PRIMARY')?.appliedAt ?? null;
  // What a member lacks that is down is in its own comparison.
  const secondaries = members.filter(({ state, healthy }) => state === 'SECONDARY' && healthy);
  if (newest === null)
    return [compareMissing('lag', 'how far the secondaries are behind is unknown: there is no primary')];
  if (secondaries.length === 0) {
    const base = { name: 'lag', operator: 'exists', expected: true, actual: false, status: 'fail' } as const;
    return [{ ...base, reason: 'empty_result', text: 'there is no healthy secondary, and so no lag' }];
  }
  return secondaries.flatMap(({ host, appliedAt, delaySeconds }) => {
    const behind = appliedAt === null ? null : Math.max(0, (newest - appliedAt) / 1000);
    const meant = delaySeconds === 0 ? '' : `, ${delaySeconds} s of them on purpose`;
    const text = behind === null ? `the lag of ${host} is unknown` : `${host} is ${behind} s behind${meant}`;
    const value = behind === null ? null : Math.max(0, behind - delaySeconds);
    return compareRange({ name: `lag of ${host}`, value, unit: 's', text }, limits);
  });
};

const compareOplog = (
  { asked }: MongodbAnswer,
  { oplogWindow: limits }: MongodbExpectations,
): readonly Comparison[] => {
  if (limits === undefined) return [];
  const { oplogSeconds } = asked;
  if (oplogSeconds === undefined) return [compareMissing('oplog window', `${asked.host} has no oplog (${asked.kind})`)];
  if ('problem' in oplogSeconds) return [compareUnanswered('oplog window', oplogSeconds.problem, asked.host)];
  const { value } = oplogSeconds;
  return compareRange(
    { name: 'oplog window', value, unit: 's', text: `the oplog of ${asked.host} reaches back ${value} s` },
    limits,
  );
};

/** What could not be judged and was not asked for. */
export const mongodbNotes = ({ asked, isDirect }: MongodbAnswer): readonly string[] => {
  const { members, host } = asked;
  const hidden = members !== undefined && 'problem' in members ? members.problem : undefined;
  return [
    ...(hidden === undefined
      ? []
      : [`the members of the set were not judged: ${hidden.message.replace(`${host}: `, '')}`]),
    ...('problem' in asked.connections && answeredValue(asked.status) === undefined
      ? [`the numbers of serverStatus were not judged: ${asked.connections.problem.message.replace(`${host}: `, '')}`]
      : []),
    ...(isDirect && asked.kind === 'member'
      ? [`${host} alone was judged (directConnection), not its replica set`]
      : []),
  ];
};
