import { expect, it } from 'vitest';
import tcpConnection from '../../../checks/endpoint/tcp-connection.ts';
import { startBlackHole } from '../../support/black-hole.ts';
import { makeTestCertificates } from '../../support/certificates.ts';
import { stopAfterTest } from '../../support/for-test.ts';
import { judgePageExample } from '../../support/page-example.ts';
import { askServer } from '../../support/probe-server.ts';
import * as faults from '../../support/tcp-faults.ts';
import { listenTcp, type TestListener } from '../../support/tcp-server.ts';
import { tlsServer, tlsStalled } from '../../support/tls-faults.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';

const testCertificates = makeTestCertificates();

const judgeTcpListener = (listener: Promise<TestListener>, params: object = {}, timeoutMs = 600) =>
  askServer(listener, ({ port }) => judgeCheck(tcpConnection, { host: '127.0.0.1', port, ...params }, { timeoutMs }));

it('a port that accepts is healthy, even of a silent server', async () => {
  const result = await judgeTcpListener(faults.tcpSilent());
  expect(result).toMatchObject({ status: 'ok', looked: { addresses: 1 }, measures: { duration: { unit: 's' } } });
  expect(result.assertions).toEqual([
    { name: 'connection to 127.0.0.1', operator: 'is', expected: 'open', actual: 'open', status: 'pass' },
  ]);
});

it('a refused port, an unknown name and a black hole have reasons of their own', async () => {
  const port = await faults.refusedPort();
  expect(formatVerdict(await judgeCheck(tcpConnection, { host: '127.0.0.1', port }))).toBe(
    `failed connect_refused: 127.0.0.1:${port}: connection refused (ECONNREFUSED)`,
  );
  expect(await judgeCheck(tcpConnection, { host: 'name.invalid', port })).toMatchObject({
    status: 'failed',
    reason: 'dns',
  });
  const hole = await startBlackHole();
  const target = { host: hole.host, port: hole.port };
  expect(await judgeCheck(tcpConnection, { ...target, connectTimeout: '200ms' })).toMatchObject({
    status: 'timeout',
    reason: 'connect_timeout',
  });
  const slow = await judgeCheck(tcpConnection, target, { timeoutMs: 300 });
  expect(slow).toMatchObject({
    status: 'timeout',
    reason: 'connect_timeout',
    notes: [`no answer from ${hole.host}:${hole.port}`],
  });
  const closed = await judgeCheck(tcpConnection, { ...target, connectTimeout: '200ms', mustBeClosed: true });
  expect(closed).toMatchObject({
    status: 'ok',
    notes: ['127.0.0.1 was silent, not refusing: something drops packets to it'],
  });
  await hole.stop();
});

it('with all addresses, one that refuses is a fault although another accepts', async () => {
  const server = await listenTcp((socket) => socket.resume());
  const params = { host: 'localhost', port: server.port };
  const { assertions } = await judgeCheck(tcpConnection, { ...params, addresses: 'all' });
  // The server listens on the IPv4 address of localhost only; some machines have no other.
  const wanted = assertions.length === 1 ? 'ok' : 'failed';
  expect(await judgeCheck(tcpConnection, { ...params, addresses: 'all' })).toMatchObject({ status: wanted });
  expect(await judgeCheck(tcpConnection, { ...params, addresses: 'any' })).toMatchObject({ status: 'ok' });
  await server.stop();
});

it('the example of the page is run', async () => {
  const greeter = await stopAfterTest(faults.mailGreeter());
  const { result } = await judgePageExample('tcp-connection', {
    'mail.example': '127.0.0.1',
    'port: 587': `port: ${greeter.port}`,
  });
  expect(formatVerdict(result)).toMatch(/^ok/);
});

it('mustBeClosed is healthy on a refusing port, failed on an open one, and never without a name', async () => {
  const port = await faults.refusedPort();
  expect(await judgeCheck(tcpConnection, { host: '127.0.0.1', port, mustBeClosed: true })).toMatchObject({
    status: 'ok',
  });
  const open = await judgeTcpListener(faults.tcpSilent(), { mustBeClosed: true });
  expect(formatVerdict(open)).toMatch(
    /^failed assertion: 127\.0\.0\.1:\d+: 127\.0\.0\.1 takes connections, expected to be closed$/,
  );
  expect(await judgeCheck(tcpConnection, { host: 'name.invalid', port, mustBeClosed: true })).toMatchObject({
    status: 'failed',
    reason: 'dns',
  });
  expect(await judgeCheck(tcpConnection, { host: '127.0.0.1', port, mustBeClosed: true, expect: 'x' })).toMatchObject({
    reason: 'config',
  });
});

