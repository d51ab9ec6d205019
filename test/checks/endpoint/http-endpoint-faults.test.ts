import { afterAll, beforeAll, expect, it } from 'vitest';
import httpEndpoint from '../../../checks/endpoint/http-endpoint.ts';
import { makeTestCertificates, writeCertificate } from '../../support/certificates.ts';
import { halfAnswers } from '../../support/half-answers.ts';
import { startHttpServer } from '../../support/http.ts';
import { askServer } from '../../support/probe-server.ts';
import * as faults from '../../support/tcp-faults.ts';
import type { TestListener } from '../../support/tcp-server.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';
import { tlsGarbage, tlsOld, tlsRefusing, tlsStalled } from '../../support/tls-faults.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';

let certificateFolder: TemporaryFolder;
const testCertificates = makeTestCertificates();

beforeAll(async () => {
  certificateFolder = await makeTemporaryFolder('http-endpoint');
});
afterAll(() => certificateFolder.remove());

const judgeListener = (listener: Promise<TestListener>, params: object = {}, timeoutMs = 600) => {
  const scheme = 'tls' in params ? 'https' : 'http';
  return askServer(listener, ({ port }) =>
    judgeCheck(httpEndpoint, { url: `${scheme}://127.0.0.1:${port}/`, ...params }, { timeoutMs }),
  );
};

it.each([
  ['expired', 'tls_expired'],
  ['notYetValid', 'tls_expired'],
  ['wrongName', 'tls_name'],
  ['selfSigned', 'tls_untrusted'],
  ['untrusted', 'tls_untrusted'],
  ['expiredChain', 'tls_expired'],
] as const)('a server whose certificate is %s fails as %s', async (name, reason) => {
  const secure = await startHttpServer({
    tls: { key: testCertificates[name].key, cert: testCertificates[name].chain },
  });
  const params = { url: `${secure.url}/ok`, tls: { ca: testCertificates.ca.cert } };
  expect(await judgeCheck(httpEndpoint, params)).toMatchObject({ status: 'failed', reason });
  const insecure = await judgeCheck(httpEndpoint, { ...params, tls: { insecure: true } });
  expect(insecure).toMatchObject({ status: 'ok', notes: ['the certificate was not verified (tls.insecure)'] });
  await secure.stop();
});

it('TLS works with a client certificate, another server name and a least version', async () => {
  const tls = {
    key: testCertificates.wrongName.key,
    cert: testCertificates.wrongName.chain,
    ca: testCertificates.ca.cert,
    requestCert: true,
    rejectUnauthorized: false,
    maxVersion: 'TLSv1.2',
  } as const;
  const secure = await startHttpServer({ tls });
  const files = await writeCertificate(certificateFolder.path, 'client', testCertificates.client);
  const options = {
    ca: testCertificates.ca.cert,
    serverName: 'other.example',
    cert: files.cert,
    key: testCertificates.client.key,
  };
  const url = `${secure.url}/peer`;
  const jsonPath = [{ path: '$.subject', eq: 'kavmon-client' }];
  const result = await judgeCheck(httpEndpoint, { url, jsonPath, tls: options });
  expect(formatVerdict(result)).toMatch(/^ok/);
  expect(result.phases.map(({ name }) => name)).toContain('tls');
  expect(await judgeCheck(httpEndpoint, { url, tls: { ...options, minVersion: 'TLSv1.3' } })).toMatchObject({
    reason: 'tls_handshake',
  });
  expect(await judgeCheck(httpEndpoint, { url, tls: { ca: '/nowhere.pem' } })).toMatchObject({
    status: 'error',
    reason: 'config',
  });
  await secure.stop();
});

