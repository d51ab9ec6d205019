import type { Socket } from 'node:net';
import { isIssuedBy } from '../model/certificate-issuer.ts';
import { errorMessage, ProbeError } from '../model/errors.ts';
import { readLocalText } from '../process/local-file.ts';
import { type CertificateChain, type ChainFacts, judgeChain, parsePemChain } from './net/certificate.ts';
import { errorCode } from './net/network-error.ts';
import { type StarttlsProtocol, starttlsProtocols, starttlsRequests } from './net/starttls/starttls.ts';
import { connectTcp, formatHostPort } from './net/tcp-connect.ts';
import { readPem, startTls, type TlsOptions } from './net/tls-connect.ts';
import { findRefusal } from './net/tls-refusal.ts';
import { recordSession } from './net/tls-session.ts';
import { mustStaple } from './ocsp/must-staple.ts';
import type { StapleFacts } from './ocsp/staple.ts';
import type { ProbeSession } from './probe.ts';

/** A server, by `host` and `port`, or a PEM file. */
export interface TlsProbeOptions extends Pick<TlsOptions, 'ca' | 'cert' | 'key' | 'serverName' | 'minVersion'> {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly family?: 4 | 6 | undefined;
  readonly starttls?: StarttlsProtocol | undefined;
  /** Asks for an answer of OCSP, and verifies the one that comes. */
  readonly staple?: boolean | undefined;
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
  /** Null: none was sent, or asked for. */
  readonly staple: StapleFacts | null;
  /** The certificate itself says that it is not to be taken without one. */
  readonly mustStaple: boolean;
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
    const encrypted = await startTls(
      plain,
      { host },
      { ...options, insecure: true, staple: options.staple === true },
      session,
    );
    socket = encrypted;
    const readFacts = recordSession(encrypted);
    const refusal = await findRefusal(encrypted, target, () => readFacts() !== undefined);
    const facts = readFacts();
    if (facts === undefined) throw new ProbeError('tls_handshake', `${target}: the server sent no certificate`);
    const { chain, verdict, protocol, cipher } = facts;
    const context = { name: options.serverName ?? host, ca: await readPem(options.ca), verdict };
    const revocation = { staple: await judgeStaple(facts.staple, chain), mustStaple: requiresStaple(chain) };
    return { target, protocol, cipher, refusal, ...revocation, ...judgeChain(chain, context) };
  } catch (error) {
    session.signal.throwIfAborted();
    throw options.starttls === undefined ? withStarttlsHint(error) : error;
  } finally {
    socket.destroy();
    plain.destroy();
  }
};

/** What verifies it is loaded with the first one: most servers send none. */
const judgeStaple = async (der: Buffer | undefined, chain: CertificateChain): Promise<StapleFacts | null> => {
  const [leaf, ...others] = chain;
  if (der === undefined || leaf === undefined) return null;
  const { readStaple } = await import('./ocsp/staple.ts');
  return readStaple(
    der,
    leaf,
    others.find((one) => isIssuedBy(leaf, one)),
  );
};

const requiresStaple = ([leaf]: CertificateChain): boolean => leaf !== undefined && mustStaple(leaf);

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

const readFileChain = async (file: string, options: TlsProbeOptions): Promise<TlsAnswer> => {
  const text = await readLocalText(file).catch((error: unknown) => {
    throw new ProbeError('config', `cannot read certificates: ${errorMessage(error)}`, { cause: error });
  });
  const chain = parsePemChain(text, file);
  const facts = judgeChain(chain, {
    name: options.serverName,
    ca: await readPem(options.ca),
    verdict: undefined,
  });
  return { target: file, protocol: null, cipher: null, staple: null, mustStaple: requiresStaple(chain), ...facts };
};
