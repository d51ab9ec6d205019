import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { http } from '../../../src/probes/http/http.ts';
import { against } from '../../support/against.ts';
import { type HttpServer, startHttp } from '../../support/http.ts';
import type { Route } from '../../support/http-routes.ts';
import { listen } from '../../support/listen.ts';
import { until } from '../../support/until.ts';

const TEXT = 'Grüße, Welt. '.repeat(20);
const sending =
  (body: Uint8Array, headers: Readonly<Record<string, string>>): Route =>
  ({ response }) =>
    response.writeHead(200, { 'content-length': `${body.length}`, ...headers }).end(body);

let server: HttpServer;

beforeAll(async () => {
  server = await startHttp({
    routes: {
      br: sending(brotliCompressSync(TEXT), { 'content-encoding': 'br' }),
      deflate: sending(deflateSync(TEXT), { 'content-encoding': 'deflate' }),
      zstd: sending(zstdCompressSync(TEXT), { 'content-encoding': 'ZSTD' }),
      twice: sending(gzipSync(brotliCompressSync(TEXT)), { 'content-encoding': 'br, gzip' }),
      lzma: sending(Buffer.from(TEXT), { 'content-encoding': 'lzma' }),
      latin: sending(Buffer.from(TEXT, 'latin1'), { 'content-type': 'text/plain; charset="ISO-8859-1"' }),
      odd: sending(Buffer.from(TEXT), { 'content-type': 'text/plain; charset=nonsense' }),
    },
  });
});
afterAll(() => server.stop());

const phases: string[] = [];
const get = (path: string, options: object = {}, signal = AbortSignal.timeout(2000)) => {
  phases.length = 0;
  return http({ url: `${server.url}${path}`, ...options }, { signal, phase: (name) => phases.push(name) });
};

it.each(['br', 'deflate', 'zstd', 'twice', 'latin', 'odd'])('http reads a body sent as %s', async (path) => {
  expect(await get(`/${path}`)).toMatchObject({ status: 200, body: TEXT, bodyProblem: undefined });
});

it('http says of an unknown encoding that the body is not known', async () => {
  expect(await get('/lzma')).toMatchObject({
    status: 200,
    body: '',
    bodyProblem: 'the content encoding lzma is not known',
  });
});

it('a POST becomes a GET by 302 and 303, and stays one by 307', async () => {
  const sent = async (status: number, method = 'POST') => {
    await get(`/redirect-to?url=/echo&status=${status}`, { method, body: 'x' });
    const last = server.requests.at(-1);
    return `${last?.method} ${last?.body}`;
  };
  expect(await sent(302)).toBe('GET ');
  expect(await sent(303, 'PUT')).toBe('GET ');
  expect(await sent(307)).toBe('POST x');
  expect(await sent(302, 'PUT')).toBe('PUT x');
});

it('a redirect to what is not HTTP is refused', async () => {
  await expect(get('/redirect-to?url=file:///etc/passwd')).rejects.toMatchObject({ reason: 'protocol' });
});

it('HEAD and 204 have no body, 101 is a status like any other', async () => {
  expect(await get('/ok', { method: 'HEAD' })).toMatchObject({ status: 200, bytes: 0 });
  expect(await get('/status/204')).toMatchObject({ status: 204, bytes: 0 });
  const upgrading = listen((socket) =>
    socket.once('data', () =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'),
    ),
  );
  const answer = await against(upgrading, ({ port }) => get('', { url: `http://127.0.0.1:${port}/`, bodyLimit: 10 }));
  expect(answer.status).toBe(101);
});

it('a header that cannot be sent is a config error that does not tell its value', async () => {
  const error: unknown = await get('/ok', { headers: { authorization: 'Bearer s3cret\n' } }).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ reason: 'config' });
  expect(String(error)).not.toContain('s3cret');
});

it('http enters its phases in order, and ends with the reason of the signal in each', async () => {
  await get('/ok');
  expect(phases).toEqual(['resolve', 'connect', 'request', 'transfer']);
  const reason = new Error('over');
  for (const [path, phase] of [
    ['/hang', 'request'],
    ['/hang-after-headers', 'transfer'],
    ['/drip/10', 'transfer'],
    ['/slow/5000', 'request'],
  ] as const) {
    const controller = new AbortController();
    const answer = get(path, {}, controller.signal);
    const entered = until(() => phases.at(-1) === phase, { what: `the ${phase} of ${path}` });
    await Promise.all([expect(answer).rejects.toBe(reason), entered.finally(() => controller.abort(reason))]);
  }
  await expect(get('/ok', {}, AbortSignal.abort(reason))).rejects.toBe(reason);
  await until(() => server.connections() === 0, { what: 'the end of all connections', ms: 3000 });
});
