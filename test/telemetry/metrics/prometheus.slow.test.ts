import { afterAll, beforeAll, expect, it } from 'vitest';
import { exportTelemetry } from '../../../src/telemetry/export-telemetry.ts';
import { metricInstruments } from '../../../src/telemetry/metrics/instruments.ts';
import { telemetrySettings } from '../../../src/telemetry/telemetry-settings.ts';
import { describeUnless } from '../../support/describe-unless.ts';
import { type PrometheusServer, prometheusMissing, startPrometheus } from '../../support/prometheus.ts';
import { makeReport, makeResult } from '../../support/sample-report.ts';
import { sendReport } from '../sending.ts';

const describePrometheus = describeUnless(await prometheusMissing());

describePrometheus('a real Prometheus', () => {
  let prometheus: PrometheusServer;
  beforeAll(async () => {
    prometheus = await startPrometheus();
  });
  afterAll(() => prometheus.stop());

  it.each(['http/protobuf', 'http/json'])('answers for what was sent by %s', async (protocol) => {
    const now = new Date().toISOString();
    const results = [
      makeResult({ name: 'good', endedAt: now, measures: { lag: { value: 1, unit: 's' } } }),
      makeResult({ name: 'bad', status: 'failed', endedAt: now }),
    ];
    const sent = makeReport(results);
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: prometheus.otlpEndpoint, OTEL_EXPORTER_OTLP_PROTOCOL: protocol };
    const telemetry = await exportTelemetry(
      { ...sent, run: { ...sent.run, endedAt: now, deadlineMs: 60_000 } },
      {
        settings: telemetrySettings(env),
        place: { namespace: 'ops', cronJob: 'kavmon-pods' },
        labels: { environment: protocol },
        env,
        print: () => {},
        redact: (whole) => whole,
        warn: () => {},
      },
    );
    expect(telemetry.exporters).toMatchObject([{ ok: true }]);
    const of = (metric: string) => prometheus.query(`${metric}{environment="${protocol}"}`);
    const healthy = await of('kavmon_check_healthy');
    expect(
      healthy.map(({ labels, value }) => [labels.check_group, labels.check_name, labels.check_service, value]),
    ).toEqual(
      expect.arrayContaining([
        ['pods', 'good', 'cluster', 1],
        ['pods', 'bad', 'cluster', 0],
      ]),
    );
    expect(healthy[0]?.labels).toMatchObject({ job: 'kavmon', instance: 'ops.kavmon-pods' });
    expect(await of('kavmon_check_status')).toHaveLength(12);
    expect((await of('kavmon_run_last_completion_timestamp_seconds'))[0]?.labels.job_name).toBe('kavmon-pods');
    expect(await of('kavmon_run_checks')).toHaveLength(6);
    expect(await of('kavmon_check_last_success_timestamp_seconds')).toHaveLength(1);
    expect((await of('kavmon_check_last_run_duration_seconds'))[0]?.value).toBe(1.5);
    expect(await of('kavmon_build_info')).toHaveLength(1);
  });

  it('keeps two clusters apart whose CronJobs have one name', async () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: prometheus.otlpEndpoint };
    for (const cluster of ['east', 'west']) {
      const sent = makeReport([makeResult({ name: 'both', status: cluster === 'east' ? 'failed' : 'ok' })]);
      await sendReport({ ...sent, run: { ...sent.run, cluster } }, env);
    }
    const both = await prometheus.query('kavmon_check_healthy{check_name="both"}');
    expect(both.map(({ labels, value }) => [labels.k8s_cluster_name, value]).toSorted()).toEqual([
      ['east', 0],
      ['west', 1],
    ]);
  });

  it('knows every instrument', async () => {
    const names = await prometheus.query('count by (__name__) ({__name__=~"kavmon_.+"})');
    expect(names).toHaveLength(Object.keys(metricInstruments).length);
  });
});
