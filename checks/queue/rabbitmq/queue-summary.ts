import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareRange, type RangeLimits } from '../../../src/expectations/range.ts';
import { pluralize } from '../../../src/text/pluralize.ts';
import type { NamedNumber } from '../../database/numbers.ts';
import type { RabbitQueue } from './read-queues.ts';

interface ComparedQueue {
  readonly queue: RabbitQueue;
  readonly comparisons: readonly Comparison[];
}

/** Ill queues with findings of their own; there may be thousands. */
const MAX_ILL_QUEUES = 50;

const WORST_FIRST = ['fail', 'error', 'warn', 'pass'] as const;
const worstOf = ({ comparisons }: ComparedQueue): number =>
  Math.min(...comparisons.map(({ status }) => WORST_FIRST.indexOf(status)));

/** The queues that are not well, worst first, and comparisons that stand for all others. */
export const summarizeQueues = (
  compared: readonly ComparedQueue[],
  count: RangeLimits | undefined,
): { readonly ill: readonly ComparedQueue[]; readonly well: readonly Comparison[] } => {
  const ill = compared
    .filter((one) => worstOf(one) < WORST_FIRST.indexOf('pass'))
    .toSorted((a, b) => worstOf(a) - worstOf(b) || (b.queue.messages ?? 0) - (a.queue.messages ?? 0));
  const well = compared.length - ill.length;
  return {
    ill: ill.slice(0, MAX_ILL_QUEUES),
    well: [
      ...(well === 0 ? [] : [wellComparison(well, compared.length)]),
      ...(ill.length > MAX_ILL_QUEUES ? [restComparison(ill.slice(MAX_ILL_QUEUES))] : []),
      ...(count === undefined ? [] : compareRange(countOf(compared.length), count)),
    ],
  };
};

const wellComparison = (well: number, all: number): Comparison => ({
  name: 'queues within their limits',
  operator: 'eq',
  expected: all,
  actual: well,
  status: 'pass',
  reason: 'threshold',
  text: `${well} of ${all} queues are well`,
});

/** As bad as the worst of those that have no finding of their own. */
const restComparison = (rest: readonly ComparedQueue[]): Comparison => ({
  name: 'further queues',
  operator: 'eq',
  expected: 0,
  actual: rest.length,
  status: WORST_FIRST[Math.min(...rest.map(worstOf))] ?? 'fail',
  reason: 'threshold',
  text: `${pluralize(rest.length, 'further queue is', 'further queues are')} not well either`,
});

const countOf = (value: number) =>
  ({ name: 'count', value, unit: '', text: `${pluralize(value, 'queue is', 'queues are')} selected` }) as const;

/** Sums and extremes over all selected queues, where each tells its number; the age is that of those that tell one. */
export const queueMeasures = (queues: readonly RabbitQueue[], now: number): readonly NamedNumber[] => {
  const each = (of: (queue: RabbitQueue) => number | null): readonly number[] =>
    queues.map((queue) => of(queue) ?? Number.NaN);
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
  const ages = queues.flatMap(({ headTimestamp, ready }) =>
    headTimestamp === null || ready === 0 ? [] : [now / 1000 - headTimestamp],
  );
  const numbers: readonly NamedNumber[] = [
    ['queues', queues.length, ''],
    ['messages', sum(each(({ messages }) => messages)), ''],
    ['messages_max', Math.max(...each(({ messages }) => messages)), ''],
    ['unacknowledged', sum(each(({ unacknowledged }) => unacknowledged)), ''],
    ['consumers_min', Math.min(...each(({ consumers }) => consumers)), ''],
    ['age_max', Math.max(...ages), 's'],
  ];
  return numbers.filter(([, value]) => Number.isFinite(value));
};
