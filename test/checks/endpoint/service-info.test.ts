import { afterAll, beforeAll, expect, it } from 'vitest';
import serviceInfo from '../../../checks/endpoint/service-info.ts';
import { type HttpServer, startHttpServer } from '../../support/http.ts';
import { answerJson } from '../../support/http-routes.ts';
import { refusedPort, tcpSilent } from '../../support/tcp-faults.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';

const NOW_MS = Date.parse('2026-11-21T12:00:00Z');
const dateIn = (days: number): string => new Date(NOW_MS + days * 86_400_000).toISOString();

const INFO_DOCUMENT = {
  version: '2.10.3',
  build: { commit: 'abc' },
  license: {
    expirationTimestamp: dateIn(4),
    seconds: (NOW_MS + 40 * 86_400_000) / 1000,
    local: '2026-12-01 10:00',
    bad: 'soon',
  },
  features: { sso: true, audit: false, text: 'true' },
};

let infoServer: HttpServer;
let otherReplica: HttpServer;

beforeAll(async () => {
  infoServer = await startHttpServer({ routes: { info: ({ response }) => answerJson(response, INFO_DOCUMENT) } });
  otherReplica = await startHttpServer({
    routes: {
      info: ({ response }) => answerJson(response, { ...INFO_DOCUMENT, version: '2.11.0' }),
      less: ({ response }) => answerJson(response, { version: '2.10.3' }),
    },
  });
});
afterAll(async () => {
  await infoServer.stop();
  await otherReplica.stop();
});

const judgeInfo = (params: object) =>
  judgeCheck(serviceInfo, { url: `${infoServer.url}/info`, ...params }, { now: NOW_MS });

it.each([
  ['>=2.9 <3', 'ok'],
  ['^2.10', 'ok'],
  ['>=2.11', 'failed'],
])('version range %s is %s', async (range, status) => {
  expect(await judgeInfo({ version: { path: '$.version', range } })).toMatchObject({ status });
});

it('a licence that ends in four days warns, and fails once its limit or end has passed', async () => {
  const expiry = (limits: object) => judgeInfo({ expiry: [{ path: '$.license.expirationTimestamp', ...limits }] });
  const warned = await expiry({});
  expect(warned).toMatchObject({ status: 'degraded', reason: 'threshold' });
  expect(warned.message).toBe(`${infoServer.url}/info: $.license.expirationTimestamp ends on ${dateIn(4)}, in 4 days`);
  expect(await expiry({ failDays: 5 })).toMatchObject({ status: 'failed', reason: 'threshold' });
  expect(await expiry({ warnDays: 3 })).toMatchObject({ status: 'ok' });
  const past = { url: `${infoServer.url}/info`, expiry: [{ path: '$.license.expirationTimestamp', warnDays: 0 }] };
  const later = await judgeCheck(serviceInfo, past, { now: NOW_MS + 5 * 86_400_000 });
  expect(later.message).toMatch(/ended on .*, 1 day ago$/);
  expect(later.status).toBe('failed');
});

it('dates are read as seconds and without a zone, and what is no date is an error', async () => {
  expect(await judgeInfo({ expiry: [{ path: '$.license.seconds' }] })).toMatchObject({ status: 'ok' });
  expect(await judgeInfo({ expiry: [{ path: '$.license.local', warnDays: 9 }] })).toMatchObject({ status: 'ok' });
  expect(await judgeInfo({ expiry: [{ path: '$.license.bad' }] })).toMatchObject({
    status: 'error',
    reason: 'missing_value',
  });
});

it('a missing field is an error for every kind of expectation', async () => {
  for (const params of [
    { version: { path: '$.nope', range: '*' } },
    { expiry: [{ path: '$.nope' }] },
    { flags: ['$.nope'] },
    { jsonPath: [{ path: '$.nope', eq: 1 }] },
  ])
    expect(await judgeInfo(params), JSON.stringify(params)).toMatchObject({ status: 'error', reason: 'missing_value' });
});

it('flags must be true, and no other value', async () => {
  expect(await judgeInfo({ flags: ['$.features.sso'] })).toMatchObject({ status: 'ok' });
  expect(await judgeInfo({ flags: ['$.features.audit'] })).toMatchObject({ status: 'failed' });
  expect(await judgeInfo({ flags: ['$.features.text'] })).toMatchObject({ status: 'failed' });
});

