import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProbeSession } from '../../src/probes/probe.ts';
import { probePrometheus } from '../../src/probes/prometheus.ts';
import { makeTestCertificates } from '../support/certificates.ts';
import { stopAfterTest } from '../support/for-test.ts';
import { halfAnswers } from '../support/half-answers.ts';
import type { HttpServer } from '../support/http.ts';
import { answerJson } from '../support/http-routes.ts';
import { askServer, PROBE_CANARY, probeOutcome } from '../support/probe-server.ts';
import { startScriptedPrometheus, vectorAnswer } from '../support/scripted-prometheus.ts';
import {
  endingAfterRequest,
  mailGreeter,
  refusedPort,
  tcpEndless,
  tcpGarbage,
  tcpHalfAnswer,
  tcpSilent,
} from '../support/tcp-faults.ts';
import type { TestListener } from '../support/tcp-server.ts';
import { tlsGarbage, tlsOld, tlsRefusing, tlsStalled } from '../support/tls-faults.ts';

const SESSION: ProbeSession = { signal: AbortSignal.timeout(20_000), phase: () => {} };
const data = (resultType: string, result: unknown, more: object = {}) => ({
  status: 'success',
  data: { resultType, result },
  ...more,
});

/** The documents by the query that asks for them. */
const DOCUMENTS: Readonly<Record<string, object>> = {
  up: vectorAnswer([[{ __name__: 'up', job: 'a' }, '1']]),
  odd: vectorAnswer([
    [{}, 'NaN'],
    [{ a: '1' }, '+Inf'],
    [{ a: '2' }, '-Inf'],
    [{ a: '3' }, '1e+06'],
  ]),
  none: vectorAnswer([]),
  scalar: data('scalar', [1, '3.5']),
  text: data('string', [1, 'a']),
  matrix: data('matrix', [
    {
      metric: {},
      values: [
        [1, '2'],
        [2, '3'],
      ],
    },
  ]),
  histogram: data('vector', [{ metric: {}, histogram: [1, { count: '3' }] }]),
  warned: vectorAnswer([[{}, '1']], { warnings: ['store 2 is gone'], infos: ['not a counter'] }),
  partial: vectorAnswer([[{}, '1']], { isPartial: true }),
  wordy: vectorAnswer([[{}, '1']], { warnings: 'one text' }),
  'no data': { status: 'success' },
  'other shape': data('vector', [{ metric: {}, value: [1] }]),
  'number as value': data('vector', [{ metric: {}, value: [1, 3] }]),
  'no number': data('vector', [{ metric: {}, value: [1, 'many'] }]),
  'empty number': data('vector', [{ metric: {}, value: [1, ''] }]),
  'no list': data('vector', {}),
  'empty series': data('matrix', [{ metric: {}, values: [] }]),
};

const ERRORS: Readonly<Record<string, readonly [status: number, type: string]>> = {
  bad: [400, 'bad_data'],
  many: [422, 'execution'],
  victoria: [422, '422'],
  late: [503, 'timeout'],
  canceled: [503, 'canceled'],
  internal: [500, 'internal'],
  busy: [503, 'unavailable'],
  limited: [429, 'too_many_requests'],
  tenant: [401, 'no org id'],
  denied: [403, 'forbidden'],
};

let prometheusServer: HttpServer;
beforeAll(async () => {
  prometheusServer = await startScriptedPrometheus((query) => DOCUMENTS[query] ?? {}, {
    routes: {
      faulty: ({ response, query }) => {
        const [status = 500, errorType] = ERRORS[query.get('query') ?? ''] ?? [];
        answerJson(response, { status: 'error', errorType, error: 'it said why' }, status);
      },
      wall: ({ response }) => response.writeHead(401, { 'www-authenticate': 'Digest realm="x"' }).end(),
      forbidden: ({ response }) => response.writeHead(403).end('no'),
      page: ({ response }) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>login</html>'),
      down: ({ response }) => response.writeHead(503).end('upstream gone'),
      long: ({ response }) => answerJson(response, { status: 'success', filler: 'x'.repeat(5000) }),
    },
  });
});
afterAll(() => prometheusServer.stop());

