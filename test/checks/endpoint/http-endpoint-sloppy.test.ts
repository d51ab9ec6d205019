import { describe, expect, it } from 'vitest';
import httpEndpoint from '../../../checks/endpoint/http-endpoint.ts';
import { hideSecretPatterns } from '../../../src/redaction/patterns.ts';
import { startHttpServer } from '../../support/http.ts';
import { askServer } from '../../support/probe-server.ts';
import { listenTcp, type TestListener } from '../../support/tcp-server.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';

/** Answers each request by what `answer` makes of its head, byte for byte, and closes. */
const listenRaw = (answer: string | ((head: string) => string), seen: string[] = []): Promise<TestListener> =>
  listenTcp((socket) =>
    socket.once('data', (data) => {
      seen.push(data.toString('latin1'));
      socket.end(Buffer.from(typeof answer === 'string' ? answer : answer(data.toString('latin1')), 'latin1'));
    }),
  );

const judgeSloppyServer = (listener: Promise<TestListener>, params: object = {}, userinfo = '') =>
  askServer(listener, ({ port }) =>
    judgeCheck(httpEndpoint, { url: `http://${userinfo}127.0.0.1:${port}/`, ...params }, { timeoutMs: 2000 }),
  );

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n';

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

describe('credentials in a URL', () => {
  const sentFor = async (userinfo: string): Promise<string> => {
    const seen: string[] = [];
    expect(formatVerdict(await judgeSloppyServer(listenRaw(`${OK}\r\nok`, seen), {}, userinfo))).toMatch(/^ok/);
    const basic = /authorization: Basic (\S+)/i.exec(seen[0] ?? '')?.[1] ?? '';
    return Buffer.from(basic, 'base64').toString('utf8');
  };
  it.each([
    ['mon:100%@', 'mon:100%'],
    ['mon:a%zz@', 'mon:a%zz'],
    ['mon:a%40b%25@', 'mon:a@b%'],
    ['mon:gr%C3%BCn@', 'mon:grün'],
    [':token@', ':token'],
  ])('%s are sent as %s', async (userinfo, pair) => {
    expect(await sentFor(userinfo)).toBe(pair);
  });
});

describe('cookies', () => {
  const wallAnswer =
    (setCookie: string) =>
    (head: string): string =>
      /cookie: sid=1/i.test(head)
        ? `${OK}\r\nok`
        : `HTTP/1.1 302 Found\r\nLocation: /\r\nSet-Cookie: ${setCookie}\r\nContent-Length: 0\r\n\r\n`;

  it('come back along the redirects of one probe', async () => {
    for (const attributes of ['', '; Path=/', '; HttpOnly; SameSite=Lax', '; Domain=127.0.0.1'])
      expect(formatVerdict(await judgeSloppyServer(listenRaw(wallAnswer(`sid=1${attributes}`))))).toMatch(/^ok/);
  });

  it('do not end a loop when they are for somebody else', async () => {
    for (const attributes of ['; Secure', '; Path=/elsewhere', '; Domain=example.com', '; Max-Age=0'])
      expect(await judgeSloppyServer(listenRaw(wallAnswer(`sid=1${attributes}`)))).toMatchObject({ reason: 'status' });
  });

  it('do not travel to another host, nor into another run', async () => {
    const other = await startHttpServer({ routes: { end: ({ response }) => response.end('ok') } });
    const target = `http://localhost:${other.port}/end`;
    const seen: string[] = [];
    const listener = await listenRaw(
      `HTTP/1.1 302 Found\r\nLocation: ${target}\r\nSet-Cookie: sid=geheim\r\nContent-Length: 0\r\n\r\n`,
      seen,
    );
    const params = { url: `http://127.0.0.1:${listener.port}/` };
    for (const _ of [1, 2]) {
      const result = await judgeCheck(httpEndpoint, params);
      expect(result).toMatchObject({ status: 'ok' });
      expect(JSON.stringify(result)).not.toContain('geheim');
    }
    expect(seen.join()).not.toMatch(/^cookie:/im);
    expect(other.requests.map(({ headers }) => headers.cookie)).toEqual([undefined, undefined]);
    await listener.stop();
    await other.stop();
  });
});

