import type { RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import { issueAuthority, issueCertificate } from '../../support/certificates.ts';
import { findFreePort } from '../../support/free-port.ts';
import { sendMetrics, startOtlp, startReceiver } from '../sending.ts';

const EVERY_SIGNAL = { OTEL_TRACES_EXPORTER: 'otlp', OTEL_LOGS_EXPORTER: 'otlp' };

describe('sendOtlp', () => {
  it.each([
    ['missing', /404/, /\/v1\/(metrics|traces|logs) appended/],
    ['unauthorized', /401/, /OTEL_EXPORTER_OTLP_HEADERS/],
    ['throttled', /429/, /rate/],
    ['unavailable', /503/, /asked again/],
    ['redirect', /307|30\d/, undefined],
    ['hangs', /no answer within 1500 ms/, /egress/],
    ['closes', /hang up|ECONNRESET/, /gRPC/],
    ['page', /web page/, /4318/],
    ['partial', /rejected 1 of the (data points|spans|log records): one was too old/, undefined],
  ] as const)('ends inside the budget with the cause, for each signal: %s', async (behaviour, error, hint) => {
    const { url } = await startOtlp({ behaviour, retryAfter: 120 });
    const { telemetry, ms } = await sendMetrics({ ...EVERY_SIGNAL, OTEL_EXPORTER_OTLP_ENDPOINT: url });
    expect(telemetry.exporters.map(({ signal }) => signal)).toEqual(['metrics', 'traces', 'logs']);
    for (const exporter of telemetry.exporters) {
      expect(exporter).toMatchObject({ ok: false, error: expect.stringMatching(error) });
      if (hint !== undefined) expect(exporter.hint).toMatch(hint);
    }
    expect(ms).toBeLessThan(2000);
  });

  it('reports rejected points in JSON too', async () => {
    const { url } = await startOtlp({ behaviour: 'partial' });
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
    const url = await startReceiver((_, response) => response.writeHead(200, { 'content-type': type }).end('welcome'));
    const { exporter } = await sendMetrics({ OTEL_EXPORTER_OTLP_ENDPOINT: url });
    expect(exporter).toMatchObject({ ok: false, error: expect.stringContaining(`with a ${word}: `) });
    expect(exporter?.hint).toContain('4318');
  });

  it('tells each signal by its own words what was rejected, and where it belongs', async () => {
    const traces = await startOtlp({ behaviour: 'missing' });
    const rejecting = await startReceiver((request, response) => {
      const body = request.url === '/v1/logs' ? '{"partialSuccess":{"rejectedLogRecords":"2"}}' : '{}';
      response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    });
    const { telemetry } = await sendMetrics({
      OTEL_EXPORTER_OTLP_ENDPOINT: rejecting,
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

  it('delivers when a 503 is followed by a 200', async () => {
    const { url, posts } = await startOtlp({ behaviour: 'recovers' });
    const { exporter } = await sendMetrics({ OTEL_EXPORTER_OTLP_ENDPOINT: url }, { budgetMs: 4000 });
    expect(exporter).toMatchObject({ ok: true });
    expect(posts).toHaveLength(2);
  });

  it('names a refused connection', async () => {
    const url = `http://127.0.0.1:${await findFreePort()}`;
    const { telemetry } = await sendMetrics({ ...EVERY_SIGNAL, OTEL_EXPORTER_OTLP_ENDPOINT: url });
    for (const signal of ['metrics', 'traces', 'logs'])
      expect(telemetry.exporters).toContainEqual(
        expect.objectContaining({
          signal,
          endpoint: `${url}/v1/${signal}`,
          error: expect.stringContaining('ECONNREFUSED'),
          hint: expect.stringContaining('4318'),
        }),
      );
  });

  it('names a certificate of an unknown authority, and TLS against a plain port', async () => {
    const leaf = issueCertificate({
      subject: 'localhost',
      names: ['localhost', '127.0.0.1'],
      issuer: issueAuthority('Unknown CA'),
    });
    const tls = await startOtlp({ tls: { cert: leaf.cert, key: leaf.key } });
    expect((await sendMetrics({ OTEL_EXPORTER_OTLP_ENDPOINT: tls.url })).exporter?.hint).toContain(
      'OTEL_EXPORTER_OTLP_CERTIFICATE',
    );
    const plain = await startOtlp();
    const { exporter } = await sendMetrics({ OTEL_EXPORTER_OTLP_ENDPOINT: plain.url.replace('http:', 'https:') });
    expect(exporter?.hint).toContain('http://');
  });

  it('says what to do about a password with a % in it, and nothing of the password', async () => {
    const { exporter } = await sendMetrics({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://kavmon:canary-5f1d%@127.0.0.1:9' });
    expect(exporter).toMatchObject({ ok: false, hint: expect.stringContaining('write %25 for %') });
    expect(JSON.stringify(exporter)).not.toContain('canary-5f1d');
  });

  it('refuses gRPC aloud', async () => {
    const { url, posts } = await startOtlp();
    const { exporter } = await sendMetrics({ OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' });
    expect(exporter).toMatchObject({ ok: false, error: expect.stringContaining('gRPC is not supported') });
    expect(posts).toEqual([]);
  });

  it('reports an endpoint that is no URL', async () => {
    const { exporter } = await sendMetrics({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' });
    expect(exporter?.ok).toBe(false);
  });

  describe('beside a Pushgateway', () => {
    /** What the collector answers, and, meanwhile, a Pushgateway. */
    const both = async (collector: RequestListener, gateway: RequestListener) => {
      const { telemetry } = await sendMetrics({
        OTEL_EXPORTER_OTLP_ENDPOINT: await startReceiver(collector),
        AM_PROMETHEUS_URL: await startReceiver(gateway),
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
