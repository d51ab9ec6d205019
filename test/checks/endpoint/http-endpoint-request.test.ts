import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import httpEndpoint from '../../../checks/endpoint/http-endpoint.ts';
import { type HttpServer, startHttpServer } from '../../support/http.ts';
import { pollUntil } from '../../support/poll-until.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';

let httpServer: HttpServer;
let bodyFolder: TemporaryFolder;

beforeAll(async () => {
  httpServer = await startHttpServer();
  bodyFolder = await makeTemporaryFolder('http-request');
});
afterAll(async () => {
  await httpServer.stop();
  await bodyFolder.remove();
});

const judgeHttp = (path: string, params: object = {}, timeoutMs?: number) =>
  judgeCheck(
    httpEndpoint,
    { url: `${httpServer.url}${path}`, ...params },
    timeoutMs === undefined ? {} : { timeoutMs },
  );

it('redirects are followed and recorded, up to the limit, or not at all', async () => {
  expect(await judgeHttp('/redirect/3', { finalUrl: '/ok$' })).toMatchObject({ status: 'ok' });
  expect(await judgeHttp('/redirect/3', { redirects: 'none', status: 302 })).toMatchObject({ status: 'ok' });
  expect(formatVerdict(await judgeHttp('/redirect/3', { maxRedirects: 2 }))).toMatch(
    /^failed status: more than 2 redirects: /,
  );
  expect(formatVerdict(await judgeHttp('/redirect-loop'))).toMatch(/^failed status: more than 5 redirects/);
  expect(await judgeHttp('/redirect-nowhere')).toMatchObject({ status: 'failed', reason: 'status' });
  const failing = await judgeHttp('/redirect/1', { contains: 'nowhere' });
  expect(failing.findings[0]?.evidence.redirects).toEqual([`302 ${httpServer.url}/ok`]);
});

it('method, headers and body are sent as configured', async () => {
  const bodyFile = join(bodyFolder.path, 'body.txt');
  await writeFile(bodyFile, 'of a file');
  await judgeHttp('/echo', { method: 'put', body: 'plain', headers: { 'X-Key': 'abc' } });
  expect(httpServer.requests.at(-1)).toMatchObject({ method: 'PUT', body: 'plain', headers: { 'x-key': 'abc' } });
  await judgeHttp('/echo', { json: { a: [1, 2.5] } });
  expect(httpServer.requests.at(-1)).toMatchObject({
    method: 'POST',
    body: '{"a":[1,2.5]}',
    headers: { 'content-type': 'application/json', 'content-length': '13' },
  });
  await judgeHttp('/echo', { bodyFile });
  expect(httpServer.requests.at(-1)).toMatchObject({ method: 'POST', body: 'of a file' });
  expect(await judgeHttp('/echo', { json: 1, body: 'x' })).toMatchObject({ reason: 'config' });
});

it('a request authenticates by user and password, by token, and by the URL', async () => {
  expect(
    await judgeHttp('/basic/ann/s3cret', { auth: { basic: { username: 'ann', password: 's3cret' } } }),
  ).toMatchObject({
    status: 'ok',
  });
  expect(await judgeHttp('/bearer/t0ken', { auth: { bearer: 't0ken' } })).toMatchObject({ status: 'ok' });
  const url = httpServer.url.replace('//', '//ann:s3cret@');
  expect(await judgeCheck(httpEndpoint, { url: `${url}/basic/ann/s3cret` })).toMatchObject({ status: 'ok' });
  expect(await judgeHttp('/bearer/t0ken', { auth: { bearer: 'wrong' } })).toMatchObject({
    status: 'failed',
    reason: 'auth',
  });
});

it('credentials do not follow a redirect to another host', async () => {
  const other = await startHttpServer();
  const params = { auth: { bearer: 't0ken' }, headers: { 'X-Api-Key': 'k', cookie: 'c=1', accept: 'text/plain' } };
  await judgeHttp(`/redirect-to?url=${encodeURIComponent(`${other.url}/echo`)}`, params);
  expect(other.requests[0]?.headers).toMatchObject({ accept: 'text/plain' });
  expect(Object.keys(other.requests[0]?.headers ?? {}).toSorted()).toEqual([
    'accept',
    'connection',
    'host',
    'user-agent',
  ]);
  await judgeHttp('/redirect-to?url=/echo', params);
  expect(httpServer.requests.at(-1)?.headers).toMatchObject({ authorization: 'Bearer t0ken', 'x-api-key': 'k' });
  await other.stop();
});

it('neither password nor query values are in the result', async () => {
  const url = `${httpServer.url.replace('//', '//ann:s3cret@')}/status/500?token=t0psecret&x=1#frag`;
  const text = JSON.stringify(await judgeCheck(httpEndpoint, { url }));
  expect(text).toContain(`${httpServer.url}/status/500?token=***&x=***`);
  expect(text).not.toMatch(/s3cret|t0psecret|frag/);
});

it('a request goes through a proxy, whose credentials are sent to the proxy only', async () => {
  const proxy = await startHttpServer({ routes: { target: ({ response }) => response.end('by proxy') } });
  const params = {
    url: 'http://name.invalid/target',
    proxy: proxy.url.replace('//', '//ann:pw@'),
    contains: 'by proxy',
  };
  expect(formatVerdict(await judgeCheck(httpEndpoint, params))).toMatch(/^ok/);
  const sent = proxy.requests[0];
  expect(sent?.headers).toMatchObject({
    host: 'name.invalid',
    'proxy-authorization': `Basic ${Buffer.from('ann:pw').toString('base64')}`,
  });
  await proxy.stop();
});

it('a check is repeatable only with a safe method', () => {
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
  await pollUntil(() => httpServer.connections() === 0, { what: 'the end of all connections', ms: 1000 });
});
