import { ProbeError } from '../../../src/model/errors.ts';
import type { PrometheusAnswer } from '../../../src/probes/prometheus.ts';
import { formatDuration } from '../../../src/text/duration-text.ts';

/** Stands in a query for the window. */
export const WINDOW_PLACEHOLDER = '$window';

/** Bad requests and all of them, of one window. */
export interface RequestCount {
  readonly errors: number;
  readonly total: number;
}

export interface CountedRequests {
  readonly list: readonly (RequestCount & { readonly window: string })[];
  readonly notes: readonly string[];
  /** By the milliseconds of a window that was asked for. */
  of(window: number): RequestCount;
}

interface CountParams {
  readonly errors: string;
  readonly total: string;
  readonly onNoErrors: 'zero' | 'error';
}

/** Counts the requests of each window. Throws ProbeError where there is no number, or the answer may not be whole. */
export const countRequests = async (
  ask: (query: string) => Promise<PrometheusAnswer>,
  windows: readonly number[],
  { errors, total, onNoErrors }: CountParams,
): Promise<CountedRequests> => {
  const counts = await Promise.all(
    windows.map(async (window) => {
      const [bad, all] = await Promise.all([ask(inWindow(errors, window)), ask(inWindow(total, window))]);
      const isWithoutErrors = bad.series.length === 0 && bad.warnings.length === 0 && onNoErrors === 'zero';
      const count = {
        total: readCount(all, inWindow(total, window)),
        errors: isWithoutErrors ? 0 : readCount(bad, inWindow(errors, window)),
      };
      return { window, count, isWithoutErrors };
    }),
  );
  const byWindow = new Map(counts.map(({ window, count }) => [window, count]));
  const isWithoutErrors = counts.every((one) => one.isWithoutErrors);
  return {
    list: counts.map(({ window, count }) => ({ window: formatDuration(window), ...count })),
    notes: isWithoutErrors ? ['the query of errors has no series, taken as no errors (onNoErrors)'] : [],
    of: (window) => byWindow.get(window) ?? { errors: 0, total: 0 },
  };
};

const inWindow = (query: string, window: number): string =>
  query.replaceAll(WINDOW_PLACEHOLDER, `${Math.round(window / 1000)}s`);

const readCount = ({ series, warnings }: PrometheusAnswer, query: string): number => {
  const [warning] = warnings;
  if (warning !== undefined) throw new ProbeError('missing_value', `${query}: not whole: ${warning}`);
  if (series.length === 0) throw new ProbeError('empty_result', `${query}: no series`);
  if (series.length > 1)
    throw new ProbeError(
      'config',
      `${query}: ${series.length} series where a single value is wanted: aggregate with sum()`,
    );
  const value = series[0]?.samples[0]?.[1] ?? Number.NaN;
  if (!Number.isFinite(value) || value < 0)
    throw new ProbeError('missing_value', `${query}: ${value} is no number of requests`);
  return value;
};

/** How many times faster than the objective allows the budget burns; 0 without requests. */
export const burnRateOf = ({ errors, total }: RequestCount, objective: number): number =>
  total === 0 ? 0 : errors / total / (1 - objective);

/** The share of the budget that is left; below 0 more is spent than there was. */
export const budgetLeft = (count: RequestCount, objective: number): number => 1 - burnRateOf(count, objective);

/** Fewer bad requests tell nothing of a rate: one alone may be chance. Counters are extrapolated, so that one may be 1.2. */
const MIN_ERRORS = 1.5;

/** Whether bad requests are enough to call it a rate. */
export const hasSeveralErrors = ({ errors }: RequestCount): boolean => errors >= MIN_ERRORS;