it.each([
  ['hangs', faults.tcpSilent, {}, 'timeout deadline_attempt', 'request'],
  ['closes', () => faults.endingAfterRequest('close'), {}, 'failed unreachable', 'request'],
  ['resets', () => faults.endingAfterRequest('reset'), {}, 'failed unreachable', 'request'],
  [
    'hangs in the headers',
    () => faults.tcpHalfAnswer(halfAnswers.httpHeaders, 'hang'),
    {},
    'timeout deadline_attempt',
    'request',
  ],
  [
    'breaks off in the headers',
    () => faults.tcpHalfAnswer(halfAnswers.httpHeaders, 'close'),
    {},
    'failed unreachable',
    'request',
  ],
  [
    'hangs in the body',
    () => faults.tcpHalfAnswer(halfAnswers.httpBody, 'hang'),
    {},
    'timeout deadline_attempt',
    'transfer',
  ],
  [
    'breaks off in the body',
    () => faults.tcpHalfAnswer(halfAnswers.httpBody, 'close'),
    {},
    'failed unreachable',
    'transfer',
  ],
  [
    'resets in a body that ends with its connection',
    () => faults.tcpHalfAnswer('HTTP/1.1 200 OK\r\n\r\nhalf', 'reset'),
    {},
    'failed unreachable',
    'transfer',
  ],
  [
    'breaks off in a chunk',
    () => faults.tcpHalfAnswer(halfAnswers.httpChunk, 'close'),
    {},
    'failed unreachable',
    'transfer',
  ],
  [
    'drips headers',
    () => faults.tcpDripping({ head: 'HTTP/1.1 200 OK\r\nX: ', every: 20 }),
    {},
    'timeout deadline_attempt',
    'request',
  ],
  [
    'drips a body',
    () => faults.tcpDripping({ head: 'HTTP/1.1 200 OK\r\n\r\n', every: 20 }),
    {},
    'timeout deadline_attempt',
    'transfer',
  ],
  ['sends headers without end', () => faults.tcpEndless('HTTP/1.1 200 OK\r\nX: '), {}, 'failed protocol', 'request'],
  ['speaks SMTP', faults.mailGreeter, {}, 'failed protocol', 'request'],
  ['speaks nothing known', () => faults.tcpGarbage(), {}, 'failed protocol', 'request'],
  ['never answers the handshake', tlsStalled, { tls: {} }, 'timeout tls_handshake', 'tls'],
  ['answers the handshake with garbage', tlsGarbage, { tls: {} }, 'failed tls_handshake', 'tls'],
  ['refuses the handshake', tlsRefusing, { tls: {} }, 'failed tls_handshake', 'tls'],
  ['knows only TLS 1.1', () => tlsOld(testCertificates.leaf), { tls: {} }, 'failed tls_handshake', 'tls'],
  [
    'hangs in the handshake',
    () => faults.tcpHalfAnswer(halfAnswers.tls, 'hang'),
    { tls: {} },
    'timeout tls_handshake',
    'tls',
  ],
  [
    'speaks HTTP in place of TLS',
    () => faults.tcpHalfAnswer('HTTP/1.1 400 Bad Request\r\n\r\n', 'close'),
    { tls: {} },
    'failed tls_handshake',
    'tls',
  ],
] as const)('a server that %s has a reason of its own', async (_, listener, params, expected, phase) => {
  const result = await judgeListener(listener(), params);
  expect(formatVerdict(result)).toMatch(new RegExp(`^${expected}: `));
  expect(result.phases.at(-1)).toMatchObject({ name: phase, done: false });
  expect(result.durationMs).toBeLessThan(1600);
});

it('a silent server is named in a note', async () => {
  const target = await faults.tcpSilent();
  const result = await judgeCheck(httpEndpoint, { url: `http://127.0.0.1:${target.port}/x?key=1` }, { timeoutMs: 200 });
  expect(result.notes).toEqual([`no answer from http://127.0.0.1:${target.port}/x?key=***`]);
  await target.stop();
});

it('a body without end is cut at the limit, and its connection closed', async () => {
  expect(await judgeListener(faults.tcpEndless('HTTP/1.1 200 OK\r\n\r\n'))).toMatchObject({ status: 'ok' });
});

it('refused connections, unknown names and bad URLs have reasons of their own', async () => {
  const port = await faults.refusedPort();
  expect(await judgeCheck(httpEndpoint, { url: `http://127.0.0.1:${port}` })).toMatchObject({
    status: 'failed',
    reason: 'connect_refused',
  });
  expect(await judgeCheck(httpEndpoint, { url: 'http://name.invalid/' })).toMatchObject({
    status: 'failed',
    reason: 'dns',
  });
  for (const url of ['ftp://127.0.0.1/', 'nonsense', 'http://'])
    expect(await judgeCheck(httpEndpoint, { url })).toMatchObject({ status: 'error', reason: 'config' });
});
