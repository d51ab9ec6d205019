import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensurePackages } from '../support/debian.ts';
import { type Prometheus, prometheusMissing, startPrometheus } from '../support/prometheus.ts';
import { type Pushgateway, startPushgateway } from '../support/pushgateway.ts';
import { unless } from '../support/requirement.ts';
import { report, result } from '../support/sample.ts';
import { until } from '../support/until.ts';
import { sendReport } from './sending.ts';

const describePrometheus = unless((await prometheusMissing()) ?? (await ensurePackages(['prometheus-pushgateway'])));

describePrometheus('a real Pushgateway, scraped by a real Prometheus', () => {
  let gateway: Pushgateway;
  let prometheus: Prometheus;
  beforeAll(async () => {
    gateway = await startPushgateway();
    prometheus = await startPrometheus({ pushgateway: new URL(gateway.url).host });
  });
  afterAll(() => prometheus?.stop());
  afterAll(() => gateway?.stop());

  it('answers the queries that OTLP answers, under the names of OTLP', async () => {
    await sendReport(report([result({ name: 'asked', status: 'failed' })]), { AM_PROMETHEUS_URL: gateway.url });
    const [sample] = await until(
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
