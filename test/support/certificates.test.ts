import { X509Certificate } from 'node:crypto';
import { connect } from 'node:tls';
import { expect, it } from 'vitest';
import { makeTestCertificates } from './certificates.ts';
import { startHttpServer } from './http.ts';

const certificateSet = makeTestCertificates();

/** The code of the error with which Node refuses a server with this certificate; '' when it accepts it. */
const verificationError = async (
  name: keyof typeof certificateSet,
  ca: string | string[] = certificateSet.ca.cert,
): Promise<string> => {
  const server = await startHttpServer({
    tls: { key: certificateSet[name].key, cert: certificateSet[name].chain, ciphers: 'DEFAULT@SECLEVEL=0' },
  });
  try {
    return await new Promise((resolve) => {
      const socket = connect({ port: server.port, host: '127.0.0.1', ca, ciphers: 'DEFAULT@SECLEVEL=0' });
      socket.on('secureConnect', () => resolve(socket.destroy() && ''));
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    });
  } finally {
    await server.stop();
  }
};

it.each([
  ['leaf', ''],
  ['endsSoon', ''],
  ['soonChain', ''],
  ['expired', 'CERT_HAS_EXPIRED'],
  ['notYetValid', 'CERT_NOT_YET_VALID'],
  ['wrongName', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['selfSigned', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['untrusted', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ['expiredChain', 'CERT_HAS_EXPIRED'],
] as const)('a server with the certificate %s is judged %j', async (name, expected) => {
  expect(await verificationError(name)).toBe(expected);
});

it('a certificate holds the facts that a probe looks for', () => {
  const leaf = new X509Certificate(certificateSet.leaf.cert);
  expect(leaf.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1');
  expect(leaf.verify(new X509Certificate(certificateSet.ca.cert).publicKey)).toBe(true);
  expect(leaf.ca).toBe(false);
  expect(new X509Certificate(certificateSet.ca.cert).ca).toBe(true);
  expect(new X509Certificate(certificateSet.weakKey.cert).publicKey.asymmetricKeyDetails?.modulusLength).toBe(1024);
  expect(certificateSet.soonChain.chain.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
});

it('a client certificate opens a server that asks for one', async () => {
  const server = await startHttpServer({
    tls: {
      key: certificateSet.leaf.key,
      cert: certificateSet.leaf.chain,
      ca: certificateSet.ca.cert,
      requestCert: true,
    },
  });
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect({
      port: server.port,
      host: '127.0.0.1',
      ca: certificateSet.ca.cert,
      cert: certificateSet.client.chain,
      key: certificateSet.client.key,
    });
    socket.on('error', reject);
    socket.once('data', (data) => resolve(data.toString()));
    socket.write('GET /peer HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    socket.once('end', () => socket.destroy());
  });
  await server.stop();
  expect(answer).toContain('{"subject":"kavmon-client"}');
});
