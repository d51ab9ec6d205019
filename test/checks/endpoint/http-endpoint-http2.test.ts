import { createSecureServer, createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import httpEndpoint from '../../../checks/endpoint/http-endpoint.ts';
import { makeTestCertificates } from '../../support/certificates.ts';
import { stopAfterTest } from '../../support/for-test.ts';
import { startHttpServer } from '../../support/http.ts';
import { webSpeaker } from '../../support/tcp-faults.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';

const { leaf, ca } = makeTestCertificates();

const answer = (stream: ServerHttp2Stream, headers: Readonly<Record<string, unknown>>): void => {
  const path = String(headers[':path']);
  stream.on('error', () => {});
  if (path === '/hang') return;
  if (path === '/reset') return void stream.close(2);
  if (path === '/cut') {
    stream.respond({ ':status': 200 });
    stream.write('half');
    return void setImmediate(() => stream.session?.destroy());
  }
  if (path === '/endless') {
    stream.respond({ ':status': 200 });
    const more = (): void => {
      while (!stream.destroyed && stream.write('x'.repeat(16_384)));
      if (!stream.destroyed) stream.once('drain', more);
    };
    return void more();
  }
  if (path === '/away') return void stream.respond({ ':status': 302, location: '/ok' }, { endStream: true });
  let body = '';
  stream.on('data', (part) => {
    body += part;
  });
  stream.on('end', () => {
    stream.respond({ ':status': 200, 'content-type': 'application/json', 'set-cookie': ['a=1', 'b=2'] });
    stream.end(
      JSON.stringify({
        path,
        body,
        method: headers[':method'],
        host: headers[':authority'],
        agent: headers['user-agent'],
      }),
    );
  });
};

const listen = async (server: Http2Server): Promise<number> => {
  server.on('stream', answer);
  const sessions = new Set<{ destroy: () => void }>();
  server.on('session', (session) => sessions.add(session));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const session of sessions) session.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
};

const judge = (url: string, params: object = {}, timeoutMs = 3000) =>
  judgeCheck(httpEndpoint, { url, httpVersion: 2, ...params }, { timeoutMs });

it('HTTP/2 is spoken by prior knowledge without TLS, with bodies, redirects and headers', async () => {
  const base = `http://127.0.0.1:${await listen(createServer())}`;
  const jsonPath = [
    { path: '$.body', eq: '{"a":1}' },
    { path: '$.method', eq: 'PUT' },
    { path: '$.path', eq: '/ok?b=c' },
  ];
  const headers = [{ name: 'set-cookie', equals: 'b=2', of: 'any' }];
  const sent = { method: 'PUT', json: { a: 1 }, jsonPath, responseHeaders: headers };
  expect(formatVerdict(await judge(`${base}/ok?b=c`, sent))).toMatch(/^ok -/);
  expect(formatVerdict(await judge(`${base}/away`, { finalUrl: '/ok$' }))).toMatch(/^ok -/);
  expect(formatVerdict(await judge(`${base}/reset`))).toMatch(
    /^failed protocol: GET \S+: the exchange over HTTP\/2 failed/,
  );
  expect(formatVerdict(await judge(`${base}/cut`))).toMatch(
    /^failed unreachable: .*the answer broke off after 4 bytes/,
  );
  expect(formatVerdict(await judge(`${base}/hang`, {}, 500))).toMatch(/^timeout deadline_attempt: .*phase request/);
  const endless = await judge(`${base}/endless`, { bodyLimit: 1000, contains: 'y' });
  expect(endless).toMatchObject({ status: 'error', reason: 'missing_value' });
});

it('HTTP/2 is agreed on with TLS, and a server that has only HTTP/1.1 is named', async () => {
  const port = await listen(createSecureServer({ key: leaf.key, cert: leaf.chain }) as unknown as Http2Server);
  const tls = { ca: ca.cert };
  expect(formatVerdict(await judge(`https://localhost:${port}/ok`, { tls }))).toMatch(/^ok -/);
  expect((await judge(`https://localhost:${port}/ok`)).reason).toBe('tls_untrusted');
  const old = await stopAfterTest(webSpeaker());
  expect(formatVerdict(await judge(`http://127.0.0.1:${old.port}/ok`))).toMatch(
    /^failed protocol: .*not the answer of HTTP\/2: "HTTP\/1\.1/,
  );
  const plain = await stopAfterTest(startHttpServer());
  const proxied = await judge('http://shop.example/', { proxy: plain.url });
  expect(formatVerdict(proxied)).toMatch(/^error config: .*does not pass a proxy/);
});
