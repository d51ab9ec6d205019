import { afterAll, beforeAll, expect, it } from 'vitest';
import { type HttpServer, startHttp } from './http.ts';
import { json } from './http-routes.ts';

let server: HttpServer;

beforeAll(async () => {
  server = await startHttp({ routes: { mine: ({ response, rest }) => json(response, { rest }, 201) } });
});

afterAll(() => server.stop());

const get = (path: string, init?: RequestInit): Promise<Response> => fetch(server.url + path, init);

it('the HTTP server answers the plain routes', async () => {
  expect(await (await get('/ok')).text()).toBe('ok');
  expect((await get('/status/503')).status).toBe(503);
  expect((await get('/nowhere')).status).toBe(404);
  expect(await (await get('/gzip')).json()).toEqual({ status: 'UP' });
  expect((await (await get('/large/70000')).text()).length).toBe(70_000);
  expect(await (await get('/mine/a/b')).json()).toEqual({ rest: ['a', 'b'] });
});

it('the HTTP server echoes and records what came', async () => {
  const echo = await (await get('/echo?x=1', { method: 'POST', body: '{"a":1}', headers: { 'x-mine': 'yes' } })).json();
  expect(echo).toMatchObject({ method: 'POST', url: '/echo?x=1', body: '{"a":1}', headers: { 'x-mine': 'yes' } });
  expect(server.requests.at(-1)).toEqual(echo);
});

it('the HTTP server redirects, in a chain and in a loop', async () => {
  expect((await get('/redirect/3')).url).toBe(`${server.url}/ok`);
  await expect(get('/redirect-loop')).rejects.toThrow();
});

it('the HTTP server is flaky as often as told', async () => {
  const codes = [await get('/flaky/2/self'), await get('/flaky/2/self'), await get('/flaky/2/self')];
  expect(codes.map((answer) => answer.status)).toEqual([503, 503, 200]);
});

it('the HTTP server sends headers twice', async () => {
  expect((await get('/headers')).headers.get('x-twice')).toBe('first, second');
});

it('the HTTP server hangs, cuts and never ends', async () => {
  await expect(get('/hang', { signal: AbortSignal.timeout(100) })).rejects.toThrow(/aborted/);
  await expect(get('/cut').then((answer) => answer.text())).rejects.toThrow();
  await expect(get('/close')).rejects.toThrow();
  const endless = await get('/endless', { signal: AbortSignal.timeout(200) });
  await expect(endless.text()).rejects.toThrow(/aborted/);
});
