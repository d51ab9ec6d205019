import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareRange } from '../../../src/expectations/range.ts';
import { compareUnusable, type UnusableOutcome } from '../../../src/expectations/unusable-value.ts';
import { type AnsweredSeries, formatNumber, type JudgedSeries } from './ask-series.ts';
import type { ResolvedLimits } from './limits-of-workload.ts';

interface CompareParams {
  readonly series: 'each' | 'single';
  readonly baseline?: { readonly onGone: UnusableOutcome } | undefined;
  readonly onEmpty: UnusableOutcome;
  readonly onNaN: UnusableOutcome;
  readonly onStale: UnusableOutcome;
}

interface ComparedSeries {
  readonly comparisons: readonly Comparison[];
  readonly values: readonly number[];
  /** The series that are not as they should be, else the first ones. */
  readonly texts: readonly string[];
}

/** Comparisons that hold are recorded up to this number. */
const MAX_PASSED = 20;
const MAX_TEXTS = 10;

/** Compares each series with the limits. An answer that may not be whole is never a pass, and never a fault either. */
export const compareSeries = (
  { series, leftOut, warnings }: AnsweredSeries,
  limits: ResolvedLimits,
  params: CompareParams,
): ComparedSeries => {
  const compared = series.map((one) => ({ one, comparisons: compareOne(one, limits, params) }));
  const wrong = compared.filter(({ comparisons }) => comparisons.some(({ status }) => status !== 'pass'));
  const listed = wrong.length > 0 ? wrong : compared;
  return {
    comparisons: [
      ...wrong.flatMap(({ comparisons }) => comparisons),
      ...compared
        .filter((one) => !wrong.includes(one))
        .slice(0, MAX_PASSED)
        .flatMap(({ comparisons }) => comparisons),
      ...compareAnswer({ count: series.length, leftOut, warnings }, params),
    ].map((comparison) => (warnings.length === 0 ? comparison : doubtComparison(comparison))),
    values: series.map(({ value }) => value),
    texts: listed.slice(0, MAX_TEXTS).map(({ one }) => describeSeries(one)),
  };
};

/** What is beyond a limit in a part of the answer may be within it in the whole. */
const doubtComparison = (comparison: Comparison): Comparison =>
  comparison.status === 'pass' ? comparison : { ...comparison, status: 'error', reason: 'missing_value' };

interface AnswerFacts extends Pick<AnsweredSeries, 'leftOut' | 'warnings'> {
  readonly count: number;
}

const compareAnswer = ({ count, leftOut, warnings }: AnswerFacts, params: CompareParams): readonly Comparison[] => {
  const comparisons: Comparison[] = warnings.map((warning) =>
    compareUnusable(
      { name: 'answer', expected: 'whole', actual: warning, reason: 'missing_value', text: `not whole: ${warning}` },
      'error',
    ),
  );
  const base = { name: 'series', actual: `${count}` };
  if (count === 0) {
    const text = params.baseline === undefined ? 'no series' : 'no series that can be compared with its value before';
    const outcome = leftOut > 0 ? 'ok' : params.onEmpty;
    comparisons.push(compareUnusable({ ...base, expected: 'at least 1', reason: 'empty_result', text }, outcome));
  }
  if (count > 1 && params.series === 'single') {
    const text = `${count} series where a single value is wanted: aggregate, with sum() for one`;
    comparisons.push(compareUnusable({ ...base, expected: '1', reason: 'config', text }, 'error'));
  }
  return comparisons;
};

const compareOne = (one: JudgedSeries, limits: ResolvedLimits, params: CompareParams): readonly Comparison[] => {
  const name = one.name === '' ? 'value' : one.name;
  const base = { name, expected: limits.text, actual: formatNumber(one.value) };
  const text = describeSeries(one);
  if (one.kind === 'gone') {
    const outcome = params.baseline?.onGone ?? 'error';
    return [compareUnusable({ ...base, actual: 'gone', reason: goneReason(outcome), text }, outcome)];
  }
  if (one.kind === 'stale')
    return [compareUnusable({ ...base, actual: 'ended', reason: goneReason(params.onStale), text }, params.onStale)];
  if (!Number.isFinite(one.value))
    return [compareUnusable({ ...base, reason: goneReason(params.onNaN), text }, params.onNaN)];
  return compareRange({ name, value: one.value, unit: 'base', text }, limits);
};

/** A fault has a reason that says so; else the number is missing. */
const goneReason = (outcome: UnusableOutcome) =>
  outcome === 'fail' || outcome === 'warn' ? ('threshold' as const) : ('missing_value' as const);

const describeSeries = ({ name, value, origin, kind }: JudgedSeries): string => {
  const details = origin === '' ? '' : ` (${origin})`;
  const subject = name === '' ? 'the value' : name;
  if (kind === 'gone') return `${subject} is gone${details}`;
  return kind === 'stale' ? `${subject} has ended${details}` : `${subject} is ${formatNumber(value)}${details}`;
};
