/** How a scoring service fares. */
export interface ScoringState {
  /** Predictions in a minute, by class. */
  readonly perMinute: Readonly<Record<string, number>>;
  /** Share of requests that are answered with 500. */
  readonly errorShare: number;
  /** Seconds that each prediction takes. */
  readonly seconds: number;
  readonly restarts: number;
  /** Of the memory's limit. */
  readonly memoryShare: number;
  readonly auc: number;
  readonly modelAgeDays: number;
  readonly queue: number;
}

const WEEK_S = 604_800;
const MINUTES = 75;
const BUCKETS = ['0.01', '0.025', '0.05', '0.1', '0.25', '0.5', '1.0', '+Inf'];
const SCOPE = 'namespace="scoring"';

/** Buckets of a histogram alone are `unknown` to OpenMetrics. */
type MetricType = 'counter' | 'gauge' | 'unknown';

/** The labels of a series, and its value; of a counter what a minute adds to it. */
type ScoringSeries = readonly [labels: string, read: (state: ScoringState) => number];

/** The times of the samples: each minute of the last 75, and of the same a week before. Seconds since the epoch. */
const sampleTimes = (now: number): readonly number[] =>
  [now - WEEK_S, now].flatMap((end) => Array.from({ length: MINUTES }, (_, n) => end - (MINUTES - 1 - n) * 60));

/**
 * What Prometheus would have scraped of it, as OpenMetrics text: a week ago it was as in `before`, in the last 75 minutes it is
 * as in `current`. `now` is in seconds.
 */
export const scoringSamples = (before: ScoringState, current: ScoringState, now: number): string => {
  const moments = sampleTimes(now).map((time) => [time, time > now - WEEK_S / 2 ? current : before] as const);
  const lines: string[] = [];
  const family = (type: MetricType, name: string, series: readonly ScoringSeries[]): void => {
    lines.push(`# TYPE ${name.replace(/_total$/, '')} ${type}`);
    for (const [labels, read] of series) {
      let sum = 0;
      for (const [time, state] of moments) {
        sum += read(state);
        lines.push(`${name}{${SCOPE}${labels}} ${type === 'gauge' ? read(state) : sum} ${time}`);
      }
    }
  };
  const requests = (state: ScoringState) => Object.values(state.perMinute).reduce((sum, one) => sum + one, 0);
  const classes = Object.keys(before.perMinute);
  family(
    'counter',
    'ml_predictions_total',
    classes.map((name) => [`,class="${name}"`, (state) => state.perMinute[name] ?? 0]),
  );
  family(
    'unknown',
    'ml_inference_duration_seconds_bucket',
    BUCKETS.map((le) => [
      `,le="${le}"`,
      (state) => (le === '+Inf' || state.seconds <= Number(le) ? requests(state) : 0),
    ]),
  );
  family('counter', 'http_requests_total', [
    [',status="200"', (state) => requests(state) * (1 - state.errorShare)],
    [',status="503"', (state) => requests(state) * state.errorShare],
  ]);
  const container = ',pod="fraud-scorer-1",container="scorer"';
  family('counter', 'kube_pod_container_status_restarts_total', [[container, ({ restarts }) => restarts / MINUTES]]);
  family('gauge', 'container_memory_working_set_bytes', [[container, ({ memoryShare }) => memoryShare * 2 ** 30]]);
  family('gauge', 'container_spec_memory_limit_bytes', [
    [container, () => 2 ** 30],
    [',pod="fraud-scorer-1",container="unlimited"', () => 0],
  ]);
  family('gauge', 'ml_model_auc', [['', ({ auc }) => auc]]);
  family('gauge', 'ml_queue_length', [['', ({ queue }) => queue]]);
  family('gauge', 'ml_model_trained_timestamp_seconds', [['', ({ modelAgeDays }) => now - modelAgeDays * 86_400]]);
  return `${lines.join('\n')}\n# EOF\n`;
};
