import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { probeHttp } from '../../../src/probes/http/http.ts';
import { type HttpServer, startHttpServer } from '../../support/http.ts';
import type { HttpRoute } from '../../support/http-routes.ts';
import { pollUntil } from '../../support/poll-until.ts';
import { askServer } from '../../support/probe-server.ts';
import { listenRaw, OK } from '../../support/raw-http.ts';
import { listenTcp } from '../../support/tcp-server.ts';

const BODY_TEXT = 'Grüße, Welt. '.repeat(20);
const bodyRoute =
  (body: Uint8Array, headers: Readonly<Record<string, string>>): HttpRoute =>
  ({ response }) =>
    response.writeHead(200, { 'content-length': `${body.length}`, ...headers }).end(body);

let httpServer: HttpServer;

beforeAll(async () => {
  httpServer = await startHttpServer({
    routes: {
      br: bodyRoute(brotliCompressSync(BODY_TEXT), { 'content-encoding': 'br' }),
      'raw-deflate': bodyRoute(deflateRawSync(BODY_TEXT), { 'content-encoding': 'deflate' }),
      none: bodyRoute(Buffer.from(BODY_TEXT), { 'content-encoding': 'none' }),
      'utf-8': bodyRoute(Buffer.from(BODY_TEXT), { 'content-encoding': 'UTF-8' }),
      empty: bodyRoute(Buffer.from(BODY_TEXT), { 'content-encoding': '' }),
      windows: bodyRoute(Buffer.from(BODY_TEXT, 'latin1'), { 'content-type': 'text/html' }),
      deflate: bodyRoute(deflateSync(BODY_TEXT), { 'content-encoding': 'deflate' }),
      zstd: bodyRoute(zstdCompressSync(BODY_TEXT), { 'content-encoding': 'ZSTD' }),
      twice: bodyRoute(gzipSync(brotliCompressSync(BODY_TEXT)), { 'content-encoding': 'br, gzip' }),
      lzma: bodyRoute(Buffer.from(BODY_TEXT), { 'content-encoding': 'lzma' }),
      latin: bodyRoute(Buffer.from(BODY_TEXT, 'latin1'), { 'content-type': 'text/plain; charset="ISO-8859-1"' }),
      odd: bodyRoute(Buffer.from(BODY_TEXT), { 'content-type': 'text/plain; charset=nonsense' }),
    },
  });
});
afterAll(() => httpServer.stop());

const enteredPhases: string[] = [];
const probeServer = (path: string, options: object = {}, signal = AbortSignal.timeout(2000)) => {
  enteredPhases.length = 0;
  return probeHttp(
    { url: `${httpServer.url}${path}`, ...options },
    { signal, phase: (name) => enteredPhases.push(name) },
  );
};

it.each(['br', 'deflate', 'raw-deflate', 'zstd', 'twice', 'latin', 'odd', 'none', 'utf-8', 'empty', 'windows'])(
  'a body sent as %s is read',
  async (path) => {
    expect(await probeServer(`/${path}`)).toMatchObject({ status: 200, body: BODY_TEXT, bodyProblem: undefined });
  },
);

it.each([
  ['<meta charset="iso-8859-2">', 'text/html', 'iso-8859-2', '\xa3', 'Ł'],
  ['<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">', 'text/html', 'koi8-r', '\xc1', 'а'],
  ['<?xml version="1.0" encoding="iso-8859-1"?>', 'application/xml', 'iso-8859-1', '\xfc', 'ü'],
  ['<meta charset=utf-8>', 'text/html', 'utf-8', '\xc3\xbc', 'ü'],
  ['', 'text/plain', 'windows-1252', '\x80', '€'],
  ['', 'application/json', 'utf-8', '\xc3\xbc', 'ü'],
])('a document %j of the type %s is read as %s', async (head, type, _, bytes, char) => {
  const body = Buffer.from(`${head}${bytes}`, 'latin1');
  const server = await startHttpServer({ routes: { page: bodyRoute(body, { 'content-type': type }) } });
  expect((await probeServer('', { url: `${server.url}/page` })).body).toBe(`${head}${char}`);
  await server.stop();
});

