import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import postgresConnection from '../../../checks/database/postgres-connection.ts';
import redisConnection from '../../../checks/database/redis-connection.ts';
import httpEndpoint from '../../../checks/endpoint/http-endpoint.ts';
import tcpConnection from '../../../checks/endpoint/tcp-connection.ts';
import tlsCertificate from '../../../checks/endpoint/tls-certificate.ts';
import type { Check } from '../../../src/check/check.ts';
import type { Result } from '../../../src/model/result.ts';
import { makeTestCertificates } from '../../support/certificates.ts';
import { describeWithPackages } from '../../support/describe-unless.ts';
import { stopAfterTest } from '../../support/for-test.ts';
import { startPostgres } from '../../support/postgres.ts';
import { startRedis } from '../../support/redis.ts';
import { mailGreeter, tcpHalfAnswer, webSpeaker } from '../../support/tcp-faults.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';

const { leaf } = makeTestCertificates();
const host = '127.0.0.1';
/** The remedy for packets that are swallowed: nothing is, where somebody answers. */
const SWALLOWED = 'swallow the packets';

type Asker = readonly [name: string, check: Check, params: (port: number) => object];

const plainAskers: readonly Asker[] = [
  ['http-endpoint', httpEndpoint as never, (port) => ({ url: `http://${host}:${port}/` })],
  ['redis-connection', redisConnection as never, (port) => ({ url: `redis://${host}:${port}` })],
  ['postgres-connection', postgresConnection as never, (port) => ({ host, port, user: 'u', ssl: { mode: 'disable' } })],
  ['postgres-connection that prefers TLS', postgresConnection as never, (port) => ({ host, port, user: 'u' })],
];

const tlsAskers: readonly Asker[] = [
  ['http-endpoint', httpEndpoint as never, (port) => ({ url: `https://${host}:${port}/` })],
  ['tcp-connection', tcpConnection as never, (port) => ({ host, port, tls: { insecure: true } })],
  ['tls-certificate', tlsCertificate as never, (port) => ({ host, port })],
  ['redis-connection', redisConnection as never, (port) => ({ url: `rediss://${host}:${port}` })],
];

/** What http-endpoint says of a server that is started for it. */
const askListening = async (server: Server, params: (port: number) => object): Promise<Result> => {
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  try {
    return await ask(httpEndpoint as never, params((server.address() as AddressInfo).port));
  } finally {
    server.close();
  }
};

const ask = (check: Check, params: object, timeoutMs = 2000): Promise<Result> =>
  judgeCheck(check, params, { timeoutMs });

