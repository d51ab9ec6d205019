import type { Socket } from 'node:net';
import { ProbeError } from '../../model/errors.ts';
import { readUntil } from '../net/read-until.ts';
import { connectTcp, formatHostPort } from '../net/tcp-connect.ts';
import { stripBrackets } from '../net/url-parts.ts';
import type { ProbeSession } from '../probe.ts';
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
  const socket = await connectTcp({ ...(proxy === undefined ? server : urlEndpoint(proxy)), family }, session);
  const address = socket.remoteAddress ?? '';
  const credentials = proxy === undefined ? {} : proxyCredentials(proxy);
  if (!encrypted) return { socket, address, absolute: proxy !== undefined, headers: credentials };
  if (proxy !== undefined) await openTunnel(socket, server, credentials);
  const { connectTls } = await loadTls();
  const safe = await connectTls(socket, server, { ...outgoing.tls, alpn: ['http/1.1'] }, session);
  return { socket: safe, address, absolute: false, headers: {} };
};

const urlEndpoint = (url: URL): { readonly host: string; readonly port: number } => ({
  host: stripBrackets(url.hostname),
  port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port),
});

const proxyCredentials = (proxy: URL): Readonly<Record<string, string>> => {
  if (proxy.username === '') return {};
  const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
};

const PROXY_HEAD_BYTES = 16_384;

const openTunnel = async (
  socket: Socket,
  server: { readonly host: string; readonly port: number },
  headers: Readonly<Record<string, string>>,
): Promise<void> => {
  const authority = formatHostPort(server.host, server.port);
  const lines = Object.entries({ host: authority, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`CONNECT ${authority} HTTP/1.1\r\n${lines.join('')}\r\n`);
  const target = `proxy, CONNECT ${authority}`;
  const head = await readUntil(socket, {
    target,
    limit: PROXY_HEAD_BYTES,
    enough: (bytes) => bytes.includes('\r\n\r\n'),
  });
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(head.toString('latin1'))?.[1];
  if (status?.startsWith('2') === true) return;
  socket.destroy();
  throw new ProbeError(status === '407' ? 'auth' : 'protocol', `${target}: answered ${status ?? 'no HTTP'}`);
};
