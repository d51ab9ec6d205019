import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import httpEndpoint from '../../../checks/endpoint/http-endpoint.ts';
import { against } from '../../support/against.ts';
import { certificates, writeCertificate } from '../../support/certificates.ts';
import {
  drip,
  endingAfterRequest,
  endless,
  garbage,
  half,
  mailGreeter,
  refusedPort,
  silent,
} from '../../support/faults.ts';
import { type Folder, temporaryFolder } from '../../support/folder.ts';
import { halves } from '../../support/halves.ts';
import { type HttpServer, startHttp } from '../../support/http.ts';
import type { Listener } from '../../support/listen.ts';
import { tlsGarbage, tlsOld, tlsRefusing, tlsStalled } from '../../support/tls-faults.ts';
import { until } from '../../support/until.ts';
import { judge, verdict } from './judge.ts';

let server: HttpServer;
let folder: Folder;
const issued = certificates();

beforeAll(async () => {
  server = await startHttp();
  folder = await temporaryFolder('http-endpoint');
});
afterAll(async () => {
  await server.stop();
  await folder.remove();
});

const ask = (path: string, params: object = {}, timeoutMs?: number) =>
  judge(httpEndpoint, { url: `${server.url}${path}`, ...params }, timeoutMs === undefined ? {} : { timeoutMs });

const at = (listener: Promise<Listener>, params: object = {}, timeoutMs = 600) => {
  const scheme = 'tls' in params ? 'https' : 'http';
  return against(listener, ({ port }) =>
    judge(httpEndpoint, { url: `${scheme}://127.0.0.1:${port}/`, ...params }, { timeoutMs }),
  );
};

test('is healthy on an answer with a status of the 200s, and says what it measured', async () => {
  const result = await ask('/ok');
  expect(result).toMatchObject({ status: 'ok', reason: null, findings: [] });
  expect(result.assertions).toEqual([{ name: 'status', operator: 'in', expected: '2xx', actual: 200, status: 'pass' }]);
  expect(result.measures).toMatchObject({ duration: { unit: 's' }, body_size: { value: 2, unit: 'By' } });
  expect(result.phases.map(({ name }) => name)).toEqual(['resolve', 'connect', 'request', 'transfer']);
});

test.each([
  ['2xx', '/status/503', 'failed status'],
  ['2xx', '/status/401', 'failed auth'],
  ['2xx', '/status/403', 'failed permission'],
  ['200,204', '/status/204', 'ok -'],
  ['200-299', '/status/300', 'failed status'],
  [503, '/status/503', 'ok -'],
  [['404', 410], '/status/410', 'ok -'],
])('status %s against %s is %s', async (status, path, expected) => {
  expect(verdict(await ask(path, { status }))).toMatch(new RegExp(`^${expected}:`));
});

test.each(['2x', '299-200', '', '200;204', '99', '600'])('status set "%s" is refused as config', async (status) => {
  expect(await ask('/ok', { status })).toMatchObject({ status: 'error', reason: 'config' });
});

test('an empty expectation list asserts nothing and is a config error', async () => {
  for (const params of [
    { jsonPath: [] },
    { contains: [] },
    { responseHeaders: [] },
    { jsonPath: [{ path: '$.status' }] },
    { responseHeaders: [{ name: 'x-one' }] },
    { schema: {} },
    { status: [] },
  ])
    expect(await ask('/json', params), JSON.stringify(params)).toMatchObject({ status: 'error', reason: 'config' });
});

test('an unknown key of an expectation is a config error, not an assertion less', async () => {
  expect(await ask('/json', { jsonPath: [{ path: '$.load', lessThan: 1 }] })).toMatchObject({ reason: 'config' });
  expect(await ask('/json', { schema: { type: 'object', requird: ['nope'] } })).toMatchObject({ reason: 'config' });
});

test('a missing JSON field is an error, never compared as 0 or as other text', async () => {
  for (const operator of [{ lt: 5 }, { ne: 'DOWN' }, { eq: 0 }, { le: 0 }, { in: ['UP'] }, { matches: '.*' }]) {
    const result = await ask('/json', { jsonPath: [{ path: '$.nope', ...operator }] });
    expect(result, JSON.stringify(operator)).toMatchObject({ status: 'error', reason: 'missing_value' });
    expect(result.message).toContain('$.nope is missing');
    expect(result.assertions).toContainEqual(expect.objectContaining({ name: '$.nope', status: 'error' }));
  }
});