const ask = (query: string, options: object = {}, path = '') =>
  probePrometheus({ url: `${prometheusServer.url}${path}`, query, ...options }, SESSION);

describe('an answer', () => {
  it('has the labels and values of each series', async () => {
    expect((await ask('up')).series).toEqual([{ labels: { __name__: 'up', job: 'a' }, samples: [[1_700_000_000, 1]] }]);
    expect((await ask('scalar')).series).toEqual([{ labels: {}, samples: [[1, 3.5]] }]);
    expect((await ask('matrix')).series).toEqual([
      {
        labels: {},
        samples: [
          [1, 2],
          [2, 3],
        ],
      },
    ]);
    expect((await ask('none')).series).toEqual([]);
  });

  it('keeps NaN and infinite values', async () => {
    expect((await ask('odd')).series.map(({ samples }) => samples[0]?.[1])).toEqual([
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      1_000_000,
    ]);
  });

  it('says what its server says of it', async () => {
    expect(await ask('warned')).toMatchObject({ warnings: ['store 2 is gone'], infos: ['not a counter'] });
    expect(await ask('partial')).toMatchObject({ warnings: ['the answer is partial'] });
    expect(await ask('wordy')).toMatchObject({ warnings: ['one text'] });
    expect(await ask('up')).toMatchObject({ warnings: [], infos: [] });
  });

  it.each(['text', 'histogram'])('of %s is no number, by the query', async (query) => {
    await expect(ask(query)).rejects.toMatchObject({ reason: 'config', undecided: true });
  });

  it.each([
    'no data',
    'other shape',
    'number as value',
    'no number',
    'empty number',
    'no list',
    'empty series',
    'else',
  ])('with %s is none', async (query) => {
    await expect(ask(query)).rejects.toMatchObject({ reason: 'protocol', undecided: true });
  });
});

it.each([
  ['bad', 'config'],
  ['many', 'config'],
  ['victoria', 'config'],
  ['late', 'deadline_attempt'],
  ['canceled', 'deadline_attempt'],
  ['internal', 'dependency'],
  ['busy', 'dependency'],
  ['limited', 'dependency'],
  ['tenant', 'auth'],
  ['denied', 'permission'],
])('the error %s is %s', async (query, reason) => {
  await expect(ask(query, {}, '/faulty')).rejects.toMatchObject({
    reason,
    undecided: true,
    message: expect.stringContaining('it said why'),
  });
});

it.each([
  ['/wall', 'auth', 'the server wants Digest'],
  ['/forbidden', 'permission', 'status is 403, and no answer of the Prometheus API: "no"'],
  ['/page', 'protocol', 'no answer of the Prometheus API: "<html>login</html>"'],
  ['/down', 'status', 'status is 503'],
  ['/nowhere', 'status', 'url is what stands before /api/v1/query'],
])('the foreign answer of %s is %s', async (path, reason, message) => {
  await expect(ask('up', {}, path)).rejects.toMatchObject({
    reason,
    undecided: true,
    message: expect.stringContaining(message),
  });
});

it('an answer beyond the limit of a body is judged by no part of it', async () => {
  await expect(ask('up', { bodyLimit: 1000 }, '/long')).rejects.toMatchObject({
    reason: 'protocol',
    advice: 'large_answer',
    message: expect.stringContaining('longer than 1000 bytes'),
  });
});

it('a request has base path, own query, moment or range, and headers', async () => {
  await ask('up', { url: `${prometheusServer.url}/api/?dedup=true`, time: 12, headers: { 'X-Scope-OrgID': 'a' } });
  const { url, headers } = prometheusServer.requests.at(-1) ?? {};
  expect(url).toBe('/api/api/v1/query?dedup=true&query=up&time=12');
  expect(headers).toMatchObject({ 'x-scope-orgid': 'a' });
  await ask('matrix', { range: { start: 1, end: 7, step: 2 } });
  expect(prometheusServer.requests.at(-1)?.url).toBe('/api/v1/query_range?query=matrix&start=1&end=7&step=2');
});

