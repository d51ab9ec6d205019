import type { InstrumentName } from '../metrics/instruments.ts';
import type { LabelMatcher, QueryNames } from './names.ts';

/** What names the process that sent a series, by OTLP (job, instance) or over a Pushgateway (job, shard). */
const ORIGIN = ['job', 'instance', 'k8s.cluster.name', 'k8s.namespace.name', 'shard'];

/** How far back the last success of a check and the last run of a job are looked for. */
export const HISTORY = '7d';

/** Queries over the series that jobs have sent, written for one style of names. */
export interface RunQueries {
  /** What the newest run of each job has said, with its `job_name`. A run older than `$lookback` seconds says nothing. */
  readonly current: (instrument: InstrumentName, matchers?: readonly LabelMatcher[]) => string;
  /** The same at every moment of a range, where a series that a run no longer had stays until `$lookback` has passed. */
  readonly over: (instrument: InstrumentName, matchers?: readonly LabelMatcher[]) => string;
  /** The last value of `HISTORY` of jobs that still run, with its `job_name`. */
  readonly lastEver: (instrument: InstrumentName, matchers?: readonly LabelMatcher[]) => string;
  /** When each job has ended last, within `HISTORY`. */
  readonly lastCompletion: string;
}

/** The queries in these names, over the clusters and jobs that the dashboard's variables select. */
export const runQueriesIn = (names: QueryNames): RunQueries => {
  const origin = ORIGIN.map(names.label).join(', ');
  const completion = names.select('kavmon.run.last_completion.timestamp', [
    ['k8s.cluster.name', '=~', '$cluster'],
    ['job_name', '=~', '$job'],
  ]);
  const running = `group by (${origin}, job_name) (time() - last_over_time(${completion}[\${lookback}s]) < $lookback)`;
  const ofRunningJobs = (series: string): string => `${series} * on (${origin}) group_left (job_name) ${running}`;
  const newestRun = `max by (${origin}) (${seenAt(completion)})`;
  return {
    current: (instrument, matchers) => {
      const series = names.select(instrument, matchers);
      const ofNewestRun = `${seenAt(series)} >= on (${origin}) group_left () ${newestRun}`;
      return ofRunningJobs(`(last_over_time(${series}[\${lookback}s]) and ${ofNewestRun})`);
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
