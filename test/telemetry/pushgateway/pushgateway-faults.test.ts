import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { writeServerCertificate } from '../../support/certificates.ts';
import { folderForTest, stopAfterTest } from '../../support/for-test.ts';
import { findFreePort } from '../../support/free-port.ts';
import { makeReport, makeResult } from '../../support/sample-report.ts';
import { trackServer } from '../../support/tcp-server.ts';
import { sendReport, startReceiver } from '../sending.ts';

const SECRET_CANARY = 'canary-77ab';

const pushReport = (url: string, env: NodeJS.ProcessEnv = {}) =>
  sendReport(makeReport([makeResult()]), { AM_PROMETHEUS_URL: url, ...env });

describe('what is no Pushgateway', () => {
  it.each<[string, RequestListener, RegExp, RegExp]>([
    ['a page', (_, response) => response.end('<!doctype html>'), /answered 200 with a text/, /9091/],
    [
      'a wrong path',
      (_, response) => response.writeHead(404).end('404 page not found\n'),
      /^HTTP 404 404 page/,
      /9091/,
    ],
    ['a wall', (_, response) => response.writeHead(401).end(), /^HTTP 401 Unauthorized/, /Secret/],
    ['another place', (_, response) => response.writeHead(302, { location: '/' }).end(), /^HTTP 302/, /9091/],
    ['a busy one', (_, response) => response.writeHead(429).end('too many'), /^HTTP 429 too many/, /asked again/],
    ['one that is ill', (_, response) => response.writeHead(503).end('ill'), /^HTTP 503 ill/, /asked again/],
    [
      'one that asks for patience',
      (_, response) => response.writeHead(503, { 'retry-after': '120' }).end('later'),
      /^HTTP 503 later/,
      /asked again/,
    ],
    ['silence', () => {}, /no answer within 1500 ms/, /egress/],
    ['half an answer', (_, response) => response.write('a', () => response.destroy()), /aborted|ECONNRESET/, /^/],
    ['an endless answer', (_, response) => void setInterval(() => response.write('.'), 5).unref(), /no answer/, /^/],
    ['a hung up call', (_, response) => response.destroy(), /hang up|ECONNRESET/, /^/],
  ])('is reported with its cause, within the budget: %s', async (_, answer, error, hint) => {
    const { exporter, ms } = await pushReport(await startReceiver(answer));
    expect(exporter).toMatchObject({ ok: false, error: expect.stringMatching(error) });
    expect(exporter?.hint ?? '').toMatch(hint);
    expect(ms).toBeLessThan(2000);
  });

  it('is told from one that was busy once, which is pushed to again', async () => {
    let asked = 0;
    const url = await startReceiver((request, response) => {
      asked += 1;
      request.resume();
      response.writeHead(asked === 1 ? 503 : 202).end();
    });
    expect((await pushReport(url)).exporter).toMatchObject({ ok: true });
    expect(asked).toBe(2);
  });

  it('is told apart by TLS: a port without it, and an authority that is not known', async () => {
    const plain = await startReceiver((_, response) => response.end());
    const wrong = await pushReport(plain.replace('http:', 'https:'));
    expect(wrong.exporter).toMatchObject({ ok: false, hint: expect.stringContaining('http://') });
    const { cert, key } = await writeServerCertificate(await folderForTest('pushgateway-ca'), 'Kavmon Test CA');
    const options = { cert: await readFile(cert), key: await readFile(key) };
    const { port } = await stopAfterTest(trackServer(createTlsServer(options, (_, response) => response.end())));
    const { exporter } = await pushReport(`https://localhost:${port}`);
    expect(exporter).toMatchObject({ ok: false, hint: expect.stringContaining('NODE_EXTRA_CA_CERTS') });
  });

  it('ends with the budget also where a proxy opens no tunnel', async () => {
    const proxy = createServer().on('connect', () => {});
    const { port } = await stopAfterTest(trackServer(proxy));
    const env = { HTTPS_PROXY: `http://127.0.0.1:${port}`, OTEL_METRIC_EXPORT_TIMEOUT: '500.5' };
    const { exporter, ms } = await pushReport('https://pushgateway.invalid', env);
    expect(exporter).toMatchObject({ ok: false, error: 'no answer within 500.5 ms' });
    expect(ms).toBeLessThan(1000);
  });

  it.each([
    `http://ann:12/${SECRET_CANARY}@127.0.0.1:9091`,
    `ann:9?${SECRET_CANARY}@127.0.0.1`,
    `http://ann:12#${SECRET_CANARY}@x/@base64/`,
  ])('shows nothing of a password that should have been encoded: %s', async (url) => {
    const { telemetry, warnings } = await pushReport(url);
    expect(telemetry.exporters[0]).toMatchObject({ ok: false, endpoint: 'an address with an @ behind its host' });
    expect(JSON.stringify([telemetry, warnings])).not.toContain(SECRET_CANARY);
  });

  it('says what to do about a percent sign in the password', async () => {
    const { exporter } = await pushReport('http://ann:100%@127.0.0.1:9');
    expect(exporter).toMatchObject({ ok: false, hint: expect.stringContaining('percent-encode') });
  });

  it('names a refused connection, and an address that is no URL', async () => {
    const refused = await pushReport(`127.0.0.1:${await findFreePort()}`);
    expect(refused.exporter).toMatchObject({ ok: false, error: expect.stringContaining('ECONNREFUSED') });
    expect(refused.exporter?.hint).toContain('9091');
    const bad = await pushReport('http://:x');
    expect(bad.exporter).toMatchObject({ ok: false, error: expect.stringContaining('Invalid URL') });
  });

  it('gets the credentials of the address, and no report does', async () => {
    let seen = '';
    const url = await startReceiver((request, response) => {
      seen = request.headers.authorization ?? '';
      text(request).then(
        () => response.writeHead(403).end(),
        () => {},
      );
    });
    const { telemetry, warnings } = await pushReport(url.replace('://', `://ann:${SECRET_CANARY}@`));
    expect(Buffer.from(seen.slice('Basic '.length), 'base64').toString()).toBe(`ann:${SECRET_CANARY}`);
    expect(JSON.stringify([telemetry, warnings])).not.toContain(SECRET_CANARY);
    expect(telemetry.exporters[0]?.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics\/job\/kavmon-pods\//);
  });
});
