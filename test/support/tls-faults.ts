import { createServer, type TlsOptions } from 'node:tls';
import type { Certificate } from './certificates.ts';
import { type Listener, listen, track } from './listen.ts';

/** Completes the handshake and sends nothing. Takes the options of Node's TLS server: `{ maxVersion: 'TLSv1.2' }`. */
export const tlsSilent = (certificate: Certificate, options: TlsOptions = {}): Promise<Listener> =>
  tlsServer(certificate, '', options);

/** Completes the handshake and sends `greeting`. */
export const tlsServer = (certificate: Certificate, greeting: string, options: TlsOptions = {}): Promise<Listener> => {
  const server = createServer({ key: certificate.key, cert: certificate.chain, ...options }, (socket) => {
    socket.on('error', () => {});
    socket.resume();
    socket.write(greeting);
  });
  return track(server);
};

/** Supports TLS 1.0 and 1.1 only. */
export const tlsOld = (certificate: Certificate): Promise<Listener> =>
  tlsSilent(certificate, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' });

/** Reads the ClientHello and never answers it. */
export const tlsStalled = (): Promise<Listener> => listen((socket) => socket.resume());

/** Answers the ClientHello with bytes that are no TLS record. */
export const tlsGarbage = (): Promise<Listener> =>
  listen((socket) => socket.once('data', () => socket.write(Buffer.alloc(64, 0xd7))));

/** Answers the ClientHello with the alert `handshake_failure` and closes. */
export const tlsRefusing = (): Promise<Listener> =>
  listen((socket) => socket.once('data', () => socket.end(Buffer.from([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28]))));
