import { afterAll, beforeAll, expect, it } from 'vitest';
import execCommand from '../../../checks/custom/exec-command.ts';
import httpEndpoint from '../../../checks/endpoint/http-endpoint.ts';
import serviceInfo from '../../../checks/endpoint/service-info.ts';
import { type HttpServer, startHttpServer } from '../../support/http.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';

const DOCUMENT =
  '{"id": 9007199254740993, "big": 9223372036854775808, "list": [{"n": 9007199254740993}], "price": 1.10}';
let server: HttpServer;
let otherReplica: HttpServer;

beforeAll(async () => {
  server = await startHttpServer({ routes: { numbers: ({ response }) => response.end(DOCUMENT) } });
  const other = DOCUMENT.replace('9007199254740993', '9007199254740992');
  otherReplica = await startHttpServer({ routes: { numbers: ({ response }) => response.end(other) } });
});
afterAll(async () => {
  await server.stop();
  await otherReplica.stop();
});

const judgeNumbers = (jsonPath: object, more: object = {}) =>
  judgeCheck(httpEndpoint, { url: `${server.url}/numbers`, jsonPath: [jsonPath], ...more });

it.each([
  [{ path: '$.id', eq: 9_007_199_254_740_992 }, 'failed assertion'],
  [{ path: '$.id', ne: 9_007_199_254_740_992 }, 'ok -'],
  [{ path: '$.id', in: [9_007_199_254_740_992, 5] }, 'failed assertion'],
  [{ path: '$.id', le: 9_007_199_254_740_992 }, 'failed assertion'],
  [{ path: '$.id', gt: 9_007_199_254_740_992 }, 'ok -'],
  [{ path: '$.id', gt: 5 }, 'ok -'],
  [{ path: '$.id', matches: '^9007199254740993$' }, 'ok -'],
  [{ path: '$.id', matches: '^9007199254740992$' }, 'failed assertion'],
  [{ path: '$.id', type: 'integer' }, 'ok -'],
  [{ path: '$.big', le: 2 ** 63 }, 'ok -'],
  [{ path: '$.list', eq: [{ n: 9_007_199_254_740_992 }] }, 'failed assertion'],
  [{ path: '$.list[*].n', matches: '993$' }, 'ok -'],
  [{ path: '$.price', eq: 1.1 }, 'ok -'],
  [{ path: '$.price', matches: '^1\\.10$' }, 'ok -'],
] as const)('integers beyond 2^53 are not rounded to equal: %j is %s', async (expectation, verdict) => {
  expect(formatVerdict(await judgeNumbers(expectation))).toMatch(new RegExp(`^${verdict}`));
});

it('a number is told by its digits as they stand in the answer', async () => {
  const result = await judgeNumbers({ path: '$.id', eq: 9_007_199_254_740_992 });
  expect(result.message).toMatch(/\$\.id is 9007199254740993, expected eq 9007199254740992$/);
  expect(result.assertions.at(-1)).toMatchObject({ actual: '9007199254740993' });
});

it('a JSONPath, a schema or a range that would have to round is refused aloud', async () => {
  expect(formatVerdict(await judgeNumbers({ path: '$.list[?@.n == 9007199254740993]', exists: true }))).toMatch(
    /^error config: .*a number in a JSONPath is compared up to 2\^53/s,
  );
  expect(await judgeNumbers({ path: '$["9007199254740993"]', exists: false })).toMatchObject({ status: 'ok' });
  const schema = { properties: { id: { const: 9_007_199_254_740_992 } } };
  expect(formatVerdict(await judgeNumbers({ path: '$.id', gt: 5 }, { schema }))).toMatch(
    /^error config: .*the JSON Schema has a number beyond 2\^53 in const or enum/,
  );
  const bounded = { properties: { id: { type: 'integer', maximum: 2 ** 63 } } };
  expect(await judgeNumbers({ path: '$.id', gt: 5 }, { schema: bounded })).toMatchObject({ status: 'ok' });
});

it('programs and replicas are compared by all their digits, too', async () => {
  const judgeProgram = (jsonPath: object) =>
    judgeCheck(execCommand, { argv: ['echo', DOCUMENT], jsonPath: [jsonPath] });
  expect(await judgeProgram({ path: '$.id', eq: 9_007_199_254_740_992 })).toMatchObject({ reason: 'assertion' });
  expect(await judgeProgram({ path: '$.id', matches: '^9007199254740993$' })).toMatchObject({ status: 'ok' });
  const urls = [`${server.url}/numbers`, `${otherReplica.url}/numbers`];
  const info = await judgeCheck(serviceInfo, { urls, same: ['$.id'] });
  expect(formatVerdict(info)).toMatch(
    /^failed assertion: 2 replicas: \$\.id differs: 9007199254740993 at .*; 9007199254740992 at /,
  );
  expect(await judgeCheck(serviceInfo, { urls, same: ['$.big'] })).toMatchObject({ status: 'ok' });
});
