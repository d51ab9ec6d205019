import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { errorMessage, ProbeError } from '../model/errors.ts';
import { type ChainFacts, factsOf, type Parsed, parseChain, peerChain } from './net/certificate.ts';
import { dial, hostPort } from './net/dial.ts';
import { type StarttlsProtocol, starttls } from './net/starttls.ts';
import { pemOf, secure, type TlsOptions } from './net/tls-connect.ts';
import type { Session } from './probe.ts';

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
export const tls = (options: TlsProbeOptions, session: Session): Promise<TlsAnswer> =>
  options.file === undefined ? readServerChain(options, session) : readFileChain(options.file, options);

const readServerChain = async (options: TlsProbeOptions, session: Session): Promise<TlsAnswer> => {
  const { host, port } = options;
  if (host === undefined || port === undefined) throw new ProbeError('config', 'neither host and port nor a file');
  const target = hostPort(host, port);
  const plain = await dial({ host, port, family: options.family }, session);
  let socket: Socket = plain;
  try {
    session.phase('tls');
    if (options.starttls !== undefined) await starttls(plain, options.starttls, target);
    const encrypted = await secure(plain, { host, port }, { ...options, insecure: true }, session);
    socket = encrypted;
    return {
      target,
      protocol: encrypted.getProtocol(),
      cipher: encrypted.getCipher().name,
      ...factsOf(requirePeerChain(encrypted, target), {
        name: options.serverName ?? host,
        ca: await pemOf(options.ca),
        verdict: verificationCode(encrypted),
      }),
    };
  } catch (error) {
    session.signal.throwIfAborted();
    throw error;
  } finally {
    socket.destroy();
    plain.destroy();
  }
};

const requirePeerChain = (socket: TLSSocket, target: string): Parsed => {
  const chain = peerChain(socket);
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
  const facts = factsOf(parseChain(text, file), {
    name: options.serverName,
    ca: await pemOf(options.ca),
    verdict: undefined,
  });
  return { target: file, protocol: null, cipher: null, ...facts };
};
