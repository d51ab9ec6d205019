import { describe, expect, it, vi } from 'vitest';
import { findFreePort } from '../support/free-port.ts';
import { makeReport, makeResult } from '../support/sample-report.ts';
import { sendMetrics, startOtlp, startReceiver } from './sending.ts';

const SECRET_CANARY = 'canary-5f1d';
describe('exportTelemetry', () => {
  it('posts once, to the base endpoint with the path of metrics appended', async () => {
    const { url, posts } = await startOtlp();
    const { exporter } = await sendMetrics({ OTEL_EXPORTER_OTLP_ENDPOINT: `${url}/` });
    expect(exporter).toMatchObject({ ok: true, protocol: 'http/protobuf', endpoint: `${url}/v1/metrics` });
    expect(posts.map(({ method, url }) => `${method} ${url}`)).toEqual(['POST /v1/metrics']);
    expect(posts[0]?.headers['content-type']).toBe('application/x-protobuf');
  });

  it('uses the endpoint of metrics as it is, and JSON when configured', async () => {
    const { url, posts } = await startOtlp();
    await sendMetrics({
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${url}/api/otlp`,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    });
    expect(posts[0]?.url).toBe('/api/otlp');
    const text = JSON.stringify(JSON.parse(String(posts[0]?.body)));
    for (const part of ['kavmon.check.healthy', 'check.group', 'team', 'ops.kavmon-pods', 'k8s.cronjob.name']) {
      expect(text).toContain(part);
    }
    expect(text).not.toMatch(/"(sum|histogram)":/);
  });

  it('repeats cluster, namespace and shard on every point, unless a label of the same name is given', async () => {
    const { url, posts } = await startOtlp();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' };
    const whole = makeReport([makeResult()]);
    await sendMetrics(env, { of: { ...whole, run: { ...whole.run, shard: { index: 1, count: 2 } } } });
    await sendMetrics({ ...env, AM_OTEL_LABELS: '{"k8s.namespace.name":"other"}' });
    // The SDK reads this one from the process.
    vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', 'k8s.cluster.name=named');
    await sendMetrics(env);
    vi.unstubAllEnvs();
    const places = posts.map(({ body }) => {
      const { metrics } = JSON.parse(String(body)).resourceMetrics[0].scopeMetrics[0];
      const points: { attributes: { key: string; value: { stringValue: string } }[] }[] = metrics.flatMap(
        (metric: { gauge: { dataPoints: unknown[] } }) => metric.gauge.dataPoints,
      );
      return new Set(
        points.map(({ attributes }) => {
          const attributeOf = (name: string) => attributes.find(({ key }) => key === name)?.value.stringValue;
          return ['k8s.cluster.name', 'k8s.namespace.name', 'shard'].map(attributeOf).join(' ');
        }),
      );
    });
    expect(places).toEqual([new Set(['test ops 1']), new Set(['test other ']), new Set(['named ops '])]);
  });

  it('sends every series of a thousand checks', async () => {
    const { url, posts } = await startOtlp();
    const many = makeReport(Array.from({ length: 1000 }, (_, index) => makeResult({ name: `check-${index}` })));
    await sendMetrics({ OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }, { of: many });
    const metrics = JSON.parse(String(posts[0]?.body)).resourceMetrics[0].scopeMetrics[0].metrics;
    const states = metrics.find(({ name }: { name: string }) => name === 'kavmon.check.status');
    expect(states.gauge.dataPoints).toHaveLength(6000);
    expect(JSON.stringify(states)).not.toContain('otel.metric.overflow');
  });

  it('tells all receivers of a run apart, of which one hangs and one is away, within one budget', async () => {
    const [metrics, silent] = [await startOtlp(), await startOtlp({ behaviour: 'hangs' })];
    const away = `http://127.0.0.1:${await findFreePort()}`;
    const ill = await startReceiver((_, response) => response.writeHead(404).end());
    const many = makeReport(Array.from({ length: 1000 }, (_, index) => makeResult({ name: `check-${index}` })));
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: metrics.url,
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${silent.url}/v1/traces`,
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: `${away}/v1/logs`,
      AM_PROMETHEUS_URL: ill,
      KAVMON_ALERTMANAGER_URL: `${silent.url},${away}`,
    };
    const { telemetry, ms } = await sendMetrics(env, { of: many, budgetMs: 2500 });
    const outcomes = telemetry.exporters.map(
      ({ signal, endpoint, error = 'sent' }) => `${signal} ${endpoint} ${error}`,
    );
    expect(outcomes).toEqual([
      `metrics ${metrics.url}/v1/metrics sent`,
      `traces ${silent.url}/v1/traces no answer within 2500 ms`,
      expect.stringMatching(/^logs .*ECONNREFUSED/),
      expect.stringMatching(/^metrics .*\/metrics\/job\/.* HTTP 404/),
      `alerts ${silent.url}/api/v2/alerts no answer within 2500 ms`,
      expect.stringMatching(/^alerts .*ECONNREFUSED/),
    ]);
    expect(ms).toBeLessThan(3000);
  });

  it('sends nothing without an endpoint', async () => {
    expect((await sendMetrics({})).telemetry.exporters).toEqual([]);
  });

  it('prints on the side for the console exporter', async () => {
    const { printed, telemetry } = await sendMetrics({ OTEL_METRICS_EXPORTER: 'console' });
    expect(telemetry.exporters).toMatchObject([{ protocol: 'console', ok: true }]);
    expect(JSON.parse(printed.join(''))).toHaveLength(1);
  });

  it('warns of one malformed resource attribute, which drops them all', async () => {
    const { warnings } = await sendMetrics({
      OTEL_METRICS_EXPORTER: 'console',
      OTEL_RESOURCE_ATTRIBUTES: 'team=core,oops',
    });
    expect(warnings[0]).toContain('"oops"');
  });

  it('warns once, however many are sent the same', async () => {
    const { url } = await startOtlp();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_METRICS_EXPORTER: 'otlp,console', AM_OTEL_LABELS: 'team=x' };
    const { telemetry, warnings } = await sendMetrics(env);
    expect(telemetry.exporters).toMatchObject([{ ok: true }, { ok: true }]);
    expect(warnings).toMatchObject([expect.stringContaining('AM_OTEL_LABELS is ignored')]);
  });

  it('shows no credentials of the endpoint', async () => {
    const { url } = await startOtlp({ behaviour: 'missing' });
    const secret = url.replace('://', `://user:${SECRET_CANARY}@`);
    const { telemetry, warnings } = await sendMetrics({
      OTEL_EXPORTER_OTLP_ENDPOINT: `${secret}/?key=${SECRET_CANARY}`,
    });
    expect(JSON.stringify([telemetry, warnings])).not.toContain(SECRET_CANARY);
  });
});
