const LAST_RUN = 'kavmon_check_last_run_timestamp_seconds{SELECTOR}';

/**
 * PromQL that is true when the last `runs` runs were all so. Half an interval more than they take together lets them be late.
 * Runs are counted by their times: a Pushgateway is scraped far more often than a job runs.
 */
export const repeatedRuns = (runs: string, isSo: (range: string) => string, times = LAST_RUN): string =>
  `${isSo(`${runs}.5i`)} and ignoring (check_state) changes(${times}[${runs}.5i]) >= ${runs} - 1`;

/** The same, also when one run among them is missing: else an alert would end and begin again around it. */
export const streak = (runs: string, oneMore: string, isSo: (range: string) => string): string =>
  [
    repeatedRuns(runs, isSo),
    `${isSo(`${oneMore}.5i`)} and ignoring (check_state) changes(${LAST_RUN}[${oneMore}.5i]) >= ${runs} - 1`,
  ]
    .map((expression) => `(${expression})`)
    .join(' or ');

/** True for a check that was healthy in none of the last `runs` runs. */
export const unhealthyRuns = (runs: string, oneMore: string): string =>
  streak(runs, oneMore, (range) => `max_over_time(kavmon_check_healthy{SELECTOR}[${range}]) == 0`);

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
