import type { Comparison } from '../../../src/expectations/comparison.ts';
import { statusOfProblem } from '../../../src/model/reasons.ts';
import type { MongodbAnswer } from '../../../src/probes/mongodb/mongodb.ts';
import { answeredValue } from '../../../src/probes/part-answer.ts';
import { pluralize } from '../../../src/text/pluralize.ts';
import type { MongodbExpectations } from './params.ts';

/** Compares whether there is a server that takes writes; of one that is asked directly its own role. */
export const comparePrimary = (answer: MongodbAnswer, expected: MongodbExpectations): readonly Comparison[] => [
  ...(answer.isDirect ? [compareRole(answer, expected)] : [compareWritable(answer), ...compareSeeds(answer)]),
  ...compareSetName(answer),
];

const base = { name: 'primary', operator: 'exists', expected: true } as const;

const compareWritable = (answer: MongodbAnswer): Comparison => {
  const { primary, asked } = answer;
  if (primary === undefined) return { ...base, actual: false, status: 'fail', ...describeLoss(answer) };
  if ('problem' in primary) {
    const { reason, message, advice } = primary.problem;
    const status = statusOfProblem(primary.problem);
    const text = `the primary that ${asked.host} names does not answer: ${message}`;
    return { ...base, actual: false, status, reason, text, advice };
  }
  const { host, state } = primary.value;
  const isWritable = state === 'primary';
  return {
    ...base,
    actual: isWritable,
    status: isWritable ? 'pass' : 'fail',
    reason: 'not_primary',
    text: `${host} is named as the primary, and takes no writes: it is ${state}`,
  };
};

const describeLoss = ({ asked }: MongodbAnswer): Pick<Comparison, 'reason' | 'text'> => {
  if (asked.state === 'uninitiated')
    return { reason: 'no_quorum', text: `${asked.host} is to belong to a replica set, which was never initiated` };
  const members = answeredValue(asked.members) ?? [];
  const well = members.filter(({ healthy }) => healthy).length;
  const seen = members.length === 0 ? '' : `: ${well} of ${pluralize(members.length, 'member')} are healthy`;
  const text = `the replica set ${asked.setName ?? ''} has no primary, says ${asked.host} (${asked.state})${seen}`;
  return { reason: 'no_quorum', text };
};

const compareRole = ({ asked }: MongodbAnswer, { role }: MongodbExpectations): Comparison => {
  const serves = asked.state === 'primary' || asked.state === 'secondary';
  const isGood = role === 'any' ? serves || asked.state === 'arbiter' : asked.state === role;
  return {
    name: 'role',
    operator: 'eq',
    expected: role,
    actual: asked.state,
    status: isGood ? 'pass' : 'fail',
    reason: role === 'any' || !serves ? 'status' : 'not_primary',
    text: `${asked.host} is ${asked.state === 'other' ? 'neither primary nor secondary' : asked.state}, expected ${role === 'any' ? 'one that serves' : role}`,
  };
};

/** One of several servers that are named may be down: applications find the others. */
const compareSeeds = ({ seeds }: MongodbAnswer): readonly Comparison[] =>
  seeds.flatMap(({ host, answer }): readonly Comparison[] => {
    if ('value' in answer) return [];
    const { reason, message, advice } = answer.problem;
    const answered = { name: `server ${host}`, operator: 'answers', expected: true, actual: false } as const;
    return [{ ...answered, status: 'warn', reason, text: message, advice }];
  });

const compareSetName = ({ replicaSet, asked }: MongodbAnswer): readonly Comparison[] =>
  replicaSet === undefined
    ? []
    : [
        {
          name: 'replica set',
          operator: 'eq',
          expected: replicaSet,
          actual: asked.setName,
          status: asked.setName === replicaSet ? 'pass' : 'fail',
          reason: 'assertion',
          text: `${asked.host} belongs to ${asked.setName === null ? 'no replica set' : `the replica set ${asked.setName}`}, expected ${replicaSet}`,
        },
      ];