it('a query too long for a URL goes as a form', async () => {
  const query = `up${' '.repeat(9000)}`;
  await expect(ask(query)).rejects.toThrow();
  expect(prometheusServer.requests.at(-1)).toMatchObject({
    method: 'POST',
    url: '/api/v1/query',
    body: new URLSearchParams({ query }).toString(),
  });
});

it('a client certificate and its authority are used', async () => {
  const { leaf, ca, client: own } = makeTestCertificates();
  const tls = { key: leaf.key, cert: leaf.chain, ca: ca.cert, requestCert: true, rejectUnauthorized: true };
  const { port } = await stopAfterTest(startScriptedPrometheus(() => DOCUMENTS.up ?? {}, { tls }));
  const options = { url: `https://localhost:${port}`, query: 'up' };
  const client = { ca: ca.cert, cert: own.chain, key: own.key };
  expect((await probePrometheus({ ...options, tls: client }, SESSION)).series).toHaveLength(1);
  await expect(probePrometheus({ ...options, tls: { ca: ca.cert } }, SESSION)).rejects.toMatchObject({
    undecided: true,
  });
  await expect(probePrometheus(options, SESSION)).rejects.toMatchObject({ reason: 'tls_untrusted', undecided: true });
});

const outcomeAt = (port: number, scheme = 'http'): Promise<string> =>
  probeOutcome((session) =>
    probePrometheus(
      { url: `${scheme}://ann:${PROBE_CANARY}@127.0.0.1:${port}`, query: 'up', bodyLimit: 10_000 },
      session,
    ),
  );

describe('a server that', () => {
  it.each<readonly [string, () => Promise<TestListener>, RegExp]>([
    ['is silent', tcpSilent, /^TimeoutError$/],
    ['closes', () => endingAfterRequest('close'), /^unreachable /],
    ['resets', () => endingAfterRequest('reset'), /^unreachable /],
    ['sends half a head', () => tcpHalfAnswer(halfAnswers.httpHeaders, 'close'), /^unreachable |^protocol /],
    ['sends half a body', () => tcpHalfAnswer(halfAnswers.httpBody, 'close'), /^unreachable .*broke off/],
    ['sends half a chunk', () => tcpHalfAnswer(halfAnswers.httpChunk, 'reset'), /^unreachable .*broke off/],
    ['hangs after half a body', () => tcpHalfAnswer(halfAnswers.httpBody, 'hang'), /^TimeoutError$/],
    ['greets as a mail server', mailGreeter, /^protocol /],
    ['sends garbage', tcpGarbage, /^protocol /],
    ['never ends', () => tcpEndless('HTTP/1.1 200 OK\r\n\r\n'), /^protocol .*longer than 10000 bytes/],
  ])('%s ends the probe', async (_, start, outcome) => {
    expect(await askServer(start(), ({ port }) => outcomeAt(port))).toMatch(outcome);
  });

  it('refuses is named', async () => {
    expect(await outcomeAt(await refusedPort())).toMatch(/^connect_refused /);
  });

  it.each<readonly [string, () => Promise<TestListener>, RegExp]>([
    ['stalls', tlsStalled, /^TimeoutError$/],
    ['sends garbage', tlsGarbage, /^(?:protocol|tls_handshake) /],
    ['refuses', tlsRefusing, /^tls_handshake /],
    ['is old', () => tlsOld(makeTestCertificates().leaf), /^tls_handshake /],
  ])('%s in the TLS handshake ends the probe', async (_, start, outcome) => {
    expect(await askServer(start(), ({ port }) => outcomeAt(port, 'https'))).toMatch(outcome);
  });
});