describe('a server that refuses the credentials', () => {
  const refusing = (...challenges: readonly string[]): Promise<TestListener> =>
    listenRaw(
      `HTTP/1.1 401 Unauthorized\r\n${challenges.map((one) => `WWW-Authenticate: ${one}\r\n`).join('')}Content-Length: 0\r\n\r\n`,
    );

  it.each([
    [['Digest realm="a, b", qop="auth", nonce="x=="'], 'the server wants Digest; kavmon speaks Basic and Bearer'],
    [['Negotiate', 'NTLM'], 'the server wants Negotiate, NTLM; kavmon speaks Basic and Bearer'],
    [['NTLM TlRMTVNTUAAC==, Negotiate'], 'the server wants NTLM, Negotiate; kavmon speaks Basic and Bearer'],
    [['Bearer error="invalid_token", error_description="a b"'], 'the server wants Bearer; Basic was sent'],
  ])('and wants %j is named with its schemes', async (challenges, words) => {
    const result = await judgeSloppyServer(refusing(...challenges), {}, 'mon:right@');
    expect(result).toMatchObject({ status: 'failed', reason: 'auth' });
    expect(result.message).toContain(`status is 401, expected 2xx; ${words}`);
    expect(hideSecretPatterns(result.message)).toBe(result.message);
    expect(result.findings[0]?.evidence).toMatchObject({ authentication: { sent: 'Basic' } });
    expect(result.remedy).not.toContain('rotated');
  });

  it('of the scheme that was sent may have rotated them', async () => {
    const result = await judgeSloppyServer(refusing('Digest realm="x"', 'Basic realm="x"'), {}, 'mon:wrong@');
    expect(result.message).toMatch(/status is 401, expected 2xx$/);
    expect(result.remedy).toContain('rotated');
  });

  it('was given none, and says what it wants', async () => {
    const result = await judgeSloppyServer(refusing('Basic realm="x"'));
    expect(result.message).toMatch(/; the server wants Basic; nothing was sent$/);
  });

  it('as a proxy is named, for a tunnel and for plain HTTP', async () => {
    const answer =
      'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n';
    for (const url of ['http://shop.example.com/', 'https://shop.example.com/']) {
      const result = await askServer(listenRaw(answer), ({ port }) =>
        judgeCheck(httpEndpoint, { url, proxy: `http://mon:secret@127.0.0.1:${port}` }),
      );
      expect(result).toMatchObject({ status: 'failed', reason: 'auth' });
      expect(result.message).toContain('the proxy wants NTLM; kavmon speaks Basic and Bearer');
    }
  });
});

it.each([
  ['socks5://127.0.0.1:1080', 'the proxy socks5://... is not supported, http only'],
  ['socks4a://u:p4ss@127.0.0.1:1080', 'the proxy socks4a://... is not supported, http only'],
  ['https://127.0.0.1:3128', 'the proxy https://... is not supported, http only'],
  ['127.0.0.1:3128', 'the proxy is no URL: write http://HOST:PORT'],
  ['proxy.corp:3128', 'the proxy is no URL: write http://HOST:PORT'],
])('the proxy %s is refused in words', async (proxy, words) => {
  const result = await judgeCheck(httpEndpoint, { url: 'http://127.0.0.1/', proxy });
  expect(result).toMatchObject({ status: 'error', reason: 'config' });
  expect(result.message).toContain(words);
  expect(result.message).not.toContain('p4ss');
});

it('a connection that ended in the middle has no remedy about packets', async () => {
  const result = await judgeSloppyServer(listenRaw('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nok'));
  expect(result.remedy).toContain('log of the server');
});

it('the value of a cookie that is not as expected is not shown', async () => {
  const answer = `${OK}Set-Cookie: sid=geheim; Path=/\r\n\r\nok`;
  const responseHeaders = [{ name: 'Set-Cookie', matches: 'HttpOnly' }];
  const result = await judgeSloppyServer(listenRaw(answer), { responseHeaders });
  expect(result.message).toContain('header Set-Cookie is "sid=***; Path=/"');
  expect(JSON.stringify(result)).not.toContain('geheim');
});

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

  it.each([
    ['text/event-stream', {}],
    ['text/event-stream; charset=utf-8', { contains: 'tick' }],
    ['application/x-ndjson', { contains: 'tick' }],
    ['text/plain', { matches: 't[a-i]ck' }],
  ])('of the type %s with %j is judged by its beginning', async (type, params) => {
    expect(formatVerdict(await judgeSloppyServer(streaming(type, 'data: tick'), params))).toMatch(/^ok/);
  });

  it.each([{ notContains: 'error' }, { contains: 'nowhere' }, { matches: '^data$' }, { minSize: 1 }, { maxSize: 5 }])(
    'has to be waited for with %j',
    async (params) => {
      expect(await judgeSloppyServer(streaming('text/event-stream', 'data: tick'), params)).toMatchObject({
        status: 'timeout',
      });
    },
  );
});

it.each([{ contains: 'x' }, { notContains: 'x' }, { jsonPath: [{ path: '$.a', eq: 1 }] }, { minSize: 1 }])(
  'HEAD has no body to compare with %j',
  async (params) => {
    const result = await judgeCheck(httpEndpoint, { url: 'http://127.0.0.1/', method: 'HEAD', ...params });
    expect(result).toMatchObject({ status: 'error', reason: 'config' });
  },
);
