import { describe, expect, it } from 'vitest';
import { stopAfterTest } from '../../support/for-test.ts';
import { answerJson, type HttpRoute } from '../../support/http-routes.ts';
import * as faults from '../../support/tcp-faults.ts';
import type { TestListener } from '../../support/tcp-server.ts';
import { formatVerdict } from '../endpoint/judge-check.ts';
import { judgeModel, judgeModelAt, NOW, refuseModel, startRegistryOf, versionOf } from './judge-model.ts';

const HOUR_MS = 3_600_000;
const answering =
  (document: unknown, status = 200): HttpRoute =>
  ({ response }) =>
    answerJson(response, document, status);
const champion = (more: object = {}): HttpRoute => answering({ model_version: versionOf('3', more) });

describe('model-registry and what MLflow has', () => {
  it.each<[string, HttpRoute, object, RegExp]>([
    ['an alias', champion(), {}, /^ok/],
    ['a version', champion(), { alias: undefined, version: 3 }, /^ok/],
    [
      'the newest version in a stage',
      answering({ model_versions: [versionOf('9'), versionOf('10')] }),
      { alias: undefined, stage: 'Production', jsonPath: [{ path: '$.version', eq: '10' }] },
      /^ok/,
    ],
    [
      'a stage that is empty',
      answering({}),
      { alias: undefined, stage: 'Production' },
      /^failed assertion: .*no such version/,
    ],
    [
      'an alias that is not there',
      refuseModel(400, 'INVALID_PARAMETER_VALUE', 'Registered model alias champion not found.'),
      {},
      /^failed assertion: .*fraud@champion: Registered model alias champion not found/,
    ],
    ['a model that is not there', refuseModel(404, 'RESOURCE_DOES_NOT_EXIST'), {}, /^failed assertion/],
    ['a parameter that is wrong', refuseModel(400, 'INVALID_PARAMETER_VALUE', 'Invalid name'), {}, /^failed status/],
    ['a young version', champion({ creation_timestamp: NOW - HOUR_MS }), { age: { fail: '2h' } }, /^ok/],
    [
      'an old version',
      champion({ creation_timestamp: String(NOW - 3 * HOUR_MS) }),
      { age: { warn: '2h' } },
      /^degraded threshold: .*version 3 was registered 3h ago/,
    ],
    [
      'a version without a time',
      champion({ creation_timestamp: undefined }),
      { age: { warn: '2h' } },
      /^error missing_value/,
    ],
    [
      'a version of the future',
      champion({ creation_timestamp: NOW + HOUR_MS }),
      { age: { fail: '2h' } },
      /^error missing_value: .*unknown/,
    ],
    [
      'a version that failed',
      champion({ status: 'FAILED_REGISTRATION', status_message: 'no files' }),
      {},
      /^failed assertion: .*no files/,
    ],
    ['a version that is being copied', champion({ status: 'PENDING_REGISTRATION' }), {}, /^degraded assertion/],
    [
      'a tag that is missing',
      champion(),
      { jsonPath: [{ path: '$.tags[?@.key == "git"].value', eq: 'abc' }] },
      /^error missing_value/,
    ],
    ['credentials that are refused', answering({}, 401), {}, /^failed auth/],
    ['a right that is missing', refuseModel(403, 'PERMISSION_DENIED'), {}, /^failed permission/],
    ['too many requests', refuseModel(429, 'REQUEST_LIMIT_EXCEEDED'), {}, /^error status: .*429/],
    ['a server that is ill', refuseModel(500, 'INTERNAL_ERROR'), {}, /^failed status: .*500/],
    ['another server', answering({ hello: 'world' }), {}, /^failed protocol: .*not that of MLflow/],
    ['another path', ({ response }) => response.writeHead(404).end('no such page'), {}, /^failed protocol/],
    ['a page', ({ response }) => response.end('<html>'), {}, /^failed protocol/],
    ['nothing in place of a version', answering({}), {}, /^failed protocol: .*not that of MLflow/],
    ['a list in place of a version', answering([]), {}, /^failed protocol: .*not that of MLflow/],
    [
      'versions that are none',
      answering({ model_versions: [null, 3] }),
      { alias: undefined, stage: 'Production' },
      /^failed protocol: .*not that of MLflow/,
    ],
  ])('%s', async (_, answer, params, expected) => {
    expect(formatVerdict(await judgeModel(answer, params))).toMatch(expected);
  });
});

