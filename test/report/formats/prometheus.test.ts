import { describe, expect, it } from 'vitest';
import { renderPrometheus } from '../../../src/report/formats/prometheus.ts';
import { fileRenderOptions } from '../../../src/report/present/render-options.ts';
import { metricInstruments } from '../../../src/telemetry/metrics/instruments.ts';
import { prometheusName } from '../../../src/telemetry/metrics/prometheus-text.ts';
import { describeUnless } from '../../support/describe-unless.ts';
import { findPromtool, prometheusMissing } from '../../support/prometheus.ts';
import { runProcess } from '../../support/run-process.ts';
import { fullReport } from '../sample-report.ts';
import { sampleReports } from '../sample-reports.ts';

const describeWithPromtool = describeUnless(await prometheusMissing());
describeWithPromtool('prometheus', () => {
  it.each(sampleReports)('passes promtool, of %s', async (_what, report) => {
    const answer = await runProcess(await findPromtool(), ['check', 'metrics'], {
      stdin: renderPrometheus(report, fileRenderOptions),
    });
    expect(`${answer.stdout}${answer.stderr}`).toBe('');
    expect(answer.code).toBe(0);
  });
});

describe('prometheus', () => {
  it('names metrics as the default translation of OTLP does', () => {
    expect(prometheusName('kavmon.check.last_run.duration')).toBe('kavmon_check_last_run_duration_seconds');
    expect(prometheusName('kavmon.check.healthy')).toBe('kavmon_check_healthy');
    for (const name of Object.keys(metricInstruments) as (keyof typeof metricInstruments)[]) {
      expect(prometheusName(name)).toMatch(/^[a-z_]+$/);
    }
  });

  it('has no healthy sample of a skipped check, and one of each other', () => {
    const samples = renderPrometheus(fullReport, fileRenderOptions).match(/^kavmon_check_healthy\{/gm);
    expect(samples).toHaveLength(8);
  });
});
