import { describe, expect, it } from 'vitest';
import httpEndpoint from '../../../checks/endpoint/http-endpoint.ts';
import { askServer } from '../../support/probe-server.ts';
import { listenRaw } from '../../support/raw-http.ts';
import { listenTcp, type TestListener } from '../../support/tcp-server.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';

const judgeSloppyServer = (listener: Promise<TestListener>, params: object = {}, userinfo = '') =>
  askServer(listener, ({ port }) =>
    judgeCheck(httpEndpoint, { url: `http://${userinfo}127.0.0.1:${port}/`, ...params }, { timeoutMs: 2000 }),
  );

describe('a body that does not match', () => {
  const judgeBody = (body: string, matches: string) =>
    judgeSloppyServer(
      listenRaw(`HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(body, 'latin1')}\r\n\r\n${body}`),
      {
        matches,
      },
    );

  it.each([
    ['ok\n', '^ok$', 'the body "ok\\n" does not match "^ok$": it would without the white space at its end'],
    [' ok\r\n', '^ok$', 'the body " ok\\r\\n" does not match "^ok$": it would without the white space around it'],
    ['OK', '^ok$', 'the body "OK" does not match "^ok$"'],
    ['ok\n', '^no$', 'the body "ok\\n" does not match "^no$"'],
    ['o\xc2\xa0k', 'o k', 'the body "o\\u00a0k" does not match "o k"'],
  ])('is quoted with what cannot be seen: %j', async (body, pattern, words) => {
    const result = await judgeBody(body, pattern);
    expect(result).toMatchObject({ status: 'failed', reason: 'assertion' });
    expect(result.message).toContain(words);
    if (!words.includes('it would')) expect(result.message).not.toContain('it would');
  });

  it('is cut when it is long', async () => {
    expect((await judgeBody('x'.repeat(300), '^ok$')).message).toContain(`the body "${'x'.repeat(80)}..." does not`);
  });

  it('has a pattern with flags for all of it, which is refused with a hint', async () => {
    const result = await judgeBody('ok', '(?i)^OK');
    expect(result).toMatchObject({ status: 'error', reason: 'config' });
    expect(result.message).toContain('write (?i:^OK)');
    expect(formatVerdict(await judgeBody('ok', '(?i:^OK)'))).toMatch(/^ok/);
  });
});

describe('a document that is nested too deep', () => {
  const judgeJson = (body: string, params: object) =>
    judgeSloppyServer(listenRaw(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`), params);
  const nested = (depth: number): string => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;

  it.each([5000, 200_000])('at %d levels is a fault of the document', async (depth) => {
    for (const params of [
      { jsonPath: [{ path: '$..z', exists: false }] },
      { jsonPath: [{ path: '$.a', type: 'array' }] },
      { schema: { type: 'object' } },
    ]) {
      const result = await judgeJson(nested(depth), params);
      expect(formatVerdict(result)).toMatch(/^failed protocol: .*nested too deep to be judged/);
    }
  });

  it('is judged at 400 levels, and whatever brackets its texts have', async () => {
    expect(await judgeJson(nested(400), { jsonPath: [{ path: '$..z', exists: false }] })).toMatchObject({
      status: 'ok',
    });
    const text = `{"a":"${'['.repeat(2000)}\\"${'{'.repeat(2000)}"}`;
    expect(await judgeJson(text, { jsonPath: [{ path: '$.a', minLength: 4000 }] })).toMatchObject({ status: 'ok' });
  });
});

describe('an answer without end', () => {
  const streaming = (type: string, line: string): Promise<TestListener> =>
    listenTcp((socket) => {
      socket.once('data', () => {
        socket.write(`HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\n\r\n${line}\n`);
        const timer = setInterval(() => socket.write(`${line}\n`), 50);
        socket.on('close', () => clearInterval(timer));
      });
    });

  it.concurrent.each([
    ['text/event-stream', {}],
    ['text/event-stream; charset=utf-8', { contains: 'tick' }],
    ['application/x-ndjson', { contains: 'tick' }],
    ['text/plain', { matches: 't[a-i]ck' }],
  ])('of the type %s with %j is judged by its beginning', async (type, params) => {
    expect(formatVerdict(await judgeSloppyServer(streaming(type, 'data: tick'), params))).toMatch(/^ok/);
  });

  // Each waits for its timeout, so that they wait together.
  it.concurrent.each([
    { notContains: 'error' },
    { contains: 'nowhere' },
    { matches: '^data$' },
    { minSize: 1 },
    { maxSize: 5 },
  ])('has to be waited for with %j', async (params) => {
    expect(await judgeSloppyServer(streaming('text/event-stream', 'data: tick'), params)).toMatchObject({
      status: 'timeout',
    });
  });
});

it.each([{ contains: 'x' }, { notContains: 'x' }, { jsonPath: [{ path: '$.a', eq: 1 }] }, { minSize: 1 }])(
  'HEAD has no body to compare with %j',
  async (params) => {
    const result = await judgeCheck(httpEndpoint, { url: 'http://127.0.0.1/', method: 'HEAD', ...params });
    expect(result).toMatchObject({ status: 'error', reason: 'config' });
  },
);