describe('model-registry and what is served', () => {
  const serve = (served: HttpRoute, params: object, answer = champion()) =>
    judgeModel(answer, (url) => ({ served: [{ url: `${url}/model`, ...params }] }), { model: served });

  it.each<[string, HttpRoute, object, RegExp]>([
    ['the same version', answering({ model: { version: 3 } }), { path: '$.model.version' }, /^ok/],
    ['a version with a letter', answering({ version: 'v3' }), { path: '$.version' }, /^ok/],
    ['a version in a text', answering({ model: 'fraud:3' }), { path: '$.model', pattern: '^fraud:(\\d+)$' }, /^ok/],
    [
      'a version in a header',
      ({ response }) => response.writeHead(200, { 'x-model': '3' }).end(),
      { header: 'X-Model' },
      /^ok/,
    ],
    [
      'another version',
      answering({ version: '2' }),
      { path: '$.version' },
      /^failed assertion: .*\/model: 2 is served, fraud@champion is 3/,
    ],
    ['a version that is longer', answering({ version: '31' }), { path: '$.version' }, /^failed assertion/],
    ['a variant of it', answering({ version: '3-rc1' }), { path: '$.version' }, /^failed assertion: .*3-rc1 is served/],
    [
      'several versions',
      answering({ rows: [{ v: '3' }, { v: '2' }] }),
      { path: '$.rows[*].v' },
      /^failed assertion: .*2 is served/,
    ],
    ['no version', answering({}), { path: '$.version' }, /^error missing_value: .*\$\.version is missing/],
    ['a version that is null', answering({ version: null }), { path: '$.version' }, /^error missing_value/],
    [
      'a text without a version',
      answering({ model: 'fraud' }),
      { path: '$.model', pattern: ':(\\d+)' },
      /^error missing_value/,
    ],
    [
      'no JSON',
      ({ response }) => response.end('hello'),
      { path: '$.version' },
      /^failed protocol: .*\/model: the body is not JSON: "hello"/,
    ],
    [
      'an answer that is cut off',
      ({ response }) => {
        response.writeHead(200, { 'content-length': '99' }).write('{"version":');
        response.socket?.end();
      },
      { path: '$.version' },
      /^failed unreachable: .*\/model/,
    ],
    ['an endpoint that is ill', answering({}, 503), { path: '$.version' }, /^failed status: .*503/],
  ])('%s', async (_, served, params, expected) => {
    expect(formatVerdict(await serve(served, params))).toMatch(expected);
  });

  it('a tag of the version stands for it, an answer to a payload names it, and no login goes there', async () => {
    const server = await startRegistryOf(champion({ tags: [{ key: 'git', value: 'abc' }] }), {
      score: ({ request, response }) => answerJson(response, { git: request.body === '{"x":1}' ? 'abc' : '' }),
    });
    const served = [{ url: `${server.url}/score`, json: { x: 1 }, path: '$.git' }];
    const servedValue = '$.tags[?@.key == "git"].value';
    const auth = { bearer: 'canary-7f3a' };
    expect(formatVerdict(await judgeModelAt(server.url, { auth, served, servedValue }))).toMatch(/^ok/);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer canary-7f3a', undefined]);
    expect(formatVerdict(await judgeModelAt(server.url, { served, servedValue: '$.nosuch' }))).toMatch(
      /^error missing_value/,
    );
  });

  it('an endpoint that cannot be asked as configured, or whose token service is ill, is undecided', async () => {
    const server = await startRegistryOf(champion(), { token: answering({}, 503), model: answering({ version: '3' }) });
    const oauth2 = { tokenUrl: `${server.url}/token`, clientId: 'a', clientSecret: 'canary-7f3a', clientAuth: 'basic' };
    for (const [params, expected] of [
      [{ bodyFile: '/nosuch' }, /^error config: .*cannot read the body/],
      [{ auth: { oauth2 } }, /^error auth: .*token/],
    ] as const) {
      const served = [{ url: `${server.url}/model`, path: '$.version', ...params }];
      expect(formatVerdict(await judgeModelAt(server.url, { served }))).toMatch(expected);
    }
  });

  it('each endpoint has a finding of its own, also one that cannot be reached', async () => {
    const closed = `http://127.0.0.1:${await faults.refusedPort()}`;
    const server = await startRegistryOf(champion(), { model: answering({ version: '2' }) });
    const served = [closed, `${server.url}/model`].map((url) => ({ url, path: '$.version' }));
    const { findings } = await judgeModelAt(server.url, { served });
    expect(findings.map(({ reason }) => reason).sort()).toEqual(['assertion', 'connect_refused']);
  });
});

describe('model-registry and faults below HTTP', () => {
  it.each<[string, () => Promise<TestListener>, RegExp]>([
    ['a silent server', faults.tcpSilent, /^timeout deadline_attempt/],
    ['one that closes', faults.tcpClosing, /^failed unreachable/],
    ['a mail server', faults.mailGreeter, /^failed protocol/],
    [
      'an endless answer',
      () => faults.tcpEndless('HTTP/1.1 200 OK\r\n\r\n{"a":"'),
      /^error missing_value: .*longer than/,
    ],
  ])('%s', async (_, starting, expected) => {
    const { port } = await stopAfterTest(starting());
    const timeoutMs = expected.source.includes('timeout') ? 300 : 5000;
    expect(formatVerdict(await judgeModelAt(`http://127.0.0.1:${port}`, {}, timeoutMs))).toMatch(expected);
  });

  it('a refused port, and a name that does not exist', async () => {
    expect(formatVerdict(await judgeModelAt(`http://127.0.0.1:${await faults.refusedPort()}`))).toMatch(
      /^failed connect_refused/,
    );
    expect(formatVerdict(await judgeModelAt('http://mlflow.nosuch.invalid'))).toMatch(/^failed dns/);
  });
});
