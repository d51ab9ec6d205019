import { readFile, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { writeServerCertificate } from '../../support/certificates.ts';
import { folderForTest, stopAfterTest } from '../../support/for-test.ts';
import { findFreePort } from '../../support/free-port.ts';
import { makeFinding, makeReport, makeResult } from '../../support/sample-report.ts';
import { trackServer } from '../../support/tcp-server.ts';
import { sendReport, startReceiver } from '../sending.ts';

const SECRET_CANARY = 'canary-77ab';
const BUDGET_MS = 1000;

const failed = makeReport([makeResult({ status: 'failed', findings: [makeFinding()] })]);

const postReport = (url: string, env: NodeJS.ProcessEnv = {}, report = failed) =>
  sendReport(report, { KAVMON_ALERTMANAGER_URL: url, ...env }, BUDGET_MS);

/** A receiver that takes everything, and what it was sent. */
const startRecordingReceiver = async () => {
  const requests: { path: string; body: string }[] = [];
  const url = await startReceiver(async (request, response) => {
    requests.push({ path: `${request.method} ${request.url}`, body: await text(request) });
    response.end();
  });
  return { url, requests };
};

describe('alerts', () => {
  it.each<[string, RequestListener, RegExp, RegExp]>([
    ['a page', (_, response) => response.end('<!doctype html>'), /answered 200 with a text/, /9093/],
    ['a wrong path', (_, response) => response.writeHead(404).end('404 page not found\n'), /^HTTP 404 404/, /prefix/],
    ['a wall', (_, response) => response.writeHead(401).end(), /^HTTP 401 Unauthorized/, /TOKEN/],
    ['a busy one', (_, response) => response.writeHead(429).end('too many'), /^HTTP 429 too many/, /asked again/],
    [
      'one that asks for patience',
      (_, response) => response.writeHead(429, { 'retry-after': '120' }).end('later'),
      /^HTTP 429 later/,
      /asked again/,
    ],
    ['one that is ill', (_, response) => response.writeHead(503).end('ill'), /^HTTP 503 ill/, /asked again/],
    ['one that refuses', (_, response) => response.writeHead(400).end('"bad"'), /^HTTP 400 "bad"/, /API v2/],
    ['silence', () => {}, /no answer within \d+ ms/, /egress/],
    ['an endless answer', (_, response) => void setInterval(() => response.write('.'), 5).unref(), /no answer/, /^/],
    ['another protocol', (_, response) => response.socket?.end('220 mail ready\r\n'), /Parse Error/, /no HTTP/],
    ['a hung up call', (_, response) => response.destroy(), /hang up|ECONNRESET/, /^/],
  ])('that are not taken are told with the cause, within the budget: %s', async (_, answer, error, hint) => {
    const { exporter, ms } = await postReport(await startReceiver(answer));
    expect(exporter).toMatchObject({ protocol: 'alertmanager', ok: false, error: expect.stringMatching(error) });
    expect(exporter?.hint ?? '').toMatch(hint);
    expect(ms).toBeLessThan(BUDGET_MS + 500);
  });

  it('are sent again to one that was busy', async () => {
    let asked = 0;
    const url = await startReceiver((request, response) => {
      asked += 1;
      request.resume();
      response.writeHead(asked === 1 ? 503 : 200).end();
    });
    expect((await postReport(url)).exporter).toMatchObject({ ok: true });
    expect(asked).toBe(2);
  });

  it('go to every Alertmanager, also when one of them is away', async () => {
    const { url, requests } = await startRecordingReceiver();
    const away = `127.0.0.1:${await findFreePort()}`;
    const { telemetry } = await postReport(`${away}, ${url}/am/`);
    expect(telemetry.exporters).toMatchObject([
      { ok: false, error: expect.stringContaining('ECONNREFUSED'), hint: expect.stringContaining('9093') },
      { ok: true, endpoint: `${url}/am/api/v2/alerts` },
    ]);
    expect(requests.map(({ path, body }) => `${path} ${JSON.parse(body)[0].labels.alertname}`)).toEqual([
      'POST /am/api/v2/alerts CrashLoop',
    ]);
  });

  it('are posted as an empty list when all is well, so that a wrong address is known before', async () => {
    const { url, requests } = await startRecordingReceiver();
    expect((await postReport(url, {}, makeReport([makeResult()]))).exporter).toMatchObject({ ok: true });
    expect(requests).toEqual([{ path: 'POST /api/v2/alerts', body: '[]' }]);
  });

  it('have no secret that a finding shows', async () => {
    const { url, requests } = await startRecordingReceiver();
    const message = `cannot reach postgres://ann:${SECRET_CANARY}@db:5432/shop`;
    const leaky = makeReport([makeResult({ status: 'failed', findings: [makeFinding({ message })] })]);
    expect((await postReport(url, {}, leaky)).exporter).toMatchObject({ ok: true });
    expect(requests[0]?.body).toContain('cannot reach postgres://');
    expect(requests[0]?.body).not.toContain(SECRET_CANARY);
  });

  it('carry a token or a password, which no message repeats', async () => {
    const seen: (string | undefined)[] = [];
    const url = await startReceiver((request, response) => {
      const sent = request.headers.authorization;
      seen.push(sent);
      request.resume();
      response.writeHead(401).end(`no such user: ${sent}`);
    });
    const file = join(await folderForTest('alertmanager-token'), 'token');
    await writeFile(file, `${SECRET_CANARY}\n`);
    const outcomes = [
      await postReport(url, { KAVMON_ALERTMANAGER_TOKEN_FILE: file }),
      await postReport(url, { KAVMON_ALERTMANAGER_TOKEN: SECRET_CANARY }),
      await postReport(url.replace('://', `://ann:${SECRET_CANARY}@`)),
      await postReport(`http://ann:12/${SECRET_CANARY}@127.0.0.1:9093`),
      await postReport(url, { KAVMON_ALERTMANAGER_TOKEN_FILE: '/nowhere/token' }),
      await postReport(url, { KAVMON_ALERTMANAGER_CA: '/nowhere/ca' }),
    ];
    const basic = `Basic ${Buffer.from(`ann:${SECRET_CANARY}`).toString('base64')}`;
    expect(seen).toEqual([`Bearer ${SECRET_CANARY}`, `Bearer ${SECRET_CANARY}`, basic]);
    expect(outcomes.map(({ exporter }) => exporter?.ok)).toEqual(outcomes.map(() => false));
    expect(JSON.stringify(outcomes)).not.toContain(SECRET_CANARY);
    expect(JSON.stringify(outcomes)).not.toContain(basic.slice('Basic '.length));
    expect(outcomes[4]?.exporter?.error).toBe('KAVMON_ALERTMANAGER_TOKEN_FILE cannot be read: ENOENT');
    expect(outcomes[5]?.exporter?.error).toBe('KAVMON_ALERTMANAGER_CA cannot be read: ENOENT');
  });

  it('are told where the port speaks no TLS, or the address is none', async () => {
    const url = await startReceiver((_, response) => response.end());
    const wrong = await postReport(url.replace('http:', 'https:'));
    expect(wrong.exporter).toMatchObject({ ok: false, hint: expect.stringContaining('http://') });
    expect((await postReport('http://:x')).exporter).toMatchObject({ ok: false, hint: expect.stringMatching(/9093/) });
  });

  it('reach an Alertmanager whose authority is given, and name the variable where it is not', async () => {
    const { ca, cert, key } = await writeServerCertificate(await folderForTest('alertmanager-ca'), 'Kavmon Test CA');
    const options = { cert: await readFile(cert), key: await readFile(key) };
    const { port } = await stopAfterTest(trackServer(createTlsServer(options, (_, response) => response.end())));
    const url = `https://localhost:${port}`;
    expect((await postReport(url, { KAVMON_ALERTMANAGER_CA: ca })).exporter).toMatchObject({ ok: true });
    const { exporter } = await postReport(url);
    expect(exporter).toMatchObject({ ok: false, hint: expect.stringContaining('KAVMON_ALERTMANAGER_CA') });
  });

  it('are not sent of a saved cluster', async () => {
    const snapshot = { path: 'saved.yaml', takenAt: failed.run.startedAt, ageMs: 1 };
    const saved = { ...failed, run: { ...failed.run, snapshot } };
    const { telemetry, warnings } = await postReport('127.0.0.1:1', {}, saved);
    expect([telemetry.exporters, warnings]).toEqual([[], [expect.stringContaining('saved')]]);
  });
});
