import type { Result } from '../../../src/model/result.ts';
import type { RecordedRun } from '../../support/promtool.ts';
import { makeFinding, makeReport, makeResult } from '../../support/sample-report.ts';

/** Minutes between two runs. */
export const INTERVAL = 5;

/** What a run found, and how it went. */
export type RunSketch = {
  readonly minute: number;
  readonly status?: Result['status'];
  readonly severity?: 'sev1' | 'sev2';
  readonly seconds?: number;
  readonly shard?: number;
  readonly measures?: number;
};

const STATUSES: Readonly<Record<string, Result['status']>> = { o: 'ok', f: 'failed', t: 'timeout', e: 'error' };

/** Runs every five minutes, a letter each: ok, failed, timeout, error; `-` is a run that is missing. */
export const runsEveryInterval = (letters: string, more: Partial<RunSketch> = {}): readonly RunSketch[] =>
  [...letters].flatMap((letter, index) => {
    const status = STATUSES[letter];
    return status === undefined ? [] : [{ minute: index * INTERVAL, status, ...more }];
  });

/** The report of such a run of one check under a deadline of 100 seconds, as it reaches Prometheus. */
export const recordRun = ({
  minute,
  status = 'ok',
  severity = 'sev2',
  seconds = 2,
  shard,
  measures = 0,
}: RunSketch): RecordedRun => {
  const endedAt = new Date(minute * 60_000).toISOString();
  const result = makeResult({
    status,
    endedAt,
    findings: status === 'failed' ? [makeFinding({ severity })] : [],
    measures: Object.fromEntries(
      Array.from({ length: measures }, (_, index) => [`m${index}`, { value: index, unit: '' }]),
    ),
  });
  const report = makeReport([result]);
  return {
    minute,
    report: { ...report, run: { ...report.run, endedAt, durationMs: seconds * 1000, deadlineMs: 100_000 } },
    instance: `mon.rel-kavmon-cluster${shard === undefined ? '' : `.${shard}`}`,
  };
};