test('onMissing says what a missing field means instead', async () => {
  const missing = (onMissing: string) => ask('/json', { jsonPath: [{ path: '$.nope', eq: 1, onMissing }] });
  expect(await missing('ok')).toMatchObject({ status: 'ok' });
  expect(await missing('warn')).toMatchObject({ status: 'degraded', reason: 'missing_value' });
  expect(await missing('fail')).toMatchObject({ status: 'failed', reason: 'missing_value' });
});

test('numbers are compared as doubles, not truncated to integers', async () => {
  expect(await ask('/json', { jsonPath: [{ path: '$.load', lt: 0.7 }] })).toMatchObject({ status: 'failed' });
  expect(await ask('/json', { jsonPath: [{ path: '$.load', gt: 0.7, lt: 0.8, eq: 0.75 }] })).toMatchObject({
    status: 'ok',
  });
});

test.each([
  ['$.status', { eq: 'UP', ne: 'DOWN', in: ['UP', 'OK'], matches: '^U', type: 'string', length: 2 }, 'ok'],
  ['$.replicas', { eq: '3' }, 'failed'],
  ['$.replicas', { eq: 3, type: 'integer', ge: 3, le: 3 }, 'ok'],
  ['$.load', { type: 'integer' }, 'failed'],
  ['$.db.latency', { lt: 100 }, 'failed'],
  ['$.none', { eq: null, type: 'null', exists: true }, 'ok'],
  ['$.none', { lt: 1 }, 'failed'],
  ['$.nope', { exists: false }, 'ok'],
  ['$.nope', { exists: true }, 'failed'],
  ['$.flags', { length: 2, minLength: 1, maxLength: 2, eq: ['a', 'b'] }, 'ok'],
  ['$.flags[*]', { eq: 'a' }, 'failed'],
  ['$.flags[*]', { eq: 'a', of: 'any' }, 'ok'],
  ['$.version', { semver: '>=2.9 <3' }, 'ok'],
  ['$.version', { semver: '>=2.11' }, 'failed'],
  ['$.status', { semver: '*' }, 'failed'],
  ['$.load', { lt: 0.5, level: 'warning' }, 'degraded'],
])('%s %j is %s', async (path, operators, status) => {
  expect(await ask('/json', { jsonPath: [{ path, ...operators }] })).toMatchObject({ status });
});

test.each([
  { path: '$[', eq: 1 },
  { path: '$.version', semver: 'two' },
])('%j cannot be used', async (expectation) => {
  expect(await ask('/json', { jsonPath: [expectation] })).toMatchObject({ status: 'error', reason: 'config' });
});

test('all assertions are evaluated, and one finding per reason lists those that fail', async () => {
  const result = await ask('/json', {
    status: '204',
    responseHeaders: [{ name: 'Content-Type', matches: '^text/' }],
    contains: ['nowhere', 'UP'],
    jsonPath: [{ path: '$.db.status', eq: 'DOWN' }],
    maxSize: 5,
  });
  expect(result.assertions.map(({ name, status }) => `${name} ${status}`)).toEqual([
    'status fail',
    'header Content-Type fail',
    'size fail',
    'body fail',
    'body pass',
    '$.db.status fail',
  ]);
  expect(result.findings.map(({ reason }) => reason)).toEqual(['status', 'assertion', 'threshold']);
  expect(result.findings[1]?.message).toBe(
    `GET ${server.url}/json: header Content-Type is "application/json", expected matches "^text/"; the body does not contain "nowhere"; $.db.status is "UP", expected eq "DOWN"`,
  );
  expect(result.findings[0]?.evidence).toMatchObject({ status: 200, address: '127.0.0.1' });
});

