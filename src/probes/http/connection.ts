import type { Socket } from 'node:net';
import { ProbeError, rewordError } from '../../model/errors.ts';
import { readUntil } from '../net/read-until.ts';
import { otherProtocolError } from '../net/spoken-protocol.ts';
import { connectTcp, formatHostPort, type NetworkEndpoint } from '../net/tcp-connect.ts';
import { stripBrackets } from '../net/url-parts.ts';
import type { ProbeSession } from '../probe.ts';
import { mayBecomeHttp } from './answer-head.ts';
import { basicCredentials, describeAuthentication, readAuthentication } from './credentials.ts';
import type { HttpRequest } from './request.ts';

/** A connection on which one HTTP request can be sent. */
export interface HttpConnection {
  readonly socket: Socket;
  readonly address: string;
  /** The request line has the whole URL, as a proxy expects for plain HTTP (RFC 9112, 3.2.2). */
  readonly absolute: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** Loads TLS with the first https URL, as that takes 15 ms. */
export const loadTls = () => import('../net/tls-connect.ts');

/** Connects to the server of the URL, through the proxy if there is one. Throws ProbeError, or the signal's reason. */
export const openConnection = async (outgoing: HttpRequest, session: ProbeSession): Promise<HttpConnection> => {
  const { url, proxy, family } = outgoing;
  const encrypted = url.protocol === 'https:';
  const server = urlEndpoint(url);
  const socket =
    proxy === undefined
      ? await connectTcp({ ...server, family }, session)
      : await connectTcp({ ...urlEndpoint(proxy), family }, throughProxy(session, server, proxy)).catch(nameProxy);
  const address = socket.remoteAddress ?? '';
  const credentials = proxy === undefined ? {} : proxyCredentials(proxy);
  if (!encrypted) return { socket, address, absolute: proxy !== undefined, headers: credentials };
  if (proxy !== undefined) {
    // The connection is open: what follows is up to the proxy.
    session.phase('request');
    await openTunnel(socket, server, { credentials, outgoing });
  }
  const { connectTls } = await loadTls();
  const safe = await connectTls(
    socket,
    server,
    { ...outgoing.tls, alpn: [outgoing.httpVersion === 2 ? 'h2' : 'http/1.1'] },
    session,
  );
  return { socket: safe, address, absolute: false, headers: {} };
};

/** The session of a connection to a proxy, whose phases lead to the server behind it. */
const throughProxy = (session: ProbeSession, { host, port }: NetworkEndpoint, proxy: URL): ProbeSession => ({
  ...session,
  phase: (name) => session.phase(name, `${formatHostPort(host, port)}, through the proxy ${proxy.host}`),
});

const nameProxy = (error: unknown): never => {
  if (!(error instanceof ProbeError)) throw error;
  throw rewordError(error, `the proxy ${error.message}`);
};

const urlEndpoint = (url: URL): { readonly host: string; readonly port: number } => ({
  host: stripBrackets(url.hostname),
  port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port),
});

const proxyCredentials = (proxy: URL): Readonly<Record<string, string>> => {
  const credentials = basicCredentials(proxy);
  return credentials === undefined ? {} : { 'proxy-authorization': credentials };
};

const PROXY_HEAD_BYTES = 16_384;

const openTunnel = async (
  socket: Socket,
  server: { readonly host: string; readonly port: number },
  { credentials, outgoing }: { readonly credentials: Readonly<Record<string, string>>; readonly outgoing: HttpRequest },
): Promise<void> => {
  const authority = formatHostPort(server.host, server.port);
  const lines = Object.entries({ host: authority, ...credentials }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`CONNECT ${authority} HTTP/1.1\r\n${lines.join('')}\r\n`);
  const target = `proxy, CONNECT ${authority}`;
  const head = await readUntil(socket, {
    target,
    limit: PROXY_HEAD_BYTES,
    enough: (bytes) => bytes.includes('\r\n\r\n') || !mayBecomeHttp(bytes),
  }).catch((error: unknown) => {
    throw withTlsQuestion(error);
  });
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(head.toString('latin1'))?.[1];
  if (status?.startsWith('2') === true) return;
  socket.destroy();
  if (status === undefined) throw otherProtocolError({ target, protocol: 'HTTP' }, head);
  if (status !== '407') throw new ProbeError('protocol', `${target}: answered ${status}`, { advice: 'proxy' });
  const authentication = readAuthentication(407, headLines(head), outgoing);
  const words = authentication === undefined ? '' : describeAuthentication(authentication, 'the proxy');
  throw new ProbeError('auth', `${target}: answered 407${words === '' ? '' : `, ${words}`}`, {
    advice: words === '' ? undefined : 'other_scheme',
  });
};

const headLines = (head: Buffer): (readonly [name: string, value: string])[] =>
  head
    .toString('latin1')
    .split('\r\n')
    .slice(1)
    .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]);

/** A proxy that takes TLS only ends the connection at the first words in the clear. */
const withTlsQuestion = (error: unknown): unknown =>
  error instanceof ProbeError && error.reason === 'unreachable'
    ? new ProbeError(
        'unreachable',
        `${error.message}; the proxy is asked in the clear: is it an HTTP proxy, and does this port want TLS?`,
        { cause: error.cause },
      )
    : error;
