import type { Comparison } from '../../../src/expectations/comparison.ts';
import type { MysqlAnswer } from '../../../src/probes/mysql/mysql.ts';
import { answeredValue } from '../../../src/probes/part-answer.ts';
import type { MysqlExpectations } from './params.ts';

/** Compares the role of a server, and whether it takes writes, with what is expected. */
export const compareRole = (answer: MysqlAnswer, expected: MysqlExpectations): readonly Comparison[] => {
  const readOnly = expected.readOnly ?? (expected.role === 'primary' ? false : undefined);
  return [
    ...(expected.role === 'replica' ? [compareReplica(answer)] : []),
    ...(readOnly === undefined ? [] : [compareReadOnly(answer, readOnly)]),
    ...(expected.superReadOnly === undefined ? [] : [compareSuperReadOnly(answer, expected.superReadOnly)]),
  ];
};

/** A reader of Aurora has its data from the shared storage, a member of a group from the group: neither has a source. */
const compareReplica = (answer: MysqlAnswer): Comparison => {
  const { channels } = answer;
  const base = { name: 'role', operator: 'eq', expected: 'replica' } as const;
  if (answer.readOnlyBy.includes('innodb_read_only') || answeredValue(answer.group)?.role === 'SECONDARY')
    return { ...base, actual: 'replica', status: 'pass', reason: 'not_primary', text: 'the server is a replica' };
  if ('problem' in channels)
    return {
      ...base,
      actual: null,
      status: 'error',
      reason: channels.problem.reason,
      text: `whether the server is a replica cannot be seen: ${channels.problem.message.replace(`${answer.target}: `, '')}`,
      advice: channels.problem.advice,
    };
  const isReplica = channels.value.length > 0;
  const writes = answer.readOnlyBy.length === 0 ? 'takes writes' : `is read-only (${answer.readOnlyBy.join(', ')})`;
  return {
    ...base,
    actual: isReplica ? 'replica' : 'no replica',
    status: isReplica ? 'pass' : 'fail',
    reason: 'not_primary',
    text: `the server replicates from no other and ${writes}, expected a replica`,
  };
};

const compareReadOnly = (answer: MysqlAnswer, expected: boolean): Comparison => {
  const { readOnlyBy, channels } = answer;
  const actual = readOnlyBy.length > 0;
  const [channel] = answeredValue(channels) ?? [];
  const source = channel === undefined ? '' : `: it is a replica of ${channel.source}`;
  return {
    name: 'read_only',
    operator: 'eq',
    expected,
    actual,
    status: actual === expected ? 'pass' : 'fail',
    reason: expected ? 'not_primary' : 'read_only',
    text: actual
      ? `the server takes no writes (${readOnlyBy.join(', ')})${source}`
      : 'the server takes writes: read_only is off, expected on',
  };
};

const compareSuperReadOnly = ({ variables }: MysqlAnswer, expected: boolean): Comparison => {
  const value = variables.get('super_read_only');
  const base = { name: 'super_read_only', operator: 'eq', expected } as const;
  if (value === undefined)
    return {
      ...base,
      actual: null,
      status: 'error',
      reason: 'missing_value',
      text: 'the server has no super_read_only, which is one of MySQL: leave superReadOnly out',
    };
  const actual = /^(on|1)$/i.test(value);
  return {
    ...base,
    actual,
    status: actual === expected ? 'pass' : 'fail',
    reason: expected ? 'assertion' : 'read_only',
    text: `super_read_only is ${value}, expected ${expected ? 'ON' : 'OFF'}`,
  };
};
