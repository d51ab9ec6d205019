import { describe, expect, it } from 'vitest';
import httpEndpoint from '../../../checks/endpoint/http-endpoint.ts';
import { askServer } from '../../support/probe-server.ts';
import { listenRaw, OK } from '../../support/raw-http.ts';
import type { TestListener } from '../../support/tcp-server.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';

const judgeSloppyServer = (listener: Promise<TestListener>, params: object = {}, userinfo = '') =>
  askServer(listener, ({ port }) =>
    judgeCheck(httpEndpoint, { url: `http://${userinfo}127.0.0.1:${port}/`, ...params }, { timeoutMs: 2000 }),
  );

describe('an answer that other clients take', () => {
  it.each([
    ['has line feeds without carriage returns', 'HTTP/1.1 200 OK\nContent-Length: 2\n\nok'],
    ['has a control character in a header', `${OK}X: a\x01b\r\n\r\nok`],
    ['has bytes behind its length', `${OK}\r\nok\r\n\r\nmore`],
    ['has another answer behind its length', `${OK}\r\nokHTTP/1.1 500 Oops\r\n\r\n`],
    ['folds a header', `${OK}X: a\r\n b\r\n\r\nok`],
    ['has a length beside its chunks', `${OK}Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`],
    ['has a version of its own', 'HTTP/1.2 200 OK\r\nContent-Length: 2\r\n\r\nok'],
    ['has a header of 100 KiB', `${OK}Set-Cookie: a=${'x'.repeat(100_000)}\r\n\r\nok`],
    ['has 3000 headers', `${OK}${'X-Many: y\r\n'.repeat(3000)}\r\nok`],
    ['has white space in front of a colon', `${OK}X-Name : a\r\n\r\nok`],
    ['has a line without a colon', `${OK}Junk\r\n\r\nok`],
    ['has a name with a space', `${OK}X Y: a\r\n\r\nok`],
    ['has no name in front of a colon', `${OK}: a\r\n\r\nok`],
    ['has the same length twice', `${OK}Content-Length: 2\r\n\r\nok`],
    ['has the same length twice in a list', 'HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nok'],
    ['has chunks behind bare line feeds', 'HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n2\r\nok\r\n0\r\n\r\n'],
    ['begins with an empty line', `\r\n${OK}\r\nok`],
    ['has no reason phrase', 'HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok'],
  ])('is judged although it %s', async (_, answer) => {
    expect(formatVerdict(await judgeSloppyServer(listenRaw(answer), { contains: 'ok' }))).toMatch(/^ok/);
  });

  it('may be a 204 with a body', async () => {
    const answer = 'HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nok';
    expect(formatVerdict(await judgeSloppyServer(listenRaw(answer)))).toMatch(/^ok/);
  });

  it.each([900_000, 20_000_000])('may have a body of %d bytes, which arrives whole', async (size) => {
    const body = `${'x'.repeat(size)}end`;
    const params = { minSize: size + 3, contains: 'xend', bodyLimit: 30_000_000 };
    for (const head of ['HTTP/1.1 200 OK\r\n\r\n', `HTTP/1.1 200 OK\r\nContent-Length: ${size + 3}\r\n\r\n`])
      expect(formatVerdict(await judgeSloppyServer(listenRaw(`${head}${body}`), params))).toMatch(/^ok/);
  });

  it('may have a body where HEAD was asked', async () => {
    expect(formatVerdict(await judgeSloppyServer(listenRaw(`${OK}\r\nok`), { method: 'HEAD' }))).toMatch(/^ok/);
  });
});

it('what is no HTTP is said to be none, and what breaks a rule is told by the rule', async () => {
  expect(formatVerdict(await judgeSloppyServer(listenRaw('SSH-2.0-OpenSSH_9.9\r\n')))).toMatch(
    /^failed protocol: .*the answer is not HTTP/,
  );
  // The parser of Node takes these for HTTP.
  for (const other of ['RTSP/1.0', 'ICE/1.0']) {
    expect(formatVerdict(await judgeSloppyServer(listenRaw(`${other} 200 OK\r\nContent-Length: 0\r\n\r\n`)))).toMatch(
      /^failed protocol: .*the answer is not HTTP: "(RTSP|ICE)/,
    );
  }
  expect(formatVerdict(await judgeSloppyServer(listenRaw('HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nok')))).toMatch(
    /^failed protocol: .*the answer breaks a rule of HTTP, Invalid character in Content-Length/,
  );
  const huge = `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(600_000)}\r\n\r\n`;
  expect(formatVerdict(await judgeSloppyServer(listenRaw(huge)))).toMatch(/its headers are longer than 524288 bytes/);
});

it('two lengths that differ are told as the rule that they break', async () => {
  expect(formatVerdict(await judgeSloppyServer(listenRaw(`${OK}Content-Length: 3\r\n\r\nok!`)))).toMatch(
    /^failed protocol: .*breaks a rule of HTTP, Duplicate Content-Length/,
  );
});

it('an answer that breaks off is no success, whatever the parser takes', async () => {
  expect(await judgeSloppyServer(listenRaw('HTTP/1.1 200 OK\nContent-Length: 5\n\nok'))).toMatchObject({
    status: 'failed',
    reason: 'unreachable',
  });
});

it.each([
  ['/gr\xc3\xbc\xc3\x9fe', '/gr%C3%BC%C3%9Fe'],
  ['/gr\xfc\xdfe', '/gr%FC%DFe'],
  ['/%C3%BC x', '/%C3%BC%20x'],
])('a Location of the bytes %j is followed', async (location, path) => {
  const seen: string[] = [];
  const listener = listenRaw(
    (head) =>
      head.startsWith('GET / ')
        ? `HTTP/1.1 302 Found\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`
        : `${OK}\r\nok`,
    seen,
  );
  expect(formatVerdict(await judgeSloppyServer(listener))).toMatch(/^ok/);
  expect(seen[1]).toMatch(`GET ${path} HTTP`);
});

it('a header value in UTF-8 is compared as text', async () => {
  const responseHeaders = [{ name: 'X-Name', equals: 'Jürgen' }];
  expect(await judgeSloppyServer(listenRaw(`${OK}X-Name: J\xc3\xbcrgen\r\n\r\nok`), { responseHeaders })).toMatchObject(
    {
      status: 'ok',
    },
  );
});

it('a connection that ended in the middle has no remedy about packets', async () => {
  const result = await judgeSloppyServer(listenRaw('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nok'));
  expect(result.remedy).toContain('log of the server');
});
