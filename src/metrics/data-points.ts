import type { Report, Result } from '../model/result.ts';
import type { Status } from '../model/status.ts';
import { statuses } from '../model/status.ts';

/**
 * The instruments of all metrics. All are gauges, since a process that lives for seconds has no rate. No unit is `1`, to
 * which Prometheus would append `_ratio`.
 */
export const metricInstruments = {
  'kavmon.check.healthy': { unit: '', help: '1 when the check was healthy in its last run, 0 when not' },
  'kavmon.check.status': { unit: '{check}', help: '1 for the state that the last run of the check ended in, else 0' },
  'kavmon.check.last_run.duration': { unit: 's', help: 'How long the last run of the check took' },
  'kavmon.check.last_run.timestamp': { unit: 's', help: 'When the check ran last, in seconds since the epoch' },
  'kavmon.check.last_success.timestamp': {
    unit: 's',
    help: 'When the check was healthy last, in seconds since the epoch; sent by healthy runs only',
  },
  'kavmon.run.last_completion.timestamp': { unit: 's', help: 'When a run ended last, in seconds since the epoch' },
  'kavmon.run.last_success.timestamp': {
    unit: 's',
    help: 'When a run ended with every check healthy last, in seconds since the epoch',
  },
  'kavmon.run.duration': { unit: 's', help: 'How long the last run took' },
  'kavmon.run.checks': { unit: '{check}', help: 'How many checks of the last run ended in this state' },
  'kavmon.build.info': { unit: '', help: 'Always 1; the version of kavmon and of Node that ran' },
} as const;

export type InstrumentName = keyof typeof metricInstruments;

/** One sample of one instrument. */
export interface DataPoint {
  readonly instrument: InstrumentName;
  readonly value: number;
  readonly attributes: { readonly [name: string]: string };
}

/** The values of `cicd.pipeline.result` (OpenTelemetry's CICD conventions), the nearest there is, and our own `degraded`. */
const STATE_LABELS: Readonly<Record<Status, string>> = {
  ok: 'success',
  degraded: 'degraded',
  failed: 'failure',
  timeout: 'timeout',
  error: 'error',
  skipped: 'skip',
};

/**
 * The data points of a report. `jobName` is the name of the CronJob, not of one Job, so that series last. A skipped check has
 * no `healthy` point, since it was not evaluated.
 */
export const dataPointsOf = (report: Report, jobName: string): readonly DataPoint[] => [
  ...report.results.flatMap(resultPoints),
  ...runPoints(report, jobName),
];

const resultPoints = (result: Result): DataPoint[] => {
  const attributes = {
    'check.group': result.group,
    'check.name': result.name,
    'check.service': result.service,
  };
  const endedAt = Date.parse(result.endedAt) / 1000;
  const points: DataPoint[] = statuses.map((status) => ({
    instrument: 'kavmon.check.status',
    value: result.status === status ? 1 : 0,
    attributes: { ...attributes, 'check.state': STATE_LABELS[status] },
  }));
  if (result.healthy === null) return points;
  points.push(
    { instrument: 'kavmon.check.healthy', value: result.healthy ? 1 : 0, attributes },
    { instrument: 'kavmon.check.last_run.duration', value: result.durationMs / 1000, attributes },
    { instrument: 'kavmon.check.last_run.timestamp', value: endedAt, attributes },
  );
  if (result.healthy) points.push({ instrument: 'kavmon.check.last_success.timestamp', value: endedAt, attributes });
  return points;
};

const runPoints = ({ run, totals }: Report, jobName: string): DataPoint[] => {
  const attributes = { job_name: jobName };
  const endedAt = Date.parse(run.endedAt) / 1000;
  const points: DataPoint[] = [
    { instrument: 'kavmon.run.last_completion.timestamp', value: endedAt, attributes },
    { instrument: 'kavmon.run.duration', value: run.durationMs / 1000, attributes },
    {
      instrument: 'kavmon.build.info',
      value: 1,
      attributes: { version: run.version, node_version: process.versions.node },
    },
  ];
  for (const status of statuses) {
    points.push({
      instrument: 'kavmon.run.checks',
      value: totals[status],
      attributes: { ...attributes, 'check.state': STATE_LABELS[status] },
    });
  }
  const verified = totals.ok + totals.degraded;
  if (verified > 0 && totals.failed + totals.timeout + totals.error === 0) {
    points.push({ instrument: 'kavmon.run.last_success.timestamp', value: endedAt, attributes });
  }
  return points;
};