it('an unknown content encoding is a problem of the body', async () => {
  expect(await probeServer('/lzma')).toMatchObject({
    status: 200,
    body: '',
    bodyProblem: 'the content encoding lzma is not known',
  });
});

it('a POST becomes a GET by 302 and 303, and stays one by 307', async () => {
  const sent = async (status: number, method = 'POST') => {
    await probeServer(`/redirect-to?url=/echo&status=${status}`, { method, body: 'x' });
    const last = httpServer.requests.at(-1);
    return `${last?.method} ${last?.body}`;
  };
  expect(await sent(302)).toBe('GET ');
  expect(await sent(303, 'PUT')).toBe('GET ');
  expect(await sent(307)).toBe('POST x');
  expect(await sent(302, 'PUT')).toBe('PUT x');
});

it('a redirect to a URL that is not HTTP is refused', async () => {
  await expect(probeServer('/redirect-to?url=file:///etc/passwd')).rejects.toMatchObject({ reason: 'protocol' });
});

it('HEAD and 204 have no body, 101 is a status like any other', async () => {
  expect(await probeServer('/ok', { method: 'HEAD' })).toMatchObject({ status: 200, bytes: 0 });
  expect(await probeServer('/status/204')).toMatchObject({ status: 204, bytes: 0 });
  const upgrading = listenTcp((socket) =>
    socket.once('data', () =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'),
    ),
  );
  const answer = await askServer(upgrading, ({ port }) =>
    probeServer('', { url: `http://127.0.0.1:${port}/`, bodyLimit: 10 }),
  );
  expect(answer.status).toBe(101);
});

it('a header that cannot be sent is a config error without its value', async () => {
  const error: unknown = await probeServer('/ok', { headers: { authorization: 'Bearer s3cret\n' } }).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ reason: 'config' });
  expect(String(error)).not.toContain('s3cret');
});

it('interim answers are skipped', async () => {
  const interim = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n';
  for (const answer of [`${interim}${OK}\r\nok`, interim])
    await askServer(listenRaw(answer), async ({ port }) => {
      const probed = probeServer('', { url: `http://127.0.0.1:${port}/` });
      if (answer === interim) await expect(probed).rejects.toMatchObject({ reason: 'unreachable' });
      else expect(await probed).toMatchObject({ status: 200, body: 'ok' });
    });
});

it('a body is sent with its length, whatever the method and the headers', async () => {
  for (const method of ['GET', 'DELETE', 'POST'])
    for (const headers of [{}, { 'Content-Length': '99' }, { 'Transfer-Encoding': 'chunked' }]) {
      await probeServer('/echo', { method, headers, body: 'grüße' });
      expect(httpServer.requests.at(-1)).toMatchObject({
        method,
        body: 'grüße',
        headers: { 'content-length': '7' },
      });
    }
  await probeServer('/echo', { method: 'POST' });
  expect(httpServer.requests.at(-1)).toMatchObject({ headers: { 'content-length': '0' } });
});

it('the probe enters its phases in order, and ends with the reason of the signal in each', async () => {
  await probeServer('/ok');
  expect(enteredPhases).toEqual(['resolve', 'connect', 'request', 'transfer']);
  const reason = new Error('over');
  for (const [path, phase] of [
    ['/hang', 'request'],
    ['/hang-after-headers', 'transfer'],
    ['/drip/10', 'transfer'],
    ['/slow/5000', 'request'],
  ] as const) {
    const controller = new AbortController();
    const answer = probeServer(path, {}, controller.signal);
    const entered = pollUntil(() => enteredPhases.at(-1) === phase, { what: `the ${phase} of ${path}` });
    await Promise.all([expect(answer).rejects.toBe(reason), entered.finally(() => controller.abort(reason))]);
  }
  await expect(probeServer('/ok', {}, AbortSignal.abort(reason))).rejects.toBe(reason);
  await pollUntil(() => httpServer.connections() === 0, { what: 'the end of all connections', ms: 3000 });
});
