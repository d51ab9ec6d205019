import type { Comparison } from '../../../src/expectations/comparison.ts';
import { isUnsuited } from '../../../src/probes/postgres/find-server.ts';
import type { PostgresAnswer } from '../../../src/probes/postgres/postgres.ts';
import type { PostgresExpectations } from './params.ts';

/** A server of the list that does not answer: applications go on to the next one, which is no failure yet. */
export const compareTried = ({ tried }: PostgresAnswer): readonly Comparison[] =>
  tried
    .filter((one) => !isUnsuited(one))
    .map(({ target, problem: { reason, message, advice } }) => ({
      name: `server ${target}`,
      operator: 'answers',
      expected: true,
      actual: false,
      status: 'warn',
      reason,
      text: message,
      advice,
    }));

/** Compares the role of the server, and whether it takes writes, with what is expected. */
export const compareRole = (answer: PostgresAnswer, expected: PostgresExpectations): readonly Comparison[] => [
  ...(expected.role === 'any' ? [] : [compareOwnRole(answer, expected.role)]),
  ...(expected.writable ? [compareWritable(answer)] : []),
  ...compareSession(answer),
];

const compareOwnRole = ({ role }: PostgresAnswer, expected: PostgresAnswer['role']): Comparison => ({
  name: 'role',
  operator: 'eq',
  expected,
  actual: role,
  status: role === expected ? 'pass' : 'fail',
  reason: 'not_primary',
  text: `the server is a ${role}, expected a ${expected}`,
});

const compareWritable = ({ role, readOnly }: PostgresAnswer): Comparison => ({
  name: 'writable',
  operator: 'eq',
  expected: true,
  actual: role === 'primary' && !readOnly,
  status: role === 'primary' && !readOnly ? 'pass' : 'fail',
  reason: 'read_only',
  text: `the server takes no writes: ${role === 'standby' ? 'it is a standby' : 'default_transaction_read_only is on'}`,
});

/** What `target_session_attrs` in the URL asks for. */
const compareSession = (answer: PostgresAnswer): readonly Comparison[] => {
  const { sessionAttributes: asked, role, readOnly } = answer;
  if (asked === 'primary' || asked === 'standby') return [compareOwnRole(answer, asked)];
  if (asked === 'read-write') return [compareWritable(answer)];
  if (asked !== 'read-only') return [];
  const isReadOnly = role === 'standby' || readOnly;
  return [
    {
      name: 'read-only',
      operator: 'eq',
      expected: true,
      actual: isReadOnly,
      status: isReadOnly ? 'pass' : 'fail',
      reason: 'not_primary',
      text: 'the server is a primary that takes writes, expected a read-only one (target_session_attrs)',
    },
  ];
};
