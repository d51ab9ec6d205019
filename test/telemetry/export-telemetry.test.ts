import { createServer, type RequestListener } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Report } from '../../src/model/result.ts';
import { issueAuthority, issueCertificate } from '../support/certificates.ts';
import { findFreePort } from '../support/free-port.ts';
import { type OtlpOptions, startOtlpReceiver } from '../support/otlp-receiver.ts';
import { makeReport, makeResult } from '../support/sample-report.ts';
import { trackServer } from '../support/tcp-server.ts';
import { sendReport } from './sending.ts';

const SECRET_CANARY = 'canary-5f1d';
const startedReceivers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of startedReceivers.splice(0)) await stop();
});

const startReceiver = async (options: OtlpOptions = {}) => {
  const started = await startOtlpReceiver(options);
  startedReceivers.push(started.stop);
  return started;
};

const sendMetrics = (env: NodeJS.ProcessEnv, { budgetMs = 1500, of = makeReport([makeResult()]) as Report } = {}) =>
  sendReport(of, env, budgetMs);

describe('exportTelemetry', () => {
  it('posts once, to the base endpoint with the path of metrics appended', async () => {
    const { url, posts } = await startReceiver();
    const { exporter } = await sendMetrics({ OTEL_EXPORTER_OTLP_ENDPOINT: `${url}/` });
    expect(exporter).toMatchObject({ ok: true, protocol: 'http/protobuf', endpoint: `${url}/v1/metrics` });
    expect(posts.map(({ method, url }) => `${method} ${url}`)).toEqual(['POST /v1/metrics']);
    expect(posts[0]?.headers['content-type']).toBe('application/x-protobuf');
  });

  it('uses the endpoint of metrics as it is, and JSON when configured', async () => {
    const { url, posts } = await startReceiver();
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
    const { url, posts } = await startReceiver();
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
    const { url, posts } = await startReceiver();
    const many = makeReport(Array.from({ length: 1000 }, (_, index) => makeResult({ name: `check-${index}` })));
    await sendMetrics({ OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }, { of: many });
    const metrics = JSON.parse(String(posts[0]?.body)).resourceMetrics[0].scopeMetrics[0].metrics;
    const states = metrics.find(({ name }: { name: string }) => name === 'kavmon.check.status');
    expect(states.gauge.dataPoints).toHaveLength(6000);
    expect(JSON.stringify(states)).not.toContain('otel.metric.overflow');
  });

  it('sends nothing without an endpoint', async () => {
    expect((await sendMetrics({})).telemetry.exporters).toEqual([]);
  });

  it.each([
    ['missing', /404/, /\/v1\/metrics/],
    ['unauthorized', /401/, /OTEL_EXPORTER_OTLP_HEADERS/],
    ['throttled', /429/, /rate/],
    ['unavailable', /503/, undefined],
    ['redirect', /307|30\d/, undefined],
    ['hangs', /no answer within 1500 ms/, /egress/],
    ['closes', /hang up|ECONNRESET/, /gRPC/],
    ['page', /web page/, /4318/],
    ['partial', /rejected 1 of the data points: one was too old/, undefined],
  ] as const)('ends inside the budget with the cause: %s', async (behaviour, error, hint) => {
    const { url } = await startReceiver({ behaviour, retryAfter: 120 });
    const { exporter, ms } = await sendMetrics({ OTEL_EXPORTER_OTLP_ENDPOINT: url });
    expect(exporter).toMatchObject({ ok: false });
    expect(exporter?.error).toMatch(error);
    if (hint !== undefined) expect(exporter?.hint).toMatch(hint);
    expect(ms).toBeLessThan(2000);
  });

  it('reports rejected points in JSON too', async () => {
    const { url } = await startReceiver({ behaviour: 'partial' });
    const { exporter } = await sendMetrics({
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    });
    expect(exporter).toMatchObject({ ok: false, error: expect.stringContaining('one was too old') });
  });

  it.each([
    ['Text/HTML; charset=utf-8', 'web page'],
    ['text/plain', 'text'],
  ])('does not take %s for an answer of a collector', async (type, word) => {
    const { port, stop } = await trackServer(
      createServer((_, response) => response.writeHead(200, { 'content-type': type }).end('welcome')),
    );
    startedReceivers.push(stop);
    const { exporter } = await sendMetrics({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` });
    expect(exporter).toMatchObject({ ok: false, error: expect.stringContaining(`with a ${word}: `) });
    expect(exporter?.hint).toContain('4318');
  });

  it('tells each signal by its own words what was rejected, and where it belongs', async () => {
    const traces = await startReceiver({ behaviour: 'missing' });
    const rejecting = await trackServer(
      createServer((request, response) => {
        const body = request.url === '/v1/logs' ? '{"partialSuccess":{"rejectedLogRecords":"2"}}' : '{}';
        response.writeHead(200, { 'content-type': 'application/json' }).end(body);
      }),
    );
    startedReceivers.push(rejecting.stop);
    const { telemetry } = await sendMetrics({
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${rejecting.port}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_LOGS_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${traces.url}/v1/traces`,
    });
    expect(telemetry.exporters).toMatchObject([
      { signal: 'metrics', ok: true },
      {
        signal: 'traces',
        ok: false,
        error: 'HTTP 404 Not Found',
        hint: expect.stringContaining('/v1/traces appended'),
      },
      { signal: 'logs', ok: false, error: expect.stringContaining('rejected 2 of the log records') },
    ]);
  });

  it('ends inside the budget when no signal is answered', async () => {
    const { url } = await startReceiver({ behaviour: 'hangs' });
    const { telemetry, ms } = await sendMetrics({
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_LOGS_EXPORTER: 'otlp',
    });
    expect(telemetry.exporters.map(({ signal, error }) => [signal, error])).toEqual(
      ['metrics', 'traces', 'logs'].map((signal) => [signal, 'no answer within 1500 ms']),
    );
    expect(ms).toBeLessThan(2000);
  });

  it('delivers when a 503 is followed by a 200', async () => {
    const { url, posts } = await startReceiver({ behaviour: 'recovers' });
    const { exporter } = await sendMetrics({ OTEL_EXPORTER_OTLP_ENDPOINT: url }, { budgetMs: 4000 });
    expect(exporter?.ok).toBe(true);
    expect(posts).toHaveLength(2);
  });

  it('names a refused connection', async () => {
    const { exporter } = await sendMetrics({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${await findFreePort()}` });
    expect(exporter?.error).toContain('ECONNREFUSED');
    expect(exporter?.hint).toContain('4318');
  });

  it('names a certificate of an unknown authority, and TLS against a plain port', async () => {
    const leaf = issueCertificate({
      subject: 'localhost',
      names: ['localhost', '127.0.0.1'],
      issuer: issueAuthority('Unknown CA'),
    });
    const tls = await startReceiver({ tls: { cert: leaf.cert, key: leaf.key } });
    expect((await sendMetrics({ OTEL_EXPORTER_OTLP_ENDPOINT: tls.url })).exporter?.hint).toContain(
      'OTEL_EXPORTER_OTLP_CERTIFICATE',
    );
    const plain = await startReceiver();
    const { exporter } = await sendMetrics({ OTEL_EXPORTER_OTLP_ENDPOINT: plain.url.replace('http:', 'https:') });
    expect(exporter?.hint).toContain('http://');
  });

  it('refuses gRPC aloud', async () => {
    const { url, posts } = await startReceiver();
    const { exporter } = await sendMetrics({ OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' });
    expect(exporter).toMatchObject({ ok: false, error: expect.stringContaining('gRPC is not supported') });
    expect(posts).toEqual([]);
  });

  it('reports an endpoint that is no URL', async () => {
    const { exporter } = await sendMetrics({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' });
    expect(exporter?.ok).toBe(false);
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
    const { url } = await startReceiver();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_METRICS_EXPORTER: 'otlp,console', AM_OTEL_LABELS: 'team=x' };
    const { telemetry, warnings } = await sendMetrics(env);
    expect(telemetry.exporters).toMatchObject([{ ok: true }, { ok: true }]);
    expect(warnings).toMatchObject([expect.stringContaining('AM_OTEL_LABELS is ignored')]);
  });

  it('shows no credentials of the endpoint', async () => {
    const { url } = await startReceiver({ behaviour: 'missing' });
    const secret = url.replace('://', `://user:${SECRET_CANARY}@`);
    const { telemetry, warnings } = await sendMetrics({
      OTEL_EXPORTER_OTLP_ENDPOINT: `${secret}/?key=${SECRET_CANARY}`,
    });
    expect(JSON.stringify([telemetry, warnings])).not.toContain(SECRET_CANARY);
  });

  describe('beside a Pushgateway', () => {
    /** What the collector answers, and, meanwhile, a Pushgateway. */
    const both = async (collector: RequestListener, gateway: RequestListener) => {
      const [one, other] = [await trackServer(createServer(collector)), await trackServer(createServer(gateway))];
      startedReceivers.push(one.stop, other.stop);
      const { telemetry } = await sendMetrics({
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${one.port}`,
        AM_PROMETHEUS_URL: `http://127.0.0.1:${other.port}`,
      });
      return telemetry.exporters[0];
    };

    it('a collector is not blamed for what the Pushgateway answers', async () => {
      const exporter = await both(
        () => {},
        (_, response) => response.writeHead(401).end(),
      );
      expect(exporter).toMatchObject({ ok: false, error: 'no answer within 1500 ms' });
    });

    it('a collector does not count as sent because the Pushgateway took its own', async () => {
      const page = Promise.withResolvers<void>();
      const exporter = await both(
        (_, response) => {
          response.writeHead(200, { 'content-type': 'text/html' }).flushHeaders();
          page.promise.then(() => response.end());
        },
        ({ socket }, response) => {
          // The client ends the connection once it has read the answer: the page comes after that.
          socket.once('close', () => page.resolve());
          response.writeHead(200, { connection: 'close' }).end();
        },
      );
      expect(exporter).toMatchObject({ ok: false, error: expect.stringContaining('web page') });
    });
  });
});