it('replicas must agree, and the message has the value of each', async () => {
  const urls = [`${infoServer.url}/info`, `${otherReplica.url}/info`];
  const result = await judgeCheck(serviceInfo, { urls, same: ['$.version', '$.build.commit'] });
  expect(formatVerdict(result)).toBe(
    `failed assertion: 2 replicas: $.version differs: "2.10.3" at ${urls[0]}; "2.11.0" at ${urls[1]}`,
  );
  expect(result.looked).toEqual({ documents: 2 });
  expect(await judgeCheck(serviceInfo, { urls, same: ['$.build.commit'] })).toMatchObject({ status: 'ok' });
});

it('a replica without the field, or without an answer, never counts as agreement', async () => {
  const urls = [`${infoServer.url}/info`, `${otherReplica.url}/less`];
  expect(await judgeCheck(serviceInfo, { urls, same: ['$.build.commit'] })).toMatchObject({
    status: 'error',
    reason: 'missing_value',
  });
  const gone = `http://127.0.0.1:${await refusedPort()}/info`;
  const refused = await judgeCheck(serviceInfo, { urls: [urls[0], gone], same: ['$.version'] });
  expect(refused).toMatchObject({ status: 'failed', reason: 'connect_refused' });
  const missing = await judgeCheck(serviceInfo, { urls: [urls[0], `${otherReplica.url}/nope`], same: ['$.version'] });
  expect(formatVerdict(missing)).toBe(`failed status: ${otherReplica.url}/nope: status is 404, expected 2xx`);
});

it('replicas are compared where two of them answer, and one that could not be asked is undecided', async () => {
  const asked = { url: undefined, same: ['$.version'] };
  const dead = `http://127.0.0.1:${await refusedPort()}/info`;
  const alone = await judgeInfo({ ...asked, urls: [`${infoServer.url}/info`, dead] });
  expect([alone.status, alone.assertions.filter(({ operator }) => operator === 'same')]).toEqual(['failed', []]);
  const none = await judgeInfo({ ...asked, urls: [dead, `${infoServer.url}/ok`] });
  expect(none.findings.map(({ message }) => message).join()).not.toContain('differs');
  const unread = {
    ...asked,
    urls: [`${infoServer.url}/info`, 'https://127.0.0.1:1/'],
    tls: { ca: { file: '/nosuch' } },
  };
  expect((await judgeInfo(unread)).status).toBe('error');
});

it('a replica that hangs is named', async () => {
  const hung = await tcpSilent();
  const urls = [`${infoServer.url}/info`, `http://127.0.0.1:${hung.port}/info`];
  const result = await judgeCheck(serviceInfo, { urls, same: ['$.version'] }, { timeoutMs: 300 });
  expect(result).toMatchObject({ status: 'timeout', notes: [`no answer from ${urls[1]}`] });
  await hung.stop();
});

it('an answer that is no JSON document fails', async () => {
  const page = { url: `${infoServer.url}/ok`, flags: ['$.x'] };
  expect(formatVerdict(await judgeCheck(serviceInfo, page))).toBe(
    `failed protocol: ${infoServer.url}/ok: the body is not JSON: "ok"`,
  );
  expect(await judgeCheck(serviceInfo, { ...page, url: `${infoServer.url}/endless` })).toMatchObject({
    status: 'failed',
    reason: 'protocol',
  });
  expect(await judgeCheck(serviceInfo, { ...page, url: `${infoServer.url}/status/401` })).toMatchObject({
    status: 'failed',
    reason: 'auth',
  });
});

it('a check that compares nothing is a config error', async () => {
  const urls = [`${infoServer.url}/info`, `${otherReplica.url}/info`];
  for (const params of [
    { url: urls[0] },
    { url: urls[0], flags: [] },
    { url: urls[0], same: ['$.a'] },
    { urls, url: urls[0], flags: ['$.a'] },
    { urls: [urls[0]], same: ['$.a'] },
    { flags: ['$.a'] },
  ])
    expect(await judgeCheck(serviceInfo, params), JSON.stringify(params)).toMatchObject({
      status: 'error',
      reason: 'config',
    });
});
