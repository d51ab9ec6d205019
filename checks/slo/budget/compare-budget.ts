import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareRange, formatRange, type RangeLimits } from '../../../src/expectations/range.ts';
import { compareUnusable, type UnusableOutcome } from '../../../src/expectations/unusable-value.ts';
import { formatDuration } from '../../../src/text/duration-text.ts';
import type { BurnRate } from './burn-rates.ts';
import { budgetLeft, burnRateOf, type CountedRequests, hasSeveralErrors } from './count-requests.ts';

interface BudgetParams {
  readonly objective: number;
  readonly window: number;
  readonly minRequests: number;
  readonly onTooFew: UnusableOutcome;
  readonly budgetLeft: RangeLimits;
}

interface ComparedBurnRates {
  readonly comparisons: readonly Comparison[];
  readonly notes: readonly string[];
}

/** Compares the burn rates in their order; behind the first that is exceeded, slower ones are exceeded by the same errors. */
export const compareBurnRates = (
  rates: readonly BurnRate[],
  counted: CountedRequests,
  params: BudgetParams,
): ComparedBurnRates => {
  const judged = rates.filter(({ long }) => counted.of(long).total >= params.minRequests);
  const comparisons = judged.map((rate) => compareBurnRate(rate, counted, params));
  const first = comparisons.findIndex(({ status }) => status !== 'pass');
  const idle = rates.filter((rate) => !judged.includes(rate)).map(({ long }) => formatDuration(long));
  return {
    comparisons: first === -1 ? comparisons : comparisons.slice(0, first + 1),
    notes: idle.length === 0 ? [] : [`fewer than ${params.minRequests} requests in ${idle.join(', ')}: not judged`],
  };
};

const compareBurnRate = (
  { rate, long, short, level }: BurnRate,
  counted: CountedRequests,
  { objective, window }: BudgetParams,
): Comparison => {
  const over = counted.of(long);
  const slow = burnRateOf(over, objective);
  const fast = burnRateOf(counted.of(short), objective);
  const isBurning = slow > rate && fast > rate && hasSeveralErrors(over);
  const windows = `${formatDuration(long)} and ${formatDuration(short)}`;
  return {
    name: `burn rate over ${windows}`,
    operator: 'le',
    expected: rate,
    actual: Math.min(slow, fast),
    status: isBurning ? level : 'pass',
    reason: 'threshold',
    text: `the budget burns ${slow.toFixed(1)} times too fast over ${formatDuration(long)} and ${fast.toFixed(1)} times over ${formatDuration(short)}, ${level === 'fail' ? 'the limit is' : 'warns above'} ${rate}; a whole one lasts ${formatDuration(roundToMinutes(window / Math.max(slow, 1)))}`,
  };
};

const roundToMinutes = (ms: number): number => Math.round(ms / 60_000) * 60_000;

/** Compares what is left of the budget of the whole window. */
export const compareBudget = (counted: CountedRequests, params: BudgetParams): readonly Comparison[] => {
  const count = counted.of(params.window);
  const window = formatDuration(params.window);
  if (count.total < params.minRequests) {
    const text = `${count.total.toFixed(0)} requests in ${window}, too few to judge`;
    const expected = `at least ${params.minRequests}`;
    return [
      compareUnusable(
        { name: 'requests', expected, actual: `${count.total}`, reason: 'empty_result', text },
        params.onTooFew,
      ),
    ];
  }
  const left = budgetLeft(count, params.objective);
  const text = `${(left * 100).toFixed(1)} % of the budget of ${window} is left: ${count.errors.toFixed(0)} of ${count.total.toFixed(0)} requests were bad`;
  if (hasSeveralErrors(count))
    return compareRange({ name: 'budget left', value: left, unit: 'base', text }, params.budgetLeft);
  const limit = params.budgetLeft.fail ?? params.budgetLeft.warn;
  const expected = limit === undefined ? '' : formatRange(limit);
  return [
    { name: 'budget left', operator: 'within', expected, actual: left, status: 'pass', reason: 'threshold', text },
  ];
};
