import { createServer, type SecureVersion } from 'node:tls';
import { describe, expect, it } from 'vitest';
import redisConnection from '../../../checks/database/redis-connection.ts';
import httpEndpoint from '../../../checks/endpoint/http-endpoint.ts';
import tcpConnection from '../../../checks/endpoint/tcp-connection.ts';
import tlsCertificate from '../../../checks/endpoint/tls-certificate.ts';
import type { Check } from '../../../src/check/check.ts';
import { makeTestCertificates } from '../../support/certificates.ts';
import { askServer } from '../../support/probe-server.ts';
import { type TestListener, trackServer } from '../../support/tcp-server.ts';
import { tlsSilent } from '../../support/tls-faults.ts';
import { formatVerdict, judgeCheck } from './judge-check.ts';

const certificates = makeTestCertificates();
const ca = certificates.ca.cert;
const clients = {
  no: {},
  unknown: { cert: certificates.selfSigned.cert, key: certificates.selfSigned.key },
  known: { cert: certificates.client.chain, key: certificates.client.key },
} as const;

/** A service that takes clients of its own authority only: it answers them, whatever they ask. */
const mutualTlsService = (maxVersion: SecureVersion, greeting = ''): Promise<TestListener> => {
  const { leaf } = certificates;
  const options = { key: leaf.key, cert: leaf.chain, ca, requestCert: true, rejectUnauthorized: true, maxVersion };
  const server = createServer(options, (socket) => {
    socket.on('error', () => {});
    if (greeting !== '') socket.write(greeting);
    socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'));
  });
  return trackServer(server);
};

const judgeMutual = (check: Check, params: (port: number) => object, version: SecureVersion = 'TLSv1.3') =>
  askServer(mutualTlsService(version), ({ port }) => judgeCheck(check, params(port), { timeoutMs: 3000 }));

const tcpParams = (client: object) => (port: number) => ({ host: 'localhost', port, tls: { ca, ...client } });
const certificateParams = (client: object) => (port: number) => ({ host: 'localhost', port, ca, ...client });

describe('a server that judges the client after the handshake', () => {
  it('is no green port without a client certificate, and the alert is told', async () => {
    for (const more of [{}, { send: 'x' }, { allowClose: true }]) {
      const result = await judgeMutual(tcpConnection, (port) => ({ ...tcpParams(clients.no)(port), ...more }));
      expect(formatVerdict(result)).toMatch(
        /^failed tls_handshake: localhost:\d+: the server wants a client certificate .*alert certificate required/,
      );
    }
  });

  it('is no green port with a client certificate that it does not know', async () => {
    expect(formatVerdict(await judgeMutual(tcpConnection, tcpParams(clients.unknown)))).toMatch(
      /^failed unreachable: .*closed it at once after the TLS handshake, as a server does that refuses the client/,
    );
    expect(formatVerdict(await judgeMutual(tcpConnection, tcpParams(clients.unknown), 'TLSv1.2'))).toMatch(
      /^failed tls_handshake: .*after it had shown its certificate, as one does that refuses the client certificate/,
    );
  });

  it('is said to want a client certificate by TLS 1.2, which has no alert for that', async () => {
    expect(formatVerdict(await judgeMutual(tcpConnection, tcpParams(clients.no), 'TLSv1.2'))).toMatch(
      /^failed tls_handshake: .*after it had shown its certificate, as one does that wants a client certificate/,
    );
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('is healthy by %s with the right client certificate', async (version) => {
    expect(await judgeMutual(tcpConnection, tcpParams(clients.known), version)).toMatchObject({ status: 'ok' });
    expect(await judgeMutual(tlsCertificate, certificateParams(clients.known), version)).toMatchObject({
      status: 'ok',
      notes: [],
    });
  });

  it('is not taken for swallowed packets or a bad answer by HTTP and Redis', async () => {
    const http = (client: object) => (port: number) => ({ url: `https://localhost:${port}/`, tls: { ca, ...client } });
    for (const [check, params] of [
      [httpEndpoint, http(clients.no)],
      [redisConnection, tcpParams(clients.no)],
    ] as const) {
      expect(formatVerdict(await judgeMutual(check, params))).toMatch(
        /^failed tls_handshake: .*the server wants a client certificate/,
      );
    }
    expect(await judgeMutual(httpEndpoint, http(clients.unknown))).toMatchObject({ status: 'failed' });
    expect(await judgeMutual(redisConnection, tcpParams(clients.unknown))).toMatchObject({ status: 'failed' });
    expect(await judgeMutual(httpEndpoint, http(clients.known))).toMatchObject({ status: 'ok' });
  });

  it.each([
    ['TLSv1.2', 'no'],
    ['TLSv1.3', 'no'],
    ['TLSv1.2', 'unknown'],
    ['TLSv1.3', 'unknown'],
  ] as const)(
    'shows its certificate by %s to a client with %s certificate, which is judged, with a note of what it wants',
    async (version, client) => {
      const result = await judgeMutual(tlsCertificate, certificateParams(clients[client]), version);
      expect(result).toMatchObject({ status: 'ok', looked: { certificates: 2 } });
      expect(result.notes).toEqual([
        expect.stringMatching(/^only the certificate was judged: .*(wants a|another|refuses the) client certificate/),
      ]);
    },
  );

  it('has an expired certificate found although it refuses the client', async () => {
    const { expired } = certificates;
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      const server = tlsSilent(expired, { ca, requestCert: true, rejectUnauthorized: true, maxVersion });
      const result = await askServer(server, ({ port }) => judgeCheck(tlsCertificate, certificateParams({})(port)));
      expect(result).toMatchObject({ status: 'failed', reason: 'tls_expired' });
    }
  });
});

describe('a TLS server that is content', () => {
  it.each([
    ['sends a ticket and waits', {}],
    ['has no tickets and waits', { secureOptions: 0x4000 }],
    ['speaks TLS 1.2', { maxVersion: 'TLSv1.2' }],
  ] as const)('is healthy when it %s', async (_, options) => {
    const server = tlsSilent(certificates.leaf, options);
    const result = await askServer(server, ({ port }) => judgeCheck(tcpConnection, tcpParams({})(port)));
    expect(result).toMatchObject({ status: 'ok', notes: [] });
  });
});
