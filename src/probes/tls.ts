import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { errorMessage, ProbeError } from '../model/errors.ts';
import { type CertificateChain, type ChainFacts, judgeChain, parsePemChain, readPeerChain } from './net/certificate.ts';
import { errorCode } from './net/network-error.ts';
import { type StarttlsProtocol, starttlsProtocols, starttlsRequests } from './net/starttls/starttls.ts';
import { connectTcp, formatHostPort } from './net/tcp-connect.ts';
import { connectTls, readPem, type TlsOptions } from './net/tls-connect.ts';
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
    const encrypted = await connectTls(plain, { host, port }, { ...options, insecure: true }, session);
    socket = encrypted;
    return {
      target,
      protocol: encrypted.getProtocol(),
      cipher: encrypted.getCipher().name,
      ...judgeChain(requirePeerChain(encrypted, target), {
        name: options.serverName ?? host,
        ca: await readPem(options.ca),
        verdict: verificationCode(encrypted),
      }),
    };
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

const requirePeerChain = (socket: TLSSocket, target: string): CertificateChain => {
  const chain = readPeerChain(socket);
  if (chain.length > 0) return chain;
  throw new ProbeError('tls_handshake', `${target}: the server sent no certificate`);
};

/** Code of OpenSSL's verification, null when it passed. At run time Node has the code where its types have an Error. */
const verificationCode = (socket: TLSSocket): string | null => {
  const verdict: unknown = socket.authorizationError;
  if (verdict === null || verdict === undefined) return null;
  return verdict instanceof Error && 'code' in verdict ? String(verdict.code) : String(verdict);
};

const readFileChain = async (file: string, options: TlsProbeOptions): Promise<TlsAnswer> => {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new ProbeError('config', `cannot read certificates: ${errorMessage(error)}`, { cause: error });
  });
  const facts = judgeChain(parsePemChain(text, file), {
    name: options.serverName,
    ca: await readPem(options.ca),
    verdict: undefined,
  });
  return { target: file, protocol: null, cipher: null, ...facts };
};
