import { createServer, type TlsOptions } from 'node:tls';
import type { PemCertificate } from './certificates.ts';
import { listenTcp, type TestListener, trackServer } from './tcp-server.ts';

/** Completes the handshake and sends nothing. Takes the options of Node's TLS server: `{ maxVersion: 'TLSv1.2' }`. */
export const tlsSilent = (certificate: PemCertificate, options: TlsOptions = {}): Promise<TestListener> =>
  tlsServer(certificate, '', options);

/** Completes the handshake and sends `greeting`. */
export const tlsServer = (
  certificate: PemCertificate,
  greeting: string,
  options: TlsOptions = {},
): Promise<TestListener> => {
  const server = createServer({ key: certificate.key, cert: certificate.chain, ...options }, (socket) => {
    socket.on('error', () => {});
    socket.resume();
    socket.write(greeting);
  });
  return trackServer(server);
};

/** Completes the handshake, and hands out an answer of OCSP beside its certificate; null: none. */
export const tlsStapling = (
  certificate: PemCertificate,
  staple: Buffer | null,
  options: TlsOptions = {},
): Promise<TestListener> => {
  const server = createServer({ key: certificate.key, cert: certificate.chain, ...options }, (socket) => {
    socket.on('error', () => {});
    socket.resume();
  });
  server.on('OCSPRequest', (_certificate, _issuer, answer) => answer(null, staple as Buffer));
  return trackServer(server);
};

/** Supports TLS 1.0 and 1.1 only. */
export const tlsOld = (certificate: PemCertificate): Promise<TestListener> =>
  tlsSilent(certificate, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' });

/** Reads the ClientHello and never answers it. */
export const tlsStalled = (): Promise<TestListener> => listenTcp((socket) => socket.resume());

/** Answers the ClientHello with bytes that are no TLS record. */
export const tlsGarbage = (): Promise<TestListener> =>
  listenTcp((socket) => socket.once('data', () => socket.write(Buffer.alloc(64, 0xd7))));

/** Answers the ClientHello with the alert `handshake_failure` and closes. */
export const tlsRefusing = (): Promise<TestListener> =>
  listenTcp((socket) => socket.once('data', () => socket.end(Buffer.from([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28]))));
