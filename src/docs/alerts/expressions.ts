const LAST_RUN = 'kavmon_check_last_run_timestamp_seconds{SELECTOR}';
const LAST_SUCCESS = 'kavmon_check_last_success_timestamp_seconds{SELECTOR}';

/**
 * PromQL that is true when something was so for as long as this many runs take, and half an interval more, which lets them be
 * late. Runs are counted by the times that they tell: a Pushgateway shows one run in many samples.
 */
export const repeatedRuns = (runs: string, isSo: (range: string) => string, times = LAST_RUN, least = runs): string =>
  `(${isSo(`${runs}.5i`)} and changes(${times}[${runs}.5i]) >= ${least} - 1)`;

/**
 * True for a check that was healthy in none of the last `runs` runs; also when one run among them is missing (`oneMore`), or
 * the alert would end and begin again around it. How long ago it was healthy is told by the time that was sent.
 */
export const unhealthyRuns = (runs: string, oneMore: string): string => {
  const isUnhealthy = (range: string) =>
    `last_over_time(kavmon_check_healthy{SELECTOR}[${range}]) == 0 unless time() - last_over_time(${LAST_SUCCESS}[${range}]) < ${range}`;
  return `${repeatedRuns(runs, isUnhealthy)} or ${repeatedRuns(oneMore, isUnhealthy, LAST_RUN, runs)}`;
};

/** A pair of windows in which the error budget is spent too fast. */
interface BurnWindows {
  /** How many times faster than the budget allows. */
  readonly rate: number;
  /** Intervals of either window. */
  readonly long: number;
  readonly short: number;
  /** Least share of the long window: more than one run. */
  readonly leastShare: number;
  /** Runs that have to be in the long window. */
  readonly runs: number;
}

/** Alert on the burn rate of two windows (SRE workbook, "Alerting on SLOs", 5). */
export const burnExpression = ({ rate, long, short, leastShare, runs }: BurnWindows): string => {
  const share = (window: number) =>
    `1 - avg_over_time(kavmon_check_healthy{SELECTOR}[${window}i]) > scalar(clamp_min(vector(${rate} * BUDGET), ${leastShare}))`;
  return `${share(long)} and ${share(short)} and changes(${LAST_RUN}[${long}i]) >= ${runs}`;
};
