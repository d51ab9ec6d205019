import { describe, expect, it } from 'vitest';
import { telemetrySettings } from '../../src/metrics/settings.ts';

describe('telemetrySettings', () => {
  it.each([
    ['no endpoint', {}, { endpoint: null }],
    ['an empty one', { OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }, { endpoint: null }],
    ['a base', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318/x/' }, { endpoint: 'http://c:4318/x/v1/metrics' }],
    [
      "the signal's own",
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://m/as-is' },
      { endpoint: 'http://m/as-is' },
    ],
    ['disabled', { OTEL_SDK_DISABLED: 'TRUE' }, { exporters: [] }],
    ['none', { OTEL_METRICS_EXPORTER: 'none' }, { exporters: [] }],
    ['both', { OTEL_METRICS_EXPORTER: 'otlp, console' }, { exporters: ['otlp', 'console'] }],
    ['JSON', { OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'http/json' }, { protocol: 'http/json' }],
    ['a shorter timeout', { OTEL_EXPORTER_OTLP_TIMEOUT: '800' }, { budgetMs: 800 }],
    ['a longer timeout, up to the budget', { OTEL_EXPORTER_OTLP_TIMEOUT: '60000' }, { budgetMs: 5000 }],
  ])('understands %s', (_, env, expected) => {
    expect(telemetrySettings(env)).toMatchObject({ ...expected, warnings: [] });
  });

  it.each([
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/xml' }, 'http/xml', { protocol: 'http/protobuf' }],
    [{ OTEL_METRICS_EXPORTER: 'statsd' }, 'statsd', { exporters: [] }],
    [{ OTEL_EXPORTER_OTLP_TIMEOUT: 'soon' }, 'soon', { budgetMs: 5000 }],
    [{ OTEL_CONFIG_FILE: '/otel.yaml' }, 'OTEL_CONFIG_FILE', {}],
    [{ OTEL_TRACES_EXPORTER: 'otlp' }, 'OTEL_TRACES_EXPORTER', {}],
  ])('warns of %o and goes on', (env, word, expected) => {
    const settings = telemetrySettings(env);
    expect(settings).toMatchObject(expected);
    expect(settings.warnings.join()).toContain(word);
  });

  it('does not warn of exporters that are switched off', () => {
    expect(telemetrySettings({ OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: '' }).warnings).toEqual([]);
  });
});
