import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import httpEndpoint from '../../../checks/endpoint/http-endpoint.ts';
import { type HttpServer, startHttpServer } from '../../support/http.ts';
import { pollUntil } from '../../support/poll-until.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';

let httpServer: HttpServer;
let schemaFolder: TemporaryFolder;

beforeAll(async () => {
  httpServer = await startHttpServer();
  schemaFolder = await makeTemporaryFolder('http-endpoint');
});
afterAll(async () => {
  await httpServer.stop();
  await schemaFolder.remove();
});

const judgeHttp = (path: string, params: object = {}, timeoutMs?: number) =>
  judgeCheck(
    httpEndpoint,
    { url: `${httpServer.url}${path}`, ...params },
    timeoutMs === undefined ? {} : { timeoutMs },
  );

it('an answer with a status of the 200s is healthy and measured', async () => {
  const result = await judgeHttp('/ok');
  expect(result).toMatchObject({ status: 'ok', reason: null, findings: [] });
  expect(result.assertions).toEqual([{ name: 'status', operator: 'in', expected: '2xx', actual: 200, status: 'pass' }]);
  expect(result.measures).toMatchObject({ duration: { unit: 's' }, body_size: { value: 2, unit: 'By' } });
  expect(result.phases.map(({ name }) => name)).toEqual(['resolve', 'connect', 'request', 'transfer']);
});

it.each([
  ['2xx', '/status/503', 'failed status'],
  ['2xx', '/status/401', 'failed auth'],
  ['2xx', '/status/403', 'failed permission'],
  ['200,204', '/status/204', 'ok -'],
  ['200-299', '/status/300', 'failed status'],
  [503, '/status/503', 'ok -'],
  [['404', 410], '/status/410', 'ok -'],
])('status %s against %s is %s', async (status, path, expected) => {
  expect(formatVerdict(await judgeHttp(path, { status }))).toMatch(new RegExp(`^${expected}:`));
});

it.each(['2x', '299-200', '', '200;204', '99', '600'])('status set "%s" is refused as config', async (status) => {
  expect(await judgeHttp('/ok', { status })).toMatchObject({ status: 'error', reason: 'config' });
});

it('an empty expectation list asserts nothing and is a config error', async () => {
  for (const params of [
    { jsonPath: [] },
    { contains: [] },
    { responseHeaders: [] },
    { jsonPath: [{ path: '$.status' }] },
    { responseHeaders: [{ name: 'x-one' }] },
    { schema: {} },
    { status: [] },
  ])
    expect(await judgeHttp('/json', params), JSON.stringify(params)).toMatchObject({
      status: 'error',
      reason: 'config',
    });
});

it('an unknown key of an expectation is a config error, not an assertion less', async () => {
  expect(await judgeHttp('/json', { jsonPath: [{ path: '$.load', lessThan: 1 }] })).toMatchObject({ reason: 'config' });
  expect(await judgeHttp('/json', { schema: { type: 'object', requird: ['nope'] } })).toMatchObject({
    reason: 'config',
  });
});

it('a missing JSON field is an error, never compared as 0 or as other text', async () => {
  for (const operator of [{ lt: 5 }, { ne: 'DOWN' }, { eq: 0 }, { le: 0 }, { in: ['UP'] }, { matches: '.*' }]) {
    const result = await judgeHttp('/json', { jsonPath: [{ path: '$.nope', ...operator }] });
    expect(result, JSON.stringify(operator)).toMatchObject({ status: 'error', reason: 'missing_value' });
    expect(result.message).toContain('$.nope is missing');
    expect(result.assertions).toContainEqual(expect.objectContaining({ name: '$.nope', status: 'error' }));
  }
});

it('onMissing says what a missing field means instead', async () => {
  const missing = (onMissing: string) => judgeHttp('/json', { jsonPath: [{ path: '$.nope', eq: 1, onMissing }] });
  expect(await missing('ok')).toMatchObject({ status: 'ok' });
  expect(await missing('warn')).toMatchObject({ status: 'degraded', reason: 'missing_value' });
  expect(await missing('fail')).toMatchObject({ status: 'failed', reason: 'missing_value' });
});

it('numbers are compared as doubles, not truncated to integers', async () => {
  expect(await judgeHttp('/json', { jsonPath: [{ path: '$.load', lt: 0.7 }] })).toMatchObject({ status: 'failed' });
  expect(await judgeHttp('/json', { jsonPath: [{ path: '$.load', gt: 0.7, lt: 0.8, eq: 0.75 }] })).toMatchObject({
    status: 'ok',
  });
});

it.each([
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
])('the value at %s with %j is %s', async (path, operators, status) => {
  expect(await judgeHttp('/json', { jsonPath: [{ path, ...operators }] })).toMatchObject({ status });
});

it.each([
  { path: '$[', eq: 1 },
  { path: '$.version', semver: 'two' },
])('the expectation %j cannot be used', async (expectation) => {
  expect(await judgeHttp('/json', { jsonPath: [expectation] })).toMatchObject({ status: 'error', reason: 'config' });
});

