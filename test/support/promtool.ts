import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report } from '../../src/model/result.ts';
import { dataPointsOf } from '../../src/telemetry/metrics/data-points.ts';
import { renderPrometheusText } from '../../src/telemetry/metrics/prometheus-text.ts';
import { execFileAsync } from './exec-file.ts';
import { findPromtool } from './prometheus.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

/** A report that reaches Prometheus in this minute. */
export type RecordedRun = { readonly minute: number; readonly report: Report; readonly instance: string };

export type AlertQuestion = {
  /** A rule file. */
  readonly rules: string;
  readonly runs: readonly RecordedRun[];
  /** When it is asked. */
  readonly minute: number;
  readonly alert: string;
  /** Whether the samples stay where they are, as at a Pushgateway. */
  readonly stays?: boolean;
  /** How many alerts of that name have to fire. */
  readonly firing: number;
};

/** What `promtool test rules` says against it: empty when as many alerts fire as expected. */
export const askPromtool = async ({ rules, runs, minute, alert, stays, firing }: AlertQuestion): Promise<string> => {
  const folder = await makeTemporaryFolder('promtool');
  try {
    await writeFile(join(folder.path, 'rules.yaml'), rules);
    const test = {
      rule_files: ['rules.yaml'],
      evaluation_interval: '1m',
      tests: [
        {
          interval: '1m',
          input_series: recordSeries(runs, minute, stays === true),
          promql_expr_test: [
            {
              expr: `count(ALERTS{alertname="${alert}",alertstate="firing"}) or vector(0)`,
              eval_time: `${minute}m`,
              exp_samples: [{ labels: '{}', value: firing }],
            },
          ],
        },
      ],
    };
    const file = join(folder.path, 'test.yaml');
    await writeFile(file, JSON.stringify(test));
    return await execFileAsync(await findPromtool(), ['test', 'rules', file], { timeout: 60_000 }).then(
      () => '',
      (error: { stdout?: string; stderr?: string }) => `${error}${error.stdout}${error.stderr}`,
    );
  } finally {
    await folder.remove();
  }
};

/** The series that kavmon really sends, a sample for each minute of a run. */
const recordSeries = (runs: readonly RecordedRun[], last: number, stays: boolean) => {
  const series = new Map<string, string[]>();
  for (const { minute, report, instance } of runs) {
    const samples = samplesOf(report, instance);
    if (stays) endReplacedSeries(series, samples, minute);
    for (const [name, value] of samples) {
      const values = series.get(name) ?? Array.from({ length: last + 1 }, () => '_');
      values.fill(value, minute, stays ? last + 1 : minute + 1);
      series.set(name, values);
    }
  }
  return [...series].map(([name, values]) => ({ series: name, values: values.join(' ') }));
};

/** A push replaces all series of a name in its group: what it does not have any more ends there. */
const endReplacedSeries = (
  series: ReadonlyMap<string, string[]>,
  samples: readonly (readonly [string, string])[],
  minute: number,
): void => {
  const groupOf = (name: string): string => name.replace(/\{.*(?=instance=)/, '{');
  const pushed = new Set(samples.map(([name]) => groupOf(name)));
  for (const [name, values] of series)
    if (pushed.has(groupOf(name))) values.fill('_', minute).fill('stale', minute, minute + 1);
};

const SAMPLE = /^(\w+)(?:\{(.*)\})? (\S+)$/;

const samplesOf = (report: Report, instance: string): readonly (readonly [string, string])[] =>
  renderPrometheusText(dataPointsOf(report, 'kavmon-cluster'))
    .split('\n')
    .flatMap((line) => {
      const [, name, labels = '', value = ''] = SAMPLE.exec(line) ?? [];
      const own = `job="kavmon",instance="${instance}"`;
      return name === undefined ? [] : [[`${name}{${labels === '' ? own : `${labels},${own}`}}`, value] as const];
    });
