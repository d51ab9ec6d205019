import type { Comparison } from '../../../src/expectations/comparison.ts';
import { ProbeError } from '../../../src/model/errors.ts';
import type { RabbitQueue } from './read-queues.ts';

/** Which queues are meant: by name, by pattern, or all. */
export interface QueueSelection {
  readonly queues?: readonly string[] | undefined;
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
}

/**
 * The queues that are meant. Exclusive ones (of one connection, which come and go with it) are meant only by their name. Throws
 * ProbeError `empty_result` when there is none and none was named.
 */
export const selectQueues = (all: readonly RabbitQueue[], selection: QueueSelection): readonly RabbitQueue[] => {
  const { queues: names = [], include, exclude = [] } = selection;
  const matchesAny = (patterns: readonly string[]) => {
    const compiled = patterns.map((pattern) => new RegExp(pattern));
    return (name: string): boolean => compiled.some((pattern) => pattern.test(name));
  };
  const isIncluded = include === undefined ? () => names.length === 0 : matchesAny(include);
  const isExcluded = matchesAny(exclude);
  const named = new Set(names);
  const selected = all.filter(
    ({ name, exclusive }) => named.has(name) || (!exclusive && isIncluded(name) && !isExcluded(name)),
  );
  if (selected.length > 0 || names.length > 0) return selected;
  throw new ProbeError(
    'empty_result',
    `none of ${all.length} queues is selected${all.length === 0 ? ': the user may see none, or there are none' : ''}`,
    {
      undecided: true,
    },
  );
};

/** For each queue that was named whether it is there. */
export const compareNames = (all: readonly RabbitQueue[], names: readonly string[]): readonly Comparison[] =>
  names.map((name) => {
    const found = all.some((queue) => queue.name === name);
    return {
      name: `queue ${name}`,
      operator: 'is',
      expected: 'there',
      actual: found ? 'there' : 'missing',
      status: found ? 'pass' : 'fail',
      reason: 'assertion',
      text: `the queue ${name} is missing`,
    };
  });
