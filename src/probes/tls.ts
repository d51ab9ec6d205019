import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { errorMessage, ProbeError } from '../model/errors.ts';
import { readLocalText } from '../process/local-file.ts';
import {
  type CertificateChain,
  type ChainFacts,
  judgeChain,
  parsePemChain,
  readPeerChain,
  type TrustContext,
} from './net/certificate.ts';
import { errorCode, isClientCertificateAlert, isHandshakeFailure } from './net/network-error.ts';
import { type StarttlsProtocol, starttlsProtocols, starttlsRequests } from './net/starttls/starttls.ts';
import { connectTcp, formatHostPort } from './net/tcp-connect.ts';
import { awaitHandshake, readPem, startTls, type TlsOptions } from './net/tls-connect.ts';
import { watchOpening } from './net/watch-opening.ts';
import type { ProbeSession } from './probe.ts';

/** A server, by `host` and `port`, or a PEM file. */
export interface TlsProbeOptions extends Pick<TlsOptions, 'ca' | 'cert' | 'key' | 'serverName' | 'minVersion'> {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly family?: 4 | 6 | undefined;
  readonly starttls?: StarttlsProtocol | undefined;
  /** Path of a PEM file: the certificate, then the rest of its chain. */
  readonly file?: string | undefined;
}

export interface TlsAnswer extends ChainFacts {
  readonly target: string;
  /** Null for a file. */
  readonly protocol: string | null;
  readonly cipher: string | null;
  /** Why the server, having shown its certificate, ends the connection; undefined when it does not. */
  readonly refusal?: string | undefined;
}

/**
 * The certificates of a server or a file. They are read without verification and judged afterwards, so that an expired chain
 * still gives its dates. Throws ProbeError when there is no certificate, or the signal's reason.
 */
export const probeTls = (options: TlsProbeOptions, session: ProbeSession): Promise<TlsAnswer> =>
  options.file === undefined ? readServerChain(options, session) : readFileChain(options.file, options);

const readServerChain = async (options: TlsProbeOptions, session: ProbeSession): Promise<TlsAnswer> => {
  const { host, port } = options;
  if (host === undefined || port === undefined) throw new ProbeError('config', 'neither host and port nor a file');
  const target = formatHostPort(host, port);
  const plain = await connectTcp({ host, port, family: options.family }, session);
  let socket: Socket = plain;
  try {
    session.phase('tls');
    if (options.starttls !== undefined) await starttlsRequests[options.starttls](plain, target);
    const encrypted = await startTls(plain, { host }, { ...options, insecure: true }, session);
    socket = encrypted;
    const readFacts = recordSession(encrypted);
    const refusal = await findRefusal(encrypted, target, () => readFacts() !== undefined);
    const facts = readFacts();
    if (facts === undefined) throw new ProbeError('tls_handshake', `${target}: the server sent no certificate`);
    const { chain, verdict, protocol, cipher } = facts;
    const context = { name: options.serverName ?? host, ca: await readPem(options.ca), verdict };
    return { target, protocol, cipher, refusal, ...judgeChain(chain, context) };
  } catch (error) {
    session.signal.throwIfAborted();
    throw options.starttls === undefined ? withStarttlsHint(error) : error;
  } finally {
    socket.destroy();
    plain.destroy();
  }
};

/** Codes of a server that did not take TLS as the first words. */
const UNTAKEN_CODES: readonly string[] = [
  'ECONNRESET',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
];

const withStarttlsHint = (error: unknown): unknown =>
  error instanceof ProbeError && error.reason === 'tls_handshake' && UNTAKEN_CODES.includes(errorCode(error.cause))
    ? new ProbeError(
        'tls_handshake',
        `${error.message}; if it begins in the clear (${starttlsProtocols.join(', ')}), name that (starttls)`,
        { cause: error.cause },
      )
    : error;

interface SessionFacts extends Pick<TlsAnswer, 'protocol' | 'cipher'> {
  readonly chain: CertificateChain;
  readonly verdict: TrustContext['verdict'];
}

/** Reads the facts of a session as soon as they are there: once it has failed, Node has them no more. */
const recordSession = (socket: TLSSocket): (() => SessionFacts | undefined) => {
  let facts: SessionFacts | undefined;
  const read = (verdict: TrustContext['verdict']): void => {
    // It stays the same, and to read it takes as long as the rest of the probe.
    const chain = facts?.chain ?? readPeerChain(socket);
    if (chain.length === 0) return;
    facts = { chain, verdict, protocol: socket.getProtocol(), cipher: socket.getCipher()?.name ?? null };
  };
  // Keys are agreed on once the certificate of the server is there, in TLS 1.2 before the handshake is done.
  const readEarly = (): void => read(undefined);
  socket.on('keylog', readEarly);
  socket.once('secureConnect', () => {
    socket.off('keylog', readEarly);
    read(verificationCode(socket));
  });
  return () => facts;
};

/** Why the server takes no connection of this client, although it has shown its certificate; undefined when it does. */
const findRefusal = async (
  socket: TLSSocket,
  target: string,
  hasCertificate: () => boolean,
): Promise<string | undefined> => {
  const started = performance.now();
  let isSecured = false;
  try {
    await awaitHandshake(socket, target);
    isSecured = true;
    const openedInMs = performance.now() - started;
    // Before TLS 1.3 the handshake ends with the word of the server.
    if (socket.getProtocol() === 'TLSv1.3') await watchOpening(socket, { target, allowClose: false, openedInMs });
    return undefined;
  } catch (error) {
    const refusal = error instanceof ProbeError && hasCertificate() ? describeRefusal(error, isSecured) : undefined;
    if (refusal === undefined) throw error;
    return refusal;
  }
};

const describeRefusal = ({ cause, message }: ProbeError, isSecured: boolean): string | undefined => {
  const code = errorCode(cause);
  if (isClientAlert(code)) return `the server wants a client certificate that it knows, and got none (${code})`;
  if (isSecured) return message;
  return code === 'ECONNRESET'
    ? 'the server closed the connection after it had shown its certificate, as one does that wants another client certificate'
    : undefined;
};

/** Before TLS 1.3 a server that misses a certificate says no more than that the handshake failed. */
const isClientAlert = (code: string): boolean => isClientCertificateAlert(code) || isHandshakeFailure(code);

/** Code of OpenSSL's verification, null when it passed. At run time Node has the code where its types have an Error. */
const verificationCode = (socket: TLSSocket): string | null => {
  const verdict: unknown = socket.authorizationError;
  if (verdict === null || verdict === undefined) return null;
  return verdict instanceof Error && 'code' in verdict ? String(verdict.code) : String(verdict);
};

const readFileChain = async (file: string, options: TlsProbeOptions): Promise<TlsAnswer> => {
  const text = await readLocalText(file).catch((error: unknown) => {
    throw new ProbeError('config', `cannot read certificates: ${errorMessage(error)}`, { cause: error });
  });
  const facts = judgeChain(parsePemChain(text, file), {
    name: options.serverName,
    ca: await readPem(options.ca),
    verdict: undefined,
  });
  return { target: file, protocol: null, cipher: null, ...facts };
};
