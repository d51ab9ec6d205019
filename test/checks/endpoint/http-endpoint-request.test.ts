import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import httpEndpoint from '../../../checks/endpoint/http-endpoint.ts';
import { type Folder, temporaryFolder } from '../../support/folder.ts';
import { type HttpServer, startHttp } from '../../support/http.ts';
import { until } from '../../support/until.ts';
import { judge, verdict } from './judge.ts';

let server: HttpServer;
let folder: Folder;

beforeAll(async () => {
  server = await startHttp();
  folder = await temporaryFolder('http-request');
});
afterAll(async () => {
  await server.stop();
  await folder.remove();
});

const ask = (path: string, params: object = {}, timeoutMs?: number) =>
  judge(httpEndpoint, { url: `${server.url}${path}`, ...params }, timeoutMs === undefined ? {} : { timeoutMs });

it('http-endpoint follows redirects and records them, or does not, or stops', async () => {
  expect(await ask('/redirect/3', { finalUrl: '/ok$' })).toMatchObject({ status: 'ok' });
  expect(await ask('/redirect/3', { redirects: 'none', status: 302 })).toMatchObject({ status: 'ok' });
  expect(verdict(await ask('/redirect/3', { maxRedirects: 2 }))).toMatch(/^failed status: more than 2 redirects: /);
  expect(verdict(await ask('/redirect-loop'))).toMatch(/^failed status: more than 5 redirects/);
  expect(await ask('/redirect-nowhere')).toMatchObject({ status: 'failed', reason: 'status' });
  const failing = await ask('/redirect/1', { contains: 'nowhere' });
  expect(failing.findings[0]?.evidence.redirects).toEqual([`302 ${server.url}/ok`]);
});

it('http-endpoint sends what it is told to send', async () => {
  const bodyFile = join(folder.path, 'body.txt');
  await writeFile(bodyFile, 'of a file');
  await ask('/echo', { method: 'put', body: 'plain', headers: { 'X-Key': 'abc' } });
  expect(server.requests.at(-1)).toMatchObject({ method: 'PUT', body: 'plain', headers: { 'x-key': 'abc' } });
  await ask('/echo', { json: { a: [1, 2.5] } });
  expect(server.requests.at(-1)).toMatchObject({
    method: 'POST',
    body: '{"a":[1,2.5]}',
    headers: { 'content-type': 'application/json', 'content-length': '13' },
  });
  await ask('/echo', { bodyFile });
  expect(server.requests.at(-1)).toMatchObject({ method: 'POST', body: 'of a file' });
  expect(await ask('/echo', { json: 1, body: 'x' })).toMatchObject({ reason: 'config' });
});

it('http-endpoint authenticates by user and password, by token, and by the URL', async () => {
  expect(await ask('/basic/ann/s3cret', { auth: { basic: { username: 'ann', password: 's3cret' } } })).toMatchObject({
    status: 'ok',
  });
  expect(await ask('/bearer/t0ken', { auth: { bearer: 't0ken' } })).toMatchObject({ status: 'ok' });
  const url = server.url.replace('//', '//ann:s3cret@');
  expect(await judge(httpEndpoint, { url: `${url}/basic/ann/s3cret` })).toMatchObject({ status: 'ok' });
  expect(await ask('/bearer/t0ken', { auth: { bearer: 'wrong' } })).toMatchObject({ status: 'failed', reason: 'auth' });
});

it('credentials do not follow a redirect to another host', async () => {
  const other = await startHttp();
  const params = { auth: { bearer: 't0ken' }, headers: { 'X-Api-Key': 'k', cookie: 'c=1', accept: 'text/plain' } };
  await ask(`/redirect-to?url=${encodeURIComponent(`${other.url}/echo`)}`, params);
  expect(other.requests[0]?.headers).toMatchObject({ accept: 'text/plain' });
  expect(Object.keys(other.requests[0]?.headers ?? {}).toSorted()).toEqual([
    'accept',
    'connection',
    'host',
    'user-agent',
  ]);
  await ask('/redirect-to?url=/echo', params);
  expect(server.requests.at(-1)?.headers).toMatchObject({ authorization: 'Bearer t0ken', 'x-api-key': 'k' });
  await other.stop();
});

it('passwords and values of the query are not told', async () => {
  const url = `${server.url.replace('//', '//ann:s3cret@')}/status/500?token=t0psecret&x=1#frag`;
  const text = JSON.stringify(await judge(httpEndpoint, { url }));
  expect(text).toContain(`${server.url}/status/500?token=***&x=***`);
  expect(text).not.toMatch(/s3cret|t0psecret|frag/);
});

it('http-endpoint goes through a proxy, with its credentials for the proxy only', async () => {
  const proxy = await startHttp({ routes: { target: ({ response }) => response.end('by proxy') } });
  const params = {
    url: 'http://name.invalid/target',
    proxy: proxy.url.replace('//', '//ann:pw@'),
    contains: 'by proxy',
  };
  expect(verdict(await judge(httpEndpoint, params))).toMatch(/^ok/);
  const sent = proxy.requests[0];
  expect(sent?.headers).toMatchObject({
    host: 'name.invalid',
    'proxy-authorization': `Basic ${Buffer.from('ann:pw').toString('base64')}`,
  });
  await proxy.stop();
});

it('http-endpoint is repeatable only with a method that changes nothing', () => {
  const repeatable = (params: object) =>
    httpEndpoint.repeatable instanceof Function &&
    httpEndpoint.repeatable(httpEndpoint.params.parse({ url: 'http://x', ...params }));
  expect([{}, { method: 'head' }, { method: 'POST' }, { json: {} }, { method: 'DELETE' }].map(repeatable)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

it('no connection is left open', async () => {
  await until(() => server.connections() === 0, { what: 'the end of all connections', ms: 1000 });
});