it('all assertions are evaluated, and one finding per reason lists those that fail', async () => {
  const result = await judgeHttp('/json', {
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
    `GET ${httpServer.url}/json: header Content-Type is "application/json", expected matches "^text/"; the body does not contain "nowhere"; $.db.status is "UP", expected eq "DOWN"`,
  );
  expect(result.findings[0]?.evidence).toMatchObject({ status: 200, address: '127.0.0.1' });
});

it.each([
  [{ name: 'X-Twice', equals: 'first' }, 'failed'],
  [{ name: 'X-Twice', equals: 'first', of: 'any' }, 'ok'],
  [{ name: 'x-twice', matches: '^(first|second)$' }, 'ok'],
  [{ name: 'x-none', equals: 'a' }, 'failed'],
  [{ name: 'x-none', matches: '.*' }, 'failed'],
  [{ name: 'x-none', absent: true }, 'ok'],
  [{ name: 'x-one', absent: true }, 'failed'],
  [{ name: 'x-one', absent: false }, 'ok'],
])('header %j is %s', async (header, status) => {
  expect(await judgeHttp('/headers', { responseHeaders: [header] })).toMatchObject({ status });
});

it.each([
  [{ contains: 'UP', matches: ['"replicas":\\s*3'], notContains: 'DOWN', notMatches: 'error|fatal' }, 'ok'],
  [{ contains: 'DOWN' }, 'failed'],
  [{ notContains: 'UP' }, 'failed'],
  [{ matches: '^UP' }, 'failed'],
  [{ notMatches: 'U.' }, 'failed'],
])('body %j is %s', async (params, status) => {
  expect(await judgeHttp('/json', params)).toMatchObject({ status });
});

it('a body is judged by a JSON Schema, inline or of a file', async () => {
  const schema = { type: 'object', required: ['status', 'build'], properties: { replicas: { type: 'string' } } };
  const schemaFile = join(schemaFolder.path, 'schema.json');
  await writeFile(schemaFile, JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', ...schema }));
  for (const params of [{ schema }, { schemaFile }]) {
    const { message, status } = await judgeHttp('/json', params);
    expect(status).toBe('failed');
    expect(message).toContain("must have required property 'build'");
    expect(message).toContain('/replicas must be string');
  }
  expect(await judgeHttp('/json', { schema: { type: 'object', required: ['status'] } })).toMatchObject({
    status: 'ok',
  });
  expect(await judgeHttp('/json', { schemaFile: '/nowhere.json' })).toMatchObject({ reason: 'config' });
});

it('a body that is not JSON fails as protocol, with its beginning', async () => {
  const result = await judgeHttp('/ok', { jsonPath: [{ path: '$.status', eq: 'UP' }] });
  expect(formatVerdict(result)).toBe(`failed protocol: GET ${httpServer.url}/ok: the body is not JSON: "ok"`);
});

it('a body that was cut at the limit is an error, not healthy', async () => {
  for (const params of [{ contains: 'x' }, { notContains: 'y' }, { matches: 'x' }, { notMatches: 'y' }]) {
    const result = await judgeHttp('/endless', { ...params, bodyLimit: 1000 });
    expect(result).toMatchObject({ status: 'error', reason: 'missing_value' });
    expect(result.message).toContain('longer than 1000 bytes');
  }
  expect(await judgeHttp('/endless')).toMatchObject({ status: 'ok' });
  expect(await judgeHttp('/large/1000', { bodyLimit: 1000, matches: '^x{1000}$' })).toMatchObject({ status: 'ok' });
});

it('a compressed body is read, within the limit also when it grows', async () => {
  expect(await judgeHttp('/gzip', { jsonPath: [{ path: '$.status', eq: 'UP' }] })).toMatchObject({ status: 'ok' });
  expect(await judgeHttp('/gzip-bomb', { notContains: 'x' })).toMatchObject({
    status: 'error',
    reason: 'missing_value',
  });
  expect(await judgeHttp('/gzip-broken', { contains: 'n' })).toMatchObject({
    status: 'error',
    reason: 'missing_value',
  });
});

it('latency warns and fails apart from everything else', async () => {
  expect(await judgeHttp('/slow/60', { warnAfter: '20ms', failAfter: '5s' })).toMatchObject({
    status: 'degraded',
    reason: 'latency',
  });
  expect(await judgeHttp('/slow/60', { warnAfter: '10ms', failAfter: '20ms' })).toMatchObject({
    status: 'failed',
    reason: 'latency',
  });
  expect(await judgeHttp('/ok', { warnAfter: '5s', failAfter: 8 })).toMatchObject({ status: 'ok' });
});

it('no connection is left open', async () => {
  await pollUntil(() => httpServer.connections() === 0, { what: 'the end of all connections', ms: 1000 });
});
