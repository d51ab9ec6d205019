import type { TLSSocket } from 'node:tls';
import { type CertificateChain, readPeerChain, type TrustContext } from './certificate.ts';

/** What a server has shown in a handshake, be it one that fails in the end. */
export interface SessionFacts {
  readonly chain: CertificateChain;
  readonly verdict: TrustContext['verdict'];
  readonly protocol: string | null;
  readonly cipher: string | null;
  /** The answer of OCSP that came with the certificate, DER. */
  readonly staple: Buffer | undefined;
}

/** Reads the facts of a session as soon as they are there: once it has failed, Node has them no more. */
export const recordSession = (socket: TLSSocket): (() => SessionFacts | undefined) => {
  let facts: Omit<SessionFacts, 'staple'> | undefined;
  let staple: Buffer | undefined;
  const read = (verdict: TrustContext['verdict']): void => {
    // It stays the same, and to read it takes as long as the rest of the probe.
    const chain = facts?.chain ?? readPeerChain(socket);
    if (chain.length === 0) return;
    facts = { chain, verdict, protocol: socket.getProtocol(), cipher: socket.getCipher()?.name ?? null };
  };
  // Keys are agreed on once the certificate of the server is there, in TLS 1.2 before the handshake is done.
  const readEarly = (): void => read(undefined);
  socket.on('keylog', readEarly);
  socket.once('OCSPResponse', (response: Buffer | null) => {
    staple = response ?? undefined;
  });
  socket.once('secureConnect', () => {
    socket.off('keylog', readEarly);
    read(verificationCode(socket));
  });
  return () => facts && { ...facts, staple };
};

/** Code of OpenSSL's verification, null when it passed. At run time Node has the code where its types have an Error. */
const verificationCode = (socket: TLSSocket): string | null => {
  const verdict: unknown = socket.authorizationError;
  if (verdict === null || verdict === undefined) return null;
  return verdict instanceof Error && 'code' in verdict ? String(verdict.code) : String(verdict);
};
