import { describe, expect, it } from 'vitest';
import { hideSecretPatterns } from '../../src/redaction/patterns.ts';
import { telemetrySettings } from '../../src/telemetry/telemetry-settings.ts';

const BASE_ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' };
const METRICS_ENDPOINT = 'http://c:4318/v1/metrics';

describe('telemetrySettings', () => {
  it.each([
    ['no endpoint', {}, { otlp: [], console: false, pushgateway: null }],
    ['an empty one', { OTEL_EXPORTER_OTLP_ENDPOINT: ' ', AM_PROMETHEUS_URL: '' }, { otlp: [], pushgateway: null }],
    [
      'a base',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318/x/' },
      { otlp: [{ endpoint: 'http://c:4318/x/v1/metrics', protocol: 'http/protobuf' }] },
    ],
    [
      "the signal's own",
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://m/as-is' },
      { otlp: [{ endpoint: 'http://m/as-is' }] },
    ],
    ['disabled', { ...BASE_ENDPOINT, OTEL_SDK_DISABLED: 'TRUE' }, { otlp: [], console: false }],
    ['none', { ...BASE_ENDPOINT, OTEL_METRICS_EXPORTER: 'none' }, { otlp: [], console: false }],
    [
      'both',
      { ...BASE_ENDPOINT, OTEL_METRICS_EXPORTER: 'otlp, console' },
      { otlp: [{ endpoint: METRICS_ENDPOINT }], console: true },
    ],
    [
      'JSON',
      { ...BASE_ENDPOINT, OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'http/json' },
      { otlp: [{ endpoint: METRICS_ENDPOINT, protocol: 'http/json' }] },
    ],
    ['a Pushgateway', { AM_PROMETHEUS_URL: 'https://p:9091/gateway/' }, { pushgateway: 'https://p:9091/gateway' }],
    ['a Pushgateway without a scheme', { AM_PROMETHEUS_URL: 'push:9091' }, { pushgateway: 'http://push:9091' }],
    [
      'a Pushgateway alone',
      { AM_PROMETHEUS_URL: 'http://push:9091', OTEL_SDK_DISABLED: 'true', ...BASE_ENDPOINT },
      { otlp: [], pushgateway: 'http://push:9091' },
    ],
    ['a shorter timeout', { OTEL_EXPORTER_OTLP_TIMEOUT: '800' }, { budgetMs: 800 }],
    ['a longer timeout, up to the budget', { OTEL_EXPORTER_OTLP_TIMEOUT: '60000' }, { budgetMs: 5000 }],
  ])('understands %s', (_, env, expected) => {
    expect(telemetrySettings(env)).toMatchObject({ ...expected, warnings: [] });
  });

  it.each([
    [
      { ...BASE_ENDPOINT, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/xml' },
      'http/xml',
      { otlp: [{ protocol: 'http/protobuf' }] },
    ],
    [{ ...BASE_ENDPOINT, OTEL_METRICS_EXPORTER: 'statsd' }, 'statsd', { otlp: [], console: false }],
    [{ OTEL_EXPORTER_OTLP_TIMEOUT: 'soon' }, 'soon', { budgetMs: 5000 }],
    [{ OTEL_CONFIG_FILE: '/otel.yaml' }, 'OTEL_CONFIG_FILE', {}],
    [{ OTEL_TRACES_EXPORTER: 'otlp' }, 'OTEL_TRACES_EXPORTER: nothing is sent', { otlp: [], trace: null }],
    [{ ...BASE_ENDPOINT, OTEL_LOGS_EXPORTER: 'syslog' }, 'OTEL_LOGS_EXPORTER: "syslog" is ignored', {}],
    [{ ...BASE_ENDPOINT, OTEL_TRACES_SAMPLER: 'always_off' }, 'OTEL_TRACES_SAMPLER is ignored', {}],
    [
      { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://j', TRACEPARENT: 'nonsense' },
      'TRACEPARENT is ignored',
      { trace: { sampled: true } },
    ],
    [
      { ...BASE_ENDPOINT, AM_PROMETHEUS_URL: 'push:9091' },
      'twice',
      { otlp: [{ endpoint: METRICS_ENDPOINT }], pushgateway: 'http://push:9091' },
    ],
  ])('warns of %o and goes on', (env, word, expected) => {
    const settings = telemetrySettings(env);
    expect(settings).toMatchObject(expected);
    expect(settings.warnings.join()).toContain(word);
  });

  it.each([
    ['traces', { ...BASE_ENDPOINT, OTEL_TRACES_EXPORTER: 'otlp' }, 'http://c:4318/v1/traces'],
    ['logs', { ...BASE_ENDPOINT, OTEL_LOGS_EXPORTER: 'otlp' }, 'http://c:4318/v1/logs'],
    ['traces', { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://j/as-is' }, 'http://j/as-is'],
  ])('sends %s when asked for, and else not', (signal, env, endpoint) => {
    const { otlp, trace, warnings } = telemetrySettings(env);
    const others = otlp.filter((settings) => settings.signal !== signal);
    expect(otlp).toContainEqual({ signal, protocol: 'http/protobuf', endpoint });
    expect(others.every((settings) => settings.signal === 'metrics')).toBe(true);
    expect(trace === null).toBe(signal !== 'traces');
    expect(warnings).toEqual([]);
  });

  it('gives each signal the protocol of its own, and refuses gRPC for that one', () => {
    const { otlp } = telemetrySettings({
      ...BASE_ENDPOINT,
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    });
    expect(otlp).toMatchObject([
      { signal: 'metrics', protocol: 'http/json' },
      { signal: 'traces', refusal: expect.stringContaining('gRPC is not supported') },
    ]);
    expect(otlp[0]).not.toHaveProperty('refusal');
  });

  it('warns once of what all signals share', () => {
    const { warnings } = telemetrySettings({
      ...BASE_ENDPOINT,
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_LOGS_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'carrier',
      OTEL_EXPORTER_OTLP_HEADERS: 'nothing',
    });
    expect(warnings).toEqual([
      expect.stringMatching(/OTEL_EXPORTER_OTLP_PROTOCOL: "carrier"/),
      expect.stringMatching(/OTEL_EXPORTER_OTLP_HEADERS/),
    ]);
  });

  it('does not warn of exporters that are switched off', () => {
    expect(telemetrySettings({ OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: '' }).warnings).toEqual([]);
  });

  it('never wait longer than a timer can', () => {
    expect(telemetrySettings({}, 30 * 86_400_000).budgetMs).toBe(2 ** 31 - 1);
  });

  it.each([
    ['Authorization: Bearer canary', 1],
    ['canary', 1],
    ['a=b,canary', 1],
    ['=canary', 1],
    ['Authorization: Basic Y2FuYXJ5Og==', 1],
    ['a=b, c=d=e', 0],
    ['authorization=Basic%20Y2FuYXJ5Og%3D%3D', 0],
    ['', 0],
  ])('warns of headers that are no NAME=VALUE without showing them: %j', (headers, count) => {
    for (const name of ['OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_METRICS_HEADERS']) {
      const { warnings } = telemetrySettings({ ...BASE_ENDPOINT, [name]: headers });
      expect(warnings).toHaveLength(count);
      expect(warnings.join()).not.toMatch(/canary|Y2FuYXJ5/);
      if (count > 0) expect(warnings[0]).toBe(`1 entry of ${name} cannot be sent: write NAME=VALUE,NAME=VALUE`);
      for (const warning of warnings) expect(hideSecretPatterns(warning)).toBe(warning);
    }
    expect(telemetrySettings({ OTEL_EXPORTER_OTLP_HEADERS: headers }).warnings).toEqual([]);
  });
});

it('an endpoint whose password is not percent-encoded is neither asked nor repeated', () => {
  const url = 'http://mon:Tr0ub4dor@prod-geheim-7/2024@collector:4318';
  const { otlp } = telemetrySettings({ OTEL_EXPORTER_OTLP_ENDPOINT: url });
  expect(otlp[0]?.refusal).toMatch(/^OTEL_EXPORTER_OTLP_ENDPOINT: the password in the url is not percent-encoded/);
  expect(otlp[0]?.refusal).not.toMatch(/Tr0ub4dor|geheim|2024/);
  const traces = telemetrySettings({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: url }).otlp;
  expect(traces[0]?.refusal).toMatch(/^OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: the password/);
});