describe('words in the clear to a port that speaks TLS', () => {
  const silent: Server = createHttpsServer({ key: leaf.key, cert: leaf.chain });
  let port = 0;
  beforeAll(async () => {
    await new Promise<void>((resolve) => silent.listen(0, host, resolve));
    ({ port } = silent.address() as AddressInfo);
  });
  afterAll(() => void silent.close());

  it.each(plainAskers)(
    '%s asks whether the port wants TLS, where it is closed without a word',
    async (_, check, params) => {
      const result = await ask(check, params(port));
      expect(formatVerdict(result)).toMatch(/^failed unreachable: .*does this port want TLS/);
      expect(result.remedy).not.toContain(SWALLOWED);
    },
  );

  it.each(plainAskers)('%s says so, where an alert of TLS comes', async (_, check, params) => {
    const server = await stopAfterTest(tcpHalfAnswer(Buffer.from([0x15, 3, 1, 0, 2, 2, 10]), 'close'));
    const result = await ask(check, params(server.port));
    expect(formatVerdict(result)).toMatch(/^failed protocol: .*this port speaks TLS/);
    expect(result.remedy).toContain('something else listens there');
  });

  it('tcp-connection has it in a note, where what is expected does not come', async () => {
    const server = await stopAfterTest(tcpHalfAnswer(Buffer.from([0x15, 3, 1, 0, 2, 2, 10]), 'hang', true));
    const result = await ask(tcpConnection as never, { host, port: server.port, expect: 'PONG' }, 400);
    expect(result).toMatchObject({ status: 'timeout', reason: 'deadline_attempt' });
    expect(result.notes.join()).toContain('this port speaks TLS, ask with tls: {}');
    expect(result.remedy).toContain('The connection is open');
  });

  it.each([
    'The plain HTTP request was sent to HTTPS port',
    'Client sent an HTTP request to an HTTPS server.',
    "Reason: You're speaking plain HTTP to an SSL-enabled server port.",
    'This combination of host and port requires TLS.',
  ])('http-endpoint understands the server that says "%s"', async (words) => {
    const server = createHttpServer((_, answer) => answer.writeHead(400).end(words));
    const result = await askListening(server, (at) => ({ url: `http://${host}:${at}/` }));
    expect(formatVerdict(result)).toMatch(/^failed status: .*the port wants TLS, ask with https:\/\//);
    expect(result.remedy).toMatch(/^Ask as the message says, with TLS/);
  });

  it.each([
    [400, '<html><head><title>400 No required SSL certificate was sent</title></head></html>'],
    [400, '<center><h1>400 Bad Request</h1></center><center>The SSL certificate error</center>'],
    [403, 'The page requires a client certificate'],
  ])('http-endpoint understands the server that misses a client certificate by %d "%s"', async (status, words) => {
    const server = createHttpsServer({ key: leaf.key, cert: leaf.chain }, (_, answer) =>
      answer.writeHead(status).end(words),
    );
    const result = await askListening(server, (at) => ({ url: `https://${host}:${at}/`, tls: { insecure: true } }));
    expect(formatVerdict(result)).toMatch(/^failed (status|permission): .*; the server wants a client certificate/);
    expect(result.remedy).toMatch(/^Give the client certificate and its key/);
  });

  it('http-endpoint takes the words of a proxy that wants TLS for no words of the server', async () => {
    const server = createHttpServer((_, answer) =>
      answer.writeHead(400).end('The plain HTTP request was sent to HTTPS port'),
    );
    const result = await askListening(server, (at) => ({ url: 'http://shop.example/', proxy: `http://${host}:${at}` }));
    expect(formatVerdict(result)).toMatch(/^failed status: .*; the port of the proxy.* wants TLS/);
    expect(result.message).not.toContain('ask with https');
  });

  it('http-endpoint does not say so of another 400', async () => {
    const server = createHttpServer((_, answer) => answer.writeHead(400).end('the field "port" is missing'));
    const result = await askListening(server, (at) => ({ url: `http://${host}:${at}/` }));
    expect(formatVerdict(result)).toMatch(/^failed status: [^;]*expected 2xx$/);
  });
});

describe('TLS to a port that speaks in the clear', () => {
  it.each(tlsAskers)('%s says that it answers in the clear', async (_, check, params) => {
    for (const start of [webSpeaker, mailGreeter]) {
      const server = await stopAfterTest(start());
      const result = await ask(check, params(server.port));
      expect(formatVerdict(result)).toMatch(/^failed tls_handshake: .*does not speak TLS, it answers in the clear/);
      expect(result.remedy).toContain('whether the port speaks TLS at all');
    }
  });

  it('tls-certificate names starttls, where a protocol may begin in the clear', async () => {
    const server = await stopAfterTest(mailGreeter());
    expect(formatVerdict(await ask(tlsCertificate as never, { host, port: server.port }))).toContain('(starttls)');
  });
});

describe('a server of another protocol', () => {
  it.each([
    ['SSH', 'SSH-2.0-OpenSSH_9.2p1\r\n'],
    ['a mail or FTP server', '220 mail.example ESMTP\r\n'],
    ['an IMAP server', '* OK [CAPABILITY IMAP4rev1 STARTTLS] Dovecot ready.\r\n'],
    ['a POP3 server', '+OK Dovecot ready.\r\n'],
  ])('is named where %s answers', async (speaker, banner) => {
    for (const [, check, params] of plainAskers) {
      const server = await stopAfterTest(tcpHalfAnswer(banner, 'hang', true));
      const result = await ask(check, params(server.port));
      expect(formatVerdict(result)).toMatch(/^failed protocol/);
      expect(result.message).toContain(`${speaker} answers on this port`);
      expect(result.remedy).toContain('something else listens there');
    }
  });
});

const describeDatabases = await describeWithPackages('postgresql', 'redis-server', 'redis-tools');

describeDatabases('real databases', () => {
  it('Redis with TLS only is told from one that is gone', async () => {
    const server = await stopAfterTest(startRedis({ tls: true }));
    const plain = await ask(redisConnection as never, { url: `redis://${host}:${server.port}` });
    expect(formatVerdict(plain)).toMatch(
      /^failed unreachable: .*closed the connection at the first command; does this port want TLS \(rediss:\/\/, tls: \{\}\)\?/,
    );
    expect(plain.remedy).not.toContain(SWALLOWED);
    const encrypted = await ask(redisConnection as never, {
      url: `rediss://${host}:${server.port}`,
      tls: { ca: server.ca },
    });
    expect(formatVerdict(encrypted)).toMatch(/^ok/);
  });

  it('the certificate of PostgreSQL is read with starttls, and without it the message names that', async () => {
    const server = await stopAfterTest(startPostgres());
    const at = { host, port: server.port, ca: server.ca };
    expect(formatVerdict(await ask(tlsCertificate as never, at))).toMatch(
      /^failed tls_handshake: .*postgres.*\(starttls\)/,
    );
    expect(formatVerdict(await ask(tlsCertificate as never, { ...at, starttls: 'postgres' }))).toMatch(/^ok/);
  });
});
