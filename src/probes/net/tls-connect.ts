import { isIP, type Socket } from 'node:net';
import { connect, createSecureContext, type SecureContext, type SecureVersion, type TLSSocket } from 'node:tls';
import { errorMessage, ProbeError } from '../../model/errors.ts';
import { readLocalText } from '../../process/local-file.ts';
import type { ProbeSession } from '../probe.ts';
import { errorCode, isHandshakeFailure, networkError } from './network-error.ts';
import { destroyOnAbort, formatHostPort } from './tcp-connect.ts';

/** `ca`, `cert` and `key` are PEM texts or paths of PEM files. */
export interface TlsOptions {
  /** Trusted roots in place of the system's. */
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** Name sent to the server (SNI) and expected in the certificate. Default: the host. */
  readonly serverName?: string | undefined;
  readonly minVersion?: SecureVersion | undefined;
  /** Accepts any certificate. */
  readonly insecure?: boolean | undefined;
  /** Accepts a certificate for any name, if it is trusted. */
  readonly anyName?: boolean | undefined;
}

/** What a client of TLS asks for beyond the connection. */
export interface TlsOffer {
  readonly alpn?: readonly string[];
  /** Asks for an answer of OCSP beside the certificate. */
  readonly staple?: boolean;
}

/** A client of TLS on a connected socket whose handshake is under way; aborted with the session. */
export const startTls = async (
  socket: Socket,
  endpoint: { readonly host: string },
  options: TlsOptions & TlsOffer,
  session: ProbeSession,
): Promise<TLSSocket> => {
  // RFC 6066, 3: the name has no dot at its end, and servers refuse one.
  const name = (options.serverName ?? endpoint.host).replace(/\.$/, '');
  const secureContext = await cachedContext(options);
  session.signal.throwIfAborted();
  session.phase('tls');
  const encrypted = connect({
    socket,
    host: name,
    secureContext,
    rejectUnauthorized: options.insecure !== true,
    ...(options.anyName === true ? { checkServerIdentity: () => undefined } : {}),
    ...(isIP(name) === 0 ? { servername: name } : {}),
    requestOCSP: options.staple === true,
    ...(options.alpn === undefined ? {} : { ALPNProtocols: [...options.alpn] }),
  });
  destroyOnAbort(encrypted, session.signal);
  return encrypted;
};

/**
 * Starts TLS on a connected socket and returns the encrypted one, verified unless `insecure`. When it throws (ProbeError
 * `tls_*`, or the signal's reason), the socket has been destroyed.
 */
export const connectTls = async (
  socket: Socket,
  endpoint: { readonly host: string; readonly port: number },
  options: TlsOptions & TlsOffer,
  session: ProbeSession,
): Promise<TLSSocket> => {
  const encrypted = await startTls(socket, endpoint, options, session);
  const target = formatHostPort(endpoint.host, endpoint.port);
  let hasKeys = false;
  // Keys are agreed on once the server has shown its certificate: what it refuses after that is the client.
  encrypted.once('keylog', () => {
    hasKeys = true;
  });
  try {
    await awaitHandshake(encrypted, target);
    return encrypted;
  } catch (error) {
    encrypted.destroy();
    socket.destroy();
    session.signal.throwIfAborted();
    throw hasKeys ? clientRefusalError(error, target, options.cert !== undefined) : error;
  }
};

/** Returns when the handshake is done. Throws ProbeError `tls_*`. */
export const awaitHandshake = async (socket: TLSSocket, target: string): Promise<void> => {
  try {
    await awaitSecured(socket);
  } catch (error) {
    throw handshakeError(error, target);
  }
};

const handshakeError = (error: unknown, target: string): unknown => {
  // Node's code when the other side closes; `unreachable` would point to the network.
  if (errorCode(error) !== 'ECONNRESET') return networkError(error, target);
  return new ProbeError('tls_handshake', `${target}: the connection was closed in the TLS handshake`, { cause: error });
};

/** Before TLS 1.3 a server says no more than that the handshake failed, or closes, where it misses or refuses a client certificate. */
const clientRefusalError = (error: unknown, target: string, hasCertificate: boolean): unknown => {
  const code = error instanceof ProbeError ? errorCode(error.cause) : '';
  if (code !== 'ECONNRESET' && !isHandshakeFailure(code)) return error;
  const what = code === 'ECONNRESET' ? 'closed the connection in' : 'refused';
  const why = hasCertificate ? 'refuses the client certificate' : 'wants a client certificate';
  const text = `${target}: the server ${what} the TLS handshake after it had shown its certificate, as one does that ${why}`;
  return new ProbeError('tls_handshake', `${text} (${code})`, {
    cause: error instanceof ProbeError ? error.cause : error,
  });
};

const awaitSecured = (socket: TLSSocket): Promise<void> => {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.once('secureConnect', resolve);
  socket.once('error', reject);
  socket.once('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
  return promise.finally(() => socket.off('error', reject));
};

/** One context for each set of options, as parsing a bundle of roots takes longer than the handshake. */
const secureContexts = new Map<string, Promise<SecureContext>>();

const cachedContext = (options: TlsOptions): Promise<SecureContext> => {
  const { ca, cert, key, minVersion } = options;
  const id = JSON.stringify([ca, cert, key, minVersion]);
  const known = secureContexts.get(id);
  if (known !== undefined) return known;
  const made = createContext(options);
  secureContexts.set(id, made);
  // A missing file may exist at the next attempt.
  made.catch(() => secureContexts.delete(id));
  return made;
};

const createContext = async (options: TlsOptions): Promise<SecureContext> => {
  const [ca, cert, key] = await Promise.all([options.ca, options.cert, options.key].map(readPem));
  try {
    return createSecureContext({
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(options.minVersion === undefined ? {} : { minVersion: options.minVersion }),
    });
  } catch (error) {
    throw new ProbeError('config', `the TLS options cannot be used: ${errorMessage(error)}`, { cause: error });
  }
};

/** The PEM text of an option: its value, or the content of the file it names. Throws ProbeError `config` when it is neither. */
export const readPem = async (value: string | undefined): Promise<string | undefined> => {
  if (value === undefined || value.includes('-----BEGIN ')) return value;
  const text = await readLocalText(value).catch((error: unknown) => {
    throw new ProbeError('config', `cannot read a PEM file: ${errorMessage(error)}`, { cause: error });
  });
  if (text.includes('-----BEGIN ')) return text;
  throw new ProbeError('config', `${value} holds no PEM`);
};
