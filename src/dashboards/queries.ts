import type { InstrumentName } from '../telemetry/metrics/instruments.ts';
import type { LabelMatcher, QueryNames } from './names.ts';

/**
 * What the points of one run share, and no other run at the same time. `job` and `instance` are not in it: a Collector that is
 * scraped makes them its own. `cluster` is the usual external label, for clusters that kavmon was not told the name of.
 */
const RUN_IDENTITY = ['k8s.cluster.name', 'k8s.namespace.name', 'job_name', 'shard', 'cluster'];

/** How far back the last success of a check and the last run of a job are looked for. */
export const HISTORY = '7d';

/** Queries over the series that jobs have sent, written for one style of names. */
export interface RunQueries {
  /** What the newest run of each job has said. A run older than `$lookback` seconds says nothing. */
  readonly current: SeriesQuery;
  /** The same at every moment of a range, where a series that a run no longer had stays until `$lookback` has passed. */
  readonly over: SeriesQuery;
  /** The last value within `HISTORY`, of jobs that still run. */
  readonly lastEver: SeriesQuery;
  /** When each job has ended last, within `HISTORY`. */
  readonly lastCompletion: string;
}

type SeriesQuery = (instrument: InstrumentName, matchers?: readonly LabelMatcher[]) => string;

/** The queries in these names, over the clusters and jobs that the dashboard's variables select. */
export const runQueriesIn = (names: QueryNames): RunQueries => {
  const identity = RUN_IDENTITY.map(names.label).join(', ');
  const completion = names.select('kavmon.run.last_completion.timestamp', [
    ['k8s.cluster.name', '=~', '$cluster'],
    ['job_name', '=~', '$job'],
  ]);
  const ofRunningJobs = (series: string): string =>
    `(${series} and on (${identity}) (time() - last_over_time(${completion}[\${lookback}s]) < $lookback))`;
  const newestRun = `max by (${identity}) (${seenAt(completion)})`;
  return {
    current: (instrument, matchers) => {
      const series = names.select(instrument, matchers);
      const ofNewestRun = `${seenAt(series)} >= on (${identity}) group_left () ${newestRun}`;
      return ofRunningJobs(`last_over_time(${series}[\${lookback}s]) and ${ofNewestRun}`);
    },
    over: (instrument, matchers) =>
      ofRunningJobs(`last_over_time(${names.select(instrument, matchers)}[\${lookback}s])`),
    lastEver: (instrument, matchers) =>
      ofRunningJobs(`last_over_time(${names.select(instrument, matchers)}[${HISTORY}])`),
    lastCompletion: `last_over_time(${completion}[${HISTORY}])`,
  };
};

/**
 * When the newest sample of each series was taken. A bare selector sees five minutes back and tells exactly; for what is older
 * the subquery looks again every two minutes, in each of which a sample is still seen.
 */
const seenAt = (series: string): string =>
  `(timestamp(${series}) or max_over_time(timestamp(${series})[\${lookback}s:2m]))`;
