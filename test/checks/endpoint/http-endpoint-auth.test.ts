import { describe, expect, it } from 'vitest';
import httpEndpoint from '../../../checks/endpoint/http-endpoint.ts';
import serviceInfo from '../../../checks/endpoint/service-info.ts';
import { hideSecretPatterns } from '../../../src/redaction/patterns.ts';
import { startHttpServer } from '../../support/http.ts';
import { askServer } from '../../support/probe-server.ts';
import { listenRaw, OK } from '../../support/raw-http.ts';
import type { TestListener } from '../../support/tcp-server.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';

const judgeSloppyServer = (listener: Promise<TestListener>, params: object = {}, userinfo = '') =>
  askServer(listener, ({ port }) =>
    judgeCheck(httpEndpoint, { url: `http://${userinfo}127.0.0.1:${port}/`, ...params }, { timeoutMs: 2000 }),
  );

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
    [['Digest realm="a, b", qop="auth", nonce="x=="'], 'the server wants Digest; Basic was sent'],
    [['Negotiate', 'NTLM'], 'the server wants Negotiate, NTLM; kavmon speaks Basic, Digest and Bearer'],
    [['NTLM TlRMTVNTUAAC==, Negotiate'], 'the server wants NTLM, Negotiate; kavmon speaks Basic, Digest and Bearer'],
    [['Bearer error="invalid_token", error_description="a b"'], 'the server wants Bearer; Basic was sent'],
  ])('and wants %j is named with its schemes', async (challenges, words) => {
    const result = await judgeSloppyServer(refusing(...challenges), {}, 'mon:right@');
    expect(result).toMatchObject({ status: 'failed', reason: 'auth' });
    expect(result.message).toContain(`status is 401, expected 2xx; ${words}`);
    expect(hideSecretPatterns(result.message)).toBe(result.message);
    expect(result.findings[0]?.evidence).toMatchObject({ authentication: { sent: 'Basic' } });
    expect(result.remedy).not.toContain('rotated');
  });

  it('has the remedy of the scheme in every check that asks by HTTP', async () => {
    const result = await askServer(refusing('Digest realm="x"'), ({ port }) =>
      judgeCheck(serviceInfo, { url: `http://mon:right@127.0.0.1:${port}/`, flags: ['$.a'] }),
    );
    expect(formatVerdict(result)).toMatch(/^failed auth: .*the server wants Digest/);
    expect(result.remedy).toContain('scheme that the message names');
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
      expect(result.message).toContain('the proxy wants NTLM; kavmon speaks Basic with a proxy');
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

it('the value of a cookie that is not as expected is not shown', async () => {
  const answer = `${OK}Set-Cookie: sid=geheim; Path=/\r\n\r\nok`;
  const responseHeaders = [{ name: 'Set-Cookie', matches: 'HttpOnly' }];
  const result = await judgeSloppyServer(listenRaw(answer), { responseHeaders });
  expect(result.message).toContain('header Set-Cookie is "sid=***; Path=/"');
  expect(JSON.stringify(result)).not.toContain('geheim');
});
