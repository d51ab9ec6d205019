import { beforeAll, expect, it } from 'vitest';
import { telemetrySettings } from '../../src/telemetry/telemetry-settings.ts';
import { findTools, podSpecOf, type RenderedValue, renderChart, TOOLS_TIMEOUT_MS } from './helm.ts';

beforeAll(findTools, TOOLS_TIMEOUT_MS);

it('a job sends by OTLP what is switched on', async () => {
  const signalsOf = async (json: RenderedValue) => {
    const objects = await renderChart({ json: { 'otel.endpoint': 'http://collector:4318', ...json } });
    const variables: readonly { name: string; value?: string }[] = podSpecOf(
      objects.find(({ kind }) => kind === 'CronJob'),
    ).containers[0].env;
    const { otlp, warnings } = telemetrySettings(Object.fromEntries(variables.map(({ name, value }) => [name, value])));
    expect(warnings).toEqual([]);
    return otlp.map(({ signal, endpoint }) => `${signal} to ${endpoint}`);
  };
  expect(await signalsOf({})).toEqual(['metrics to http://collector:4318/v1/metrics']);
  expect(await signalsOf({ 'otel.traces': true, 'otel.metricsEndpoint': 'http://prometheus/otlp' })).toEqual([
    'metrics to http://prometheus/otlp',
    'traces to http://collector:4318/v1/traces',
  ]);
  expect(await signalsOf({ 'otel.logs': true })).toContain('logs to http://collector:4318/v1/logs');
});