it('the answer is matched, and its beginning is evidence', async () => {
  expect(await judgeTcpListener(faults.mailGreeter(), { expect: '^220 .*ESMTP' })).toMatchObject({ status: 'ok' });
  const echo = listenTcp((socket) => socket.pipe(socket));
  expect(await judgeTcpListener(echo, { send: 'PING\r\n', expect: '^PING' })).toMatchObject({ status: 'ok' });
});

it.each([
  ['closes', faults.tcpClosing],
  ['resets', faults.tcpResetting],
] as const)(
  'a port that takes the connection and %s it at once is no open port, unless that is allowed',
  async (_, listener) => {
    for (const more of [{}, { send: 'x' }, { addresses: 'all' }]) {
      const result = await judgeTcpListener(listener(), more);
      expect(formatVerdict(result)).toMatch(
        /^failed unreachable: 127\.0\.0\.1:\d+: took the connection and closed it at once$/,
      );
      expect(result.remedy).toMatch(/^Look at the log of the server/);
    }
    expect(await judgeTcpListener(listener(), { allowClose: true })).toMatchObject({ status: 'ok' });
    expect(await judgeTcpListener(listener(), { mustBeClosed: true })).toMatchObject({ reason: 'assertion' });
  },
);

it('a port that greets is open, be it closed then, and so is one that waits for the client', async () => {
  const greeting = listenTcp((socket) => socket.end('220 too busy\r\n'));
  expect(await judgeTcpListener(greeting)).toMatchObject({ status: 'ok' });
  expect(await judgeTcpListener(faults.endingAfterRequest('close'))).toMatchObject({ status: 'ok' });
  expect(await judgeTcpListener(faults.endingAfterRequest('close'), { send: 'QUIT\r\n' })).toMatchObject({
    status: 'ok',
  });
});

it.each([
  ['hangs', faults.tcpSilent, 'timeout deadline_attempt'],
  ['closes', faults.tcpClosing, 'failed unreachable'],
  ['resets', faults.tcpResetting, 'failed unreachable'],
  ['answers half', () => faults.tcpHalfAnswer('22', 'close', true), 'failed protocol'],
  ['answers half and hangs', () => faults.tcpHalfAnswer('22', 'hang', true), 'timeout deadline_attempt'],
  ['drips', () => faults.tcpDripping({ speaksFirst: true, every: 20 }), 'timeout deadline_attempt'],
  ['speaks something else', () => faults.tcpGarbage(true), 'timeout deadline_attempt'],
  ['sends without end', () => faults.tcpEndless('', undefined, true), 'failed protocol'],
] as const)('an answer expected of a server that %s has its outcome', async (_, listener, expected) => {
  expect(formatVerdict(await judgeTcpListener(listener(), { expect: '^220 ' }))).toMatch(new RegExp(`^${expected}: `));
});

it('TLS is started and verified', async () => {
  const tls = { ca: testCertificates.ca.cert };
  expect(await judgeTcpListener(tlsServer(testCertificates.leaf, 'hello'), { tls, expect: 'hello' })).toMatchObject({
    status: 'ok',
  });
  expect(await judgeTcpListener(tlsServer(testCertificates.expired, 'hello'), { tls })).toMatchObject({
    status: 'failed',
    reason: 'tls_expired',
  });
  expect(await judgeTcpListener(tlsServer(testCertificates.wrongName, 'hello'), { tls })).toMatchObject({
    status: 'failed',
    reason: 'tls_name',
  });
  expect(await judgeTcpListener(tlsServer(testCertificates.leaf, 'hello'), { tls: {} })).toMatchObject({
    status: 'failed',
    reason: 'tls_untrusted',
  });
  expect(await judgeTcpListener(tlsStalled(), { tls })).toMatchObject({ status: 'timeout', reason: 'tls_handshake' });
});