test.each([
  [{ name: 'X-Twice', equals: 'first' }, 'failed'],
  [{ name: 'X-Twice', equals: 'first', of: 'any' }, 'ok'],
  [{ name: 'x-twice', matches: '^(first|second)$' }, 'ok'],
  [{ name: 'x-none', equals: 'a' }, 'failed'],
  [{ name: 'x-none', matches: '.*' }, 'failed'],
  [{ name: 'x-none', absent: true }, 'ok'],
  [{ name: 'x-one', absent: true }, 'failed'],
  [{ name: 'x-one', absent: false }, 'ok'],
])('header %j is %s', async (header, status) => {
  expect(await ask('/headers', { responseHeaders: [header] })).toMatchObject({ status });
});

test.each([
  [{ contains: 'UP', matches: ['"replicas":\\s*3'], notContains: 'DOWN', notMatches: 'error|fatal' }, 'ok'],
  [{ contains: 'DOWN' }, 'failed'],
  [{ notContains: 'UP' }, 'failed'],
  [{ matches: '^UP' }, 'failed'],
  [{ notMatches: 'U.' }, 'failed'],
])('body %j is %s', async (params, status) => {
  expect(await ask('/json', params)).toMatchObject({ status });
});

test('a body is judged by a JSON Schema, inline or of a file', async () => {
  const schema = { type: 'object', required: ['status', 'build'], properties: { replicas: { type: 'string' } } };
  const schemaFile = join(folder.path, 'schema.json');
  await writeFile(schemaFile, JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', ...schema }));
  for (const params of [{ schema }, { schemaFile }]) {
    const { message, status } = await ask('/json', params);
    expect(status).toBe('failed');
    expect(message).toContain("must have required property 'build'");
    expect(message).toContain('/replicas must be string');
  }
  expect(await ask('/json', { schema: { type: 'object', required: ['status'] } })).toMatchObject({ status: 'ok' });
  expect(await ask('/json', { schemaFile: '/nowhere.json' })).toMatchObject({ reason: 'config' });
});

test('a body that is not JSON fails as protocol, with its beginning', async () => {
  const result = await ask('/ok', { jsonPath: [{ path: '$.status', eq: 'UP' }] });
  expect(verdict(result)).toBe(`failed protocol: GET ${server.url}/ok: the body is not JSON: "ok"`);
});

test('nothing is asserted of a body that was cut at the limit: error, not green', async () => {
  for (const params of [{ contains: 'x' }, { notContains: 'y' }, { matches: 'x' }, { notMatches: 'y' }]) {
    const result = await ask('/endless', { ...params, bodyLimit: 1000 });
    expect(result).toMatchObject({ status: 'error', reason: 'missing_value' });
    expect(result.message).toContain('longer than 1000 bytes');
  }
  expect(await ask('/endless')).toMatchObject({ status: 'ok' });
  expect(await ask('/large/1000', { bodyLimit: 1000, matches: '^x{1000}$' })).toMatchObject({ status: 'ok' });
});

test('a compressed body is read, within the limit also when it grows', async () => {
  expect(await ask('/gzip', { jsonPath: [{ path: '$.status', eq: 'UP' }] })).toMatchObject({ status: 'ok' });
  expect(await ask('/gzip-bomb', { notContains: 'x' })).toMatchObject({ status: 'error', reason: 'missing_value' });
  expect(await ask('/gzip-broken', { contains: 'n' })).toMatchObject({ status: 'error', reason: 'missing_value' });
});

test('latency warns and fails apart from everything else', async () => {
  expect(await ask('/slow/60', { warnAfter: '20ms', failAfter: '5s' })).toMatchObject({
    status: 'degraded',
    reason: 'latency',
  });
  expect(await ask('/slow/60', { warnAfter: '10ms', failAfter: '20ms' })).toMatchObject({
    status: 'failed',
    reason: 'latency',
  });
  expect(await ask('/ok', { warnAfter: '5s', failAfter: 8 })).toMatchObject({ status: 'ok' });
});

test('follows redirects and records them, or does not, or stops', async () => {
  expect(await ask('/redirect/3', { finalUrl: '/ok$' })).toMatchObject({ status: 'ok' });
  expect(await ask('/redirect/3', { redirects: 'none', status: 302 })).toMatchObject({ status: 'ok' });
  expect(verdict(await ask('/redirect/3', { maxRedirects: 2 }))).toMatch(/^failed status: more than 2 redirects: /);
  expect(verdict(await ask('/redirect-loop'))).toMatch(/^failed status: more than 5 redirects/);
  expect(await ask('/redirect-nowhere')).toMatchObject({ status: 'failed', reason: 'status' });
  const failing = await ask('/redirect/1', { contains: 'nowhere' });
  expect(failing.findings[0]?.evidence.redirects).toEqual([`302 ${server.url}/ok`]);
});

test('sends what it is told to send', async () => {
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

test('authenticates by user and password, by token, and by the URL', async () => {
  expect(await ask('/basic/ann/s3cret', { auth: { basic: { username: 'ann', password: 's3cret' } } })).toMatchObject({
    status: 'ok',
  });
  expect(await ask('/bearer/t0ken', { auth: { bearer: 't0ken' } })).toMatchObject({ status: 'ok' });
  const url = server.url.replace('//', '//ann:s3cret@');
  expect(await judge(httpEndpoint, { url: `${url}/basic/ann/s3cret` })).toMatchObject({ status: 'ok' });
  expect(await ask('/bearer/t0ken', { auth: { bearer: 'wrong' } })).toMatchObject({ status: 'failed', reason: 'auth' });
});

test('credentials do not follow a redirect to another host', async () => {
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

test('neither password nor query values are told', async () => {
  const url = `${server.url.replace('//', '//ann:s3cret@')}/status/500?token=t0psecret&x=1#frag`;
  const text = JSON.stringify(await judge(httpEndpoint, { url }));
  expect(text).toContain(`${server.url}/status/500?token=***&x=***`);
  expect(text).not.toMatch(/s3cret|t0psecret|frag/);
});

test.each([
  ['expired', 'tls_expired'],
  ['notYetValid', 'tls_expired'],
  ['wrongName', 'tls_name'],
  ['selfSigned', 'tls_untrusted'],
  ['untrusted', 'tls_untrusted'],
  ['expiredChain', 'tls_expired'],
] as const)('a server whose certificate is %s fails as %s', async (name, reason) => {
  const secure = await startHttp({ tls: { key: issued[name].key, cert: issued[name].chain } });
  const params = { url: `${secure.url}/ok`, tls: { ca: issued.ca.cert } };
  expect(await judge(httpEndpoint, params)).toMatchObject({ status: 'failed', reason });
  const insecure = await judge(httpEndpoint, { ...params, tls: { insecure: true } });
  expect(insecure).toMatchObject({ status: 'ok', notes: ['the certificate was not verified (tls.insecure)'] });
  await secure.stop();
});

test('speaks TLS with a client certificate, another server name and a least version', async () => {
  const tls = {
    key: issued.wrongName.key,
    cert: issued.wrongName.chain,
    ca: issued.ca.cert,
    requestCert: true,
    rejectUnauthorized: false,
    maxVersion: 'TLSv1.2',
  } as const;
  const secure = await startHttp({ tls });
  const files = await writeCertificate(folder.path, 'client', issued.client);
  const options = { ca: issued.ca.cert, serverName: 'other.example', cert: files.cert, key: issued.client.key };
  const url = `${secure.url}/peer`;
  const jsonPath = [{ path: '$.subject', eq: 'kavmon-client' }];
  const result = await judge(httpEndpoint, { url, jsonPath, tls: options });
  expect(verdict(result)).toMatch(/^ok/);
  expect(result.phases.map(({ name }) => name)).toContain('tls');
  expect(await judge(httpEndpoint, { url, tls: { ...options, minVersion: 'TLSv1.3' } })).toMatchObject({
    reason: 'tls_handshake',
  });
  expect(await judge(httpEndpoint, { url, tls: { ca: '/nowhere.pem' } })).toMatchObject({
    status: 'error',
    reason: 'config',
  });
  await secure.stop();
});

test.each([
  ['hangs', silent, {}, 'timeout deadline_attempt', 'request'],
  ['closes', () => endingAfterRequest('close'), {}, 'failed unreachable', 'request'],
  ['resets', () => endingAfterRequest('reset'), {}, 'failed unreachable', 'request'],
  ['hangs in the headers', () => half(halves.httpHeaders, 'hang'), {}, 'timeout deadline_attempt', 'request'],
  ['breaks off in the headers', () => half(halves.httpHeaders, 'close'), {}, 'failed unreachable', 'request'],
  ['hangs in the body', () => half(halves.httpBody, 'hang'), {}, 'timeout deadline_attempt', 'transfer'],
  ['breaks off in the body', () => half(halves.httpBody, 'close'), {}, 'failed unreachable', 'transfer'],
  [
    'resets in a body that ends with its connection',
    () => half('HTTP/1.1 200 OK\r\n\r\nhalf', 'reset'),
    {},
    'failed unreachable',
    'transfer',
  ],
  ['breaks off in a chunk', () => half(halves.httpChunk, 'close'), {}, 'failed unreachable', 'transfer'],
  [
    'drips headers',
    () => drip({ head: 'HTTP/1.1 200 OK\r\nX: ', every: 20 }),
    {},
    'timeout deadline_attempt',
    'request',
  ],
  [
    'drips a body',
    () => drip({ head: 'HTTP/1.1 200 OK\r\n\r\n', every: 20 }),
    {},
    'timeout deadline_attempt',
    'transfer',
  ],
  ['sends headers without end', () => endless('HTTP/1.1 200 OK\r\nX: '), {}, 'failed protocol', 'request'],
  ['speaks SMTP', mailGreeter, {}, 'failed protocol', 'request'],
  ['speaks nothing known', () => garbage(), {}, 'failed protocol', 'request'],
  ['never answers the handshake', tlsStalled, { tls: {} }, 'timeout tls_handshake', 'tls'],
  ['answers the handshake with garbage', tlsGarbage, { tls: {} }, 'failed tls_handshake', 'tls'],
  ['refuses the handshake', tlsRefusing, { tls: {} }, 'failed tls_handshake', 'tls'],
  ['knows only TLS 1.1', () => tlsOld(issued.leaf), { tls: {} }, 'failed tls_handshake', 'tls'],
  ['hangs in the handshake', () => half(halves.tls, 'hang'), { tls: {} }, 'timeout tls_handshake', 'tls'],
  [
    'speaks HTTP in place of TLS',
    () => half('HTTP/1.1 400 Bad Request\r\n\r\n', 'close'),
    { tls: {} },
    'failed tls_handshake',
    'tls',
  ],
] as const)('a server that %s', async (_, listener, params, expected, phase) => {
  const result = await at(listener(), params);
  expect(verdict(result)).toMatch(new RegExp(`^${expected}: `));
  expect(result.phases.at(-1)).toMatchObject({ name: phase, done: false });
  expect(result.durationMs).toBeLessThan(1600);
});

test('a silent server is named in a note, since the verdict of a deadline names none', async () => {
  const target = await silent();
  const result = await judge(httpEndpoint, { url: `http://127.0.0.1:${target.port}/x?key=1` }, { timeoutMs: 200 });
  expect(result.notes).toEqual([`no answer from http://127.0.0.1:${target.port}/x?key=***`]);
  await target.stop();
});

test('a body without end is ended at the limit, and its connection closed', async () => {
  expect(await at(endless('HTTP/1.1 200 OK\r\n\r\n'))).toMatchObject({ status: 'ok' });
});

test('refused connections, unknown names and bad URLs have reasons of their own', async () => {
  const port = await refusedPort();
  expect(await judge(httpEndpoint, { url: `http://127.0.0.1:${port}` })).toMatchObject({
    status: 'failed',
    reason: 'connect_refused',
  });
  expect(await judge(httpEndpoint, { url: 'http://name.invalid/' })).toMatchObject({ status: 'failed', reason: 'dns' });
  for (const url of ['ftp://127.0.0.1/', 'nonsense', 'http://'])
    expect(await judge(httpEndpoint, { url })).toMatchObject({ status: 'error', reason: 'config' });
});

test('goes through a proxy, with its credentials for the proxy only', async () => {
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

test('no connection is left open', async () => {
  await until(() => server.connections() === 0, { what: 'the end of all connections', ms: 1000 });
});

test('is repeatable only with a method that changes nothing', () => {
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
