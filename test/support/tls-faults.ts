import { createServer, type TlsOptions } from 'node:tls';
import type { Certificate } from './certificates.ts';
import { type Listener, listen, track } from './listen.ts';

/** Finishes the handshake, and then never says a word. Any option of Node's TLS server may be set: `{ maxVersion: 'TLSv1.2' }`. */
export const tlsSilent = (certificate: Certificate, options: TlsOptions = {}): Promise<Listener> =>
  tlsServer(certificate, '', options);

/** Finishes the handshake and says `greeting`. */
export const tlsServer = (certificate: Certificate, greeting: string, options: TlsOptions = {}): Promise<Listener> => {
  const server = createServer({ key: certificate.key, cert: certificate.chain, ...options }, (socket) => {
    socket.on('error', () => {});
    socket.resume();
    socket.write(greeting);
  });
  return track(server);
};

/** Knows no version of TLS after 1.1. */
export const tlsOld = (certificate: Certificate): Promise<Listener> =>
  tlsSilent(certificate, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' });

/** Takes the ClientHello and never answers it. */
export const tlsStalled = (): Promise<Listener> => listen((socket) => socket.resume());

/** Answers the ClientHello with bytes that are no TLS record. */
export const tlsGarbage = (): Promise<Listener> =>
  listen((socket) => socket.once('data', () => socket.write(Buffer.alloc(64, 0xd7))));

/** Answers the ClientHello with the alert `handshake_failure` and closes. */
export const tlsRefusing = (): Promise<Listener> =>
  listen((socket) => socket.once('data', () => socket.end(Buffer.from([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28]))));
