import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensurePackages } from '../../support/debian.ts';
import { describeUnless } from '../../support/describe-unless.ts';
import { pollUntil } from '../../support/poll-until.ts';
import { type PrometheusServer, prometheusMissing, startPrometheus } from '../../support/prometheus.ts';
import { type PushgatewayServer, startPushgateway } from '../../support/pushgateway.ts';
import { makeReport, makeResult } from '../../support/sample-report.ts';
import { sendReport } from '../sending.ts';

const describePrometheus = describeUnless(
  (await prometheusMissing()) ?? (await ensurePackages(['prometheus-pushgateway'])),
);

describePrometheus('a real Pushgateway, scraped by a real Prometheus', () => {
  let gateway: PushgatewayServer;
  let prometheus: PrometheusServer;
  beforeAll(async () => {
    gateway = await startPushgateway();
    prometheus = await startPrometheus({ pushgateway: new URL(gateway.url).host });
  });
  afterAll(() => prometheus?.stop());
  afterAll(() => gateway?.stop());

  it('answers the queries that OTLP answers, under the names of OTLP', async () => {
    await sendReport(makeReport([makeResult({ name: 'asked', status: 'failed' })]), { AM_PROMETHEUS_URL: gateway.url });
    const [sample] = await pollUntil(
      async () => {
        const samples = await prometheus.query('kavmon_check_healthy{check_name="asked"}');
        return samples.length > 0 && samples;
      },
      { what: 'the scrape', ms: 15_000 },
    );
    expect(sample).toMatchObject({
      value: 0,
      labels: { job: 'kavmon-pods', check_group: 'pods', check_service: 'cluster', k8s_namespace_name: 'ops' },
    });
    const [age] = await prometheus.query('time() - push_time_seconds{job="kavmon-pods"}');
    expect(age?.value).toBeLessThan(60);
  });
});
