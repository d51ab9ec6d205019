import { isWithin, type ValueRange } from '../../../src/expectations/range.ts';
import type { UnusableOutcome } from '../../../src/expectations/unusable-value.ts';
import type { PrometheusAnswer, PrometheusOptions } from '../../../src/probes/prometheus.ts';
import type { PrometheusSeries } from '../../../src/probes/prometheus-data.ts';
import { pluralize } from '../../../src/text/pluralize.ts';

/** What became of one series. */
export interface JudgedSeries {
  readonly name: string;
  /** May be NaN or infinite. */
  readonly value: number;
  /** How it came about; empty when it was answered as it is. */
  readonly origin: string;
  readonly kind: 'value' | 'stale' | 'gone';
}

export interface AnsweredSeries {
  readonly series: readonly JudgedSeries[];
  /** How many were left out by `min` of the baseline: to be looked at, and not to be judged. */
  readonly leftOut: number;
  /** Why the answers may not be whole. */
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
}

interface SeriesParams {
  readonly onNaN: UnusableOutcome;
  readonly range?: { readonly last: number; readonly step: number; readonly reduce: keyof typeof REDUCERS } | undefined;
  readonly baseline?: BaselineParams | undefined;
}

interface BaselineParams {
  readonly offset: number;
  readonly compare: 'ratio' | 'difference';
  readonly min?: ValueRange | undefined;
}

type AskQuery = (time: Pick<PrometheusOptions, 'time' | 'range'>) => Promise<PrometheusAnswer>;

/** Asks for the series as the parameters want them: at a moment, over a range, or beside a moment before. */
export const askSeries = async (ask: AskQuery, params: SeriesParams, now: number): Promise<AnsweredSeries> => {
  const { range, baseline } = params;
  if (range !== undefined) {
    const end = Math.floor(now / 1000);
    const answer = await ask({ range: { start: end - range.last / 1000, end, step: range.step / 1000 } });
    const series = answer.series.map((one) => reduceSeries(one, range, { end, drops: params.onNaN === 'ok' }));
    return { series, leftOut: 0, warnings: answer.warnings, notes: answer.infos };
  }
  if (baseline === undefined) {
    const { series, warnings, infos } = await ask({});
    return { series: series.map(instantSeries), leftOut: 0, warnings, notes: infos };
  }
  const [current, before] = await Promise.all([ask({}), ask({ time: Math.floor((now - baseline.offset) / 1000) })]);
  const { series, leftOut, notes } = compareWithBaseline(current.series, before.series, baseline);
  return {
    series,
    leftOut,
    warnings: [...current.warnings, ...before.warnings],
    notes: [...new Set([...current.infos, ...before.infos]), ...notes],
  };
};

const instantSeries = (series: PrometheusSeries): JudgedSeries => ({
  name: seriesName(series),
  value: series.samples[0]?.[1] ?? Number.NaN,
  origin: '',
  kind: 'value',
});

/** The labels as PromQL writes them; empty for a scalar. */
const seriesName = ({ labels }: PrometheusSeries): string => {
  const { __name__: metric = '', ...others } = labels;
  const pairs = Object.entries(others).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? metric : `${metric}{${pairs.toSorted().join(', ')}}`;
};

const REDUCERS = {
  last: (values: readonly number[]) => values.at(-1) ?? Number.NaN,
  min: (values: readonly number[]) => Math.min(...values),
  max: (values: readonly number[]) => Math.max(...values),
  avg: (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length,
} as const;

/** A series whose last value is older than two steps has ended. */
const reduceSeries = (
  series: PrometheusSeries,
  { step, reduce }: NonNullable<SeriesParams['range']>,
  { end, drops }: { readonly end: number; readonly drops: boolean },
): JudgedSeries => {
  const finite = series.samples.map(([, value]) => value).filter(Number.isFinite);
  const isJudged = finite.length === series.samples.length || (drops && finite.length > 0);
  const age = end - (series.samples.at(-1)?.[0] ?? 0);
  return {
    name: seriesName(series),
    value: isJudged ? REDUCERS[reduce](finite) : Number.NaN,
    origin: `${reduce} of ${pluralize(series.samples.length, 'value')}`,
    kind: age > (2 * step) / 1000 ? 'stale' : 'value',
  };
};

const compareWithBaseline = (
  current: readonly PrometheusSeries[],
  before: readonly PrometheusSeries[],
  { min, compare }: BaselineParams,
): Pick<AnsweredSeries, 'series' | 'leftOut' | 'notes'> => {
  const now = new Map(current.map((one) => [seriesName(one), instantSeries(one).value]));
  const then = new Map(before.map((one) => [seriesName(one), instantSeries(one).value]));
  const judged = [...then].filter(([, value]) => min === undefined || isWithin(min, value));
  const series = judged.map(([name, old]): JudgedSeries => {
    const value = now.get(name);
    if (value === undefined) return { name, value: Number.NaN, origin: `it was ${formatNumber(old)}`, kind: 'gone' };
    const origin = `${formatNumber(value)} now, ${formatNumber(old)} before`;
    return { name, value: compare === 'ratio' ? value / old : value - old, origin, kind: 'value' };
  });
  const leftOut = then.size - judged.length;
  const fresh = [...now.keys()].filter((name) => !then.has(name)).length;
  const notes = [
    ...(fresh === 0 ? [] : [`${pluralize(fresh, 'series', 'series')} without a value before, not judged`]),
    ...(leftOut === 0
      ? []
      : [`${pluralize(leftOut, 'series', 'series')} with a value before outside of min, not judged`]),
  ];
  return { series, leftOut, notes };
};

/** A number with six digits, for people. */
export const formatNumber = (value: number): string =>
  Number.isFinite(value) ? `${Number(value.toPrecision(6))}` : `${value}`.replace('Infinity', 'Inf');
