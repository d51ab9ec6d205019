import type { Report, Result } from '../../model/result.ts';
import type { Status } from '../../model/status.ts';
import { statuses } from '../../model/status.ts';
import { findingPoints } from './finding-points.ts';
import type { DataPoint } from './instruments.ts';
import { measurePoints } from './measure-points.ts';
import { countLeftOut } from './series-limits.ts';

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
 * The data points of a report. `jobName` is the name of the CronJob, not of one Job, so that series last; every point has it,
 * since what a receiver makes of the resource differs. A skipped check has no `healthy` point, since it was not evaluated.
 */
export const dataPointsOf = (report: Report, jobName: string): readonly DataPoint[] => {
  const findings = findingPoints(report.results);
  const points: readonly DataPoint[] = [
    ...report.results.flatMap(resultPoints),
    ...measurePoints(report.results),
    ...findings,
    ...runPoints(report),
    {
      instrument: 'kavmon.run.series.left_out',
      value: countLeftOut(findings, report.results),
      attributes: {},
    },
  ];
  return points.map((point) => ({ ...point, attributes: { ...point.attributes, job_name: jobName } }));
};

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

const runPoints = ({ run, totals }: Report): DataPoint[] => {
  const attributes = {};
  const endedAt = Date.parse(run.endedAt) / 1000;
  const points: DataPoint[] = [
    { instrument: 'kavmon.run.last_completion.timestamp', value: endedAt, attributes },
    { instrument: 'kavmon.run.duration', value: run.durationMs / 1000, attributes },
    ...(run.deadlineMs === undefined
      ? []
      : [{ instrument: 'kavmon.run.deadline', value: run.deadlineMs / 1000, attributes } as const]),
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
      attributes: { 'check.state': STATE_LABELS[status] },
    });
  }
  const verified = totals.ok + totals.degraded;
  if (verified > 0 && totals.failed + totals.timeout + totals.error === 0) {
    points.push({ instrument: 'kavmon.run.last_success.timestamp', value: endedAt, attributes });
  }
  return points;
};
