import { afterAll, beforeAll, expect, it } from 'vitest';
import { type HttpServer, startHttpServer } from './http.ts';
import { answerJson } from './http-routes.ts';

let routesServer: HttpServer;

beforeAll(async () => {
  routesServer = await startHttpServer({
    routes: { mine: ({ response, rest }) => answerJson(response, { rest }, 201) },
  });
});

afterAll(() => routesServer.stop());

const fetchPath = (path: string, init?: RequestInit): Promise<Response> => fetch(routesServer.url + path, init);

it('the HTTP server answers the plain routes', async () => {
  expect(await (await fetchPath('/ok')).text()).toBe('ok');
  expect((await fetchPath('/status/503')).status).toBe(503);
  expect((await fetchPath('/nowhere')).status).toBe(404);
  expect(await (await fetchPath('/gzip')).json()).toEqual({ status: 'UP' });
  expect((await (await fetchPath('/large/70000')).text()).length).toBe(70_000);
  expect(await (await fetchPath('/mine/a/b')).json()).toEqual({ rest: ['a', 'b'] });
});

it('the HTTP server echoes and records what came', async () => {
  const echo = await (
    await fetchPath('/echo?x=1', { method: 'POST', body: '{"a":1}', headers: { 'x-mine': 'yes' } })
  ).json();
  expect(echo).toMatchObject({ method: 'POST', url: '/echo?x=1', body: '{"a":1}', headers: { 'x-mine': 'yes' } });
  expect(routesServer.requests.at(-1)).toEqual(echo);
});

it('the HTTP server redirects, in a chain and in a loop', async () => {
  expect((await fetchPath('/redirect/3')).url).toBe(`${routesServer.url}/ok`);
  await expect(fetchPath('/redirect-loop')).rejects.toThrow();
});

it('the HTTP server is flaky as often as told', async () => {
  const codes = [await fetchPath('/flaky/2/self'), await fetchPath('/flaky/2/self'), await fetchPath('/flaky/2/self')];
  expect(codes.map((answer) => answer.status)).toEqual([503, 503, 200]);
});

it('the HTTP server sends headers twice', async () => {
  expect((await fetchPath('/headers')).headers.get('x-twice')).toBe('first, second');
});

it('the HTTP server hangs, cuts and never ends', async () => {
  await expect(fetchPath('/hang', { signal: AbortSignal.timeout(100) })).rejects.toThrow(/aborted/);
  await expect(fetchPath('/cut').then((answer) => answer.text())).rejects.toThrow();
  await expect(fetchPath('/close')).rejects.toThrow();
  const endless = await fetchPath('/endless', { signal: AbortSignal.timeout(200) });
  await expect(endless.text()).rejects.toThrow(/aborted/);
});
