import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareUnanswered } from '../../../src/expectations/unanswered.ts';
import type { ProbeError } from '../../../src/model/errors.ts';
import { compareState } from './compare-state.ts';
import type { RedisExpectations } from './params.ts';

/** What is read from INFO. */
const INFO_PARAMS = [
  ...['memory', 'clients', 'replicas', 'lag', 'lagBytes', 'persistence', 'unsaved', 'evictedKeys'],
] as readonly (keyof RedisExpectations)[];

/** The comparisons of a server that does not answer INFO: PING holds, and what was asked of INFO is undecided. */
export const compareRefused = (
  refusal: ProbeError,
  expected: RedisExpectations,
  role: RedisExpectations['role'],
): readonly Comparison[] => {
  const asked = [
    ...(role === 'any' ? [] : ['role']),
    ...INFO_PARAMS.filter((name) => expected[name] !== undefined && expected[name] !== false),
    ...expected.info.map(({ name }) => name),
  ];
  return [
    compareState('PING', true, 'status', 'the server answers PING'),
    ...asked.map((name) => compareUnanswered(name, refusal)),
  ];
};
