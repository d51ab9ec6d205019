import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import httpEndpoint from '../../../checks/endpoint/http-endpoint.ts';
import type { Result } from '../../../src/model/result.ts';
import { makeTestCertificates } from '../../support/certificates.ts';
import { stopAfterTest } from '../../support/for-test.ts';
import { refusedPort, tcpHalfAnswer } from '../../support/tcp-faults.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';

const { leaf } = makeTestCertificates();
const URLS = ['http://shop.example/', 'https://shop.example/'] as const;

const judgeBehind = (port: number, url: string, userinfo = ''): Promise<Result> =>
  judgeCheck(httpEndpoint, { url, proxy: `http://${userinfo}127.0.0.1:${port}` }, { timeoutMs: 3000 });

const portOf = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
};

/** A proxy that answers every tunnel with this status, and these headers. */
const refusingProxy = (status: string, headers = ''): Promise<number> => {
  const server = createServer();
  server.on('connect', (_, socket) => socket.end(`HTTP/1.1 ${status}\r\n${headers}\r\n`));
  return portOf(server);
};

it.each(URLS)('a proxy that takes TLS only is asked about TLS, for %s', async (url) => {
  const port = await portOf(createTlsServer({ key: leaf.key, cert: leaf.chain }));
  const result = await judgeBehind(port, url);
  expect(formatVerdict(result)).toMatch(/^failed unreachable: .*the proxy is asked in the clear/);
  expect(result.remedy).not.toContain('swallow');
});

it.each(URLS)('what speaks in place of a proxy is named, for %s', async (url) => {
  const server = await stopAfterTest(tcpHalfAnswer('SSH-2.0-OpenSSH_9.2p1\r\n', 'hang', true));
  const result = await judgeBehind(server.port, url);
  expect(formatVerdict(result)).toMatch(
    /^failed protocol: .*the answer is not HTTP: "SSH-2\.0.*SSH answers on this port/,
  );
  expect(result.remedy).toContain('something else listens there');
});

it.each(URLS)('a proxy that is not there is named as the proxy, for %s', async (url) => {
  const result = await judgeBehind(await refusedPort(), url);
  expect(formatVerdict(result)).toMatch(/^failed connect_refused: the proxy 127\.0\.0\.1:\d+: connection refused/);
});

it.each(['403 Forbidden', '502 Bad Gateway', '503 Service Unavailable'])(
  'a proxy that answers the tunnel with %s has a remedy of its own',
  async (status) => {
    const result = await judgeBehind(await refusingProxy(status), URLS[1]);
    expect(formatVerdict(result)).toMatch(/^failed protocol: proxy, CONNECT shop\.example:443: answered \d{3}$/);
    expect(result.remedy).toContain('log of the proxy');
  },
);

it.each([
  [
    'Digest',
    'user:proxy-canary@',
    /the proxy wants Digest; kavmon speaks Basic with a proxy/,
    'scheme that the message names',
  ],
  ['Basic', '', /the proxy wants Basic; nothing was sent/, 'scheme that the message names'],
  ['Basic', 'user:proxy-canary@', /answered 407$/, 'rotated'],
] as const)('a proxy that wants %s, asked as "%s", tells what is wrong', async (scheme, userinfo, words, remedy) => {
  const port = await refusingProxy('407 Proxy Authentication Required', `Proxy-Authenticate: ${scheme} realm="p"\r\n`);
  const result = await judgeBehind(port, URLS[1], userinfo);
  expect(result).toMatchObject({ status: 'failed', reason: 'auth' });
  expect(result.message).toMatch(words);
  expect(result.remedy).toContain(remedy);
  expect(JSON.stringify(result)).not.toContain('proxy-canary');
});
