import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { ProbeError } from '../../model/errors.ts';
import { redactUrl } from '../../text/redact-url.ts';
import { errorCode, networkError } from '../net/network-error.ts';
import { describeTlsQuestion, otherProtocolError } from '../net/spoken-protocol.ts';
import type { ProbeSession } from '../probe.ts';
import { cleanHead } from './clean-head.ts';
import { type HttpConnection, openConnection } from './connection.ts';
import { type HttpBody, readBody } from './read-body.ts';
import type { HttpRequest } from './request.ts';

/** How much of a body is read: at most `limit` bytes, and of an endless one until there is `enough`. */
export interface BodyWish {
  readonly limit: number;
  readonly enough?: ((text: string) => boolean) | undefined;
}

/** The answer to one request. */
export interface HttpResponse {
  readonly status: number;
  readonly httpVersion: string;
  /** One entry for each header line in their order, names in lower case. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Of a Location header, with its bytes beyond ASCII percent-encoded. */
  readonly location: string | undefined;
  readonly body: HttpBody;
  /** IP address of the server, or of the proxy. */
  readonly address: string;
}

// `import 'node:http'` also loads undici: 25 ms and 10 MB in each thread (Node >= 22).
const nodeHttp = process.getBuiltinModule('node:http');

/**
 * Sends one request over its own connection and reads the answer; the connection is closed in any case. Throws ProbeError, or
 * the signal's reason.
 */
export const sendHttpRequest = async (
  outgoing: HttpRequest,
  { limit, enough }: BodyWish,
  session: ProbeSession,
): Promise<HttpResponse> => {
  const target = `${outgoing.method} ${redactUrl(outgoing.url)}`;
  const connection = await openConnection(outgoing, session);
  const beginning = recordBeginning(connection.socket);
  try {
    session.phase('request');
    const response = await awaitResponse(writeRequest(outgoing, connection));
    // The parser takes RTSP and ICE for HTTP, too.
    if (!isHttp(beginning())) throw otherProtocolError({ target, protocol: 'HTTP' }, beginning());
    session.phase('transfer');
    const body = await readBody(response, limit, target, enough);
    session.signal.throwIfAborted();
    return {
      status: response.statusCode ?? 0,
      httpVersion: response.httpVersion,
      headers: headerLines(response).map(([name, value]) => [name, decodeHeader(value)] as const),
      location: encodeLocation(headerLines(response).find(([name]) => name === 'location')?.[1]),
      body,
      address: connection.address,
    };
  } catch (error) {
    session.signal.throwIfAborted();
    throw exchangeError(error, { target, beginning: beginning(), outgoing });
  } finally {
    connection.socket.destroy();
  }
};

/** More than the 300 KiB that curl takes. */
const MAX_HEADER_BYTES = 512 * 1024;

const writeRequest = (outgoing: HttpRequest, connection: HttpConnection): ClientRequest => {
  const request = nodeHttp.request({
    method: outgoing.method,
    path: connection.absolute ? absoluteTarget(outgoing.url) : `${outgoing.url.pathname}${outgoing.url.search}`,
    setHost: false,
    headers: { host: outgoing.url.host, ...connection.headers, ...outgoing.headers, connection: 'close' },
    createConnection: (): Duplex => cleanHead(connection.socket, MAX_HEADER_BYTES),
    // Takes what every other client takes. One connection has one request, so that nothing can be smuggled.
    insecureHTTPParser: true,
    maxHeaderSize: MAX_HEADER_BYTES,
  });
  request.maxHeadersCount = 0;
  request.end(outgoing.body);
  return request;
};

const absoluteTarget = (url: URL): string => `${url.protocol}//${url.host}${url.pathname}${url.search}`;

const awaitResponse = (request: ClientRequest): Promise<IncomingMessage> => {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request.once('response', (response) => {
    // Else a body without a length would count as whole when its connection fails.
    request.on('error', (error) => {
      // What follows a whole answer is nobody's concern.
      if (!response.complete) response.destroy(error);
    });
    resolve(response);
  });
  // Without a listener Node closes the connection on a 101, and its status could not be judged.
  request.once('upgrade', resolve);
  request.on('error', reject);
  return promise;
};

const headerLines = (response: IncomingMessage): (readonly [string, string])[] => {
  const raw = response.rawHeaders;
  return Array.from({ length: raw.length / 2 }, (_, index) => [
    (raw[2 * index] ?? '').toLowerCase(),
    raw[2 * index + 1] ?? '',
  ]);
};

/** Header values are bytes: UTF-8 where they are valid as such, else Latin-1. */
const decodeHeader = (value: string): string => {
  if (!/[\x80-\xff]/.test(value)) return value;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, 'latin1'));
  } catch {
    return value;
  }
};

const encodeLocation = (value: string | undefined): string | undefined =>
  value?.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`);

const STATUS_LINE_BYTES = 64;

/** Records the first bytes of an answer beside the parser, which names its complaint, but not what it read. */
const recordBeginning = (socket: Socket): (() => Buffer) => {
  let first: Buffer = Buffer.alloc(0);
  const record = (chunk: Buffer): void => {
    first = Buffer.concat([first, chunk.subarray(0, STATUS_LINE_BYTES)]);
    if (first.length >= STATUS_LINE_BYTES) socket.off('data', record);
  };
  // Unlike `on`, it does not let the socket flow before the parser listens.
  socket.prependListener('data', record);
  return () => first;
};

const isHttp = (beginning: Buffer): boolean => /^\s*HTTP\/\d/.test(beginning.toString('latin1'));

/** What is told of an answer that has a status line, but breaks a rule of the parser. */
const brokenRuleError = (error: unknown, target: string): ProbeError => {
  const { code, reason } = error as { readonly code: string; readonly reason?: string };
  const rule =
    code === 'HPE_HEADER_OVERFLOW' ? `its headers are longer than ${MAX_HEADER_BYTES} bytes` : (reason ?? code);
  return new ProbeError('protocol', `${target}: the answer breaks a rule of HTTP, ${rule} (${code})`, { cause: error });
};

interface FailedExchange {
  readonly target: string;
  /** The first bytes of the answer. */
  readonly beginning: Buffer;
  readonly outgoing: HttpRequest;
}

/** What would be asked with TLS, and how; undefined where TLS is spoken. */
const plainHint = ({ url, proxy }: HttpRequest): string | undefined => {
  if (url.protocol !== 'http:') return undefined;
  return proxy === undefined ? 'https://' : 'the proxy is asked in the clear, other proxies are not supported';
};

const exchangeError = (error: unknown, { target, beginning, outgoing }: FailedExchange): unknown => {
  const withTls = plainHint(outgoing);
  const code = errorCode(error);
  if (code.startsWith('HPE_') && beginning.length > 0)
    return isHttp(beginning)
      ? brokenRuleError(error, target)
      : otherProtocolError({ target, protocol: 'HTTP', withTls }, beginning);
  if (code === 'ECONNRESET') {
    const question = withTls !== undefined && beginning.length === 0 ? `; ${describeTlsQuestion(withTls)}` : '';
    return new ProbeError('unreachable', `${target}: the connection was closed before an answer${question}`, {
      cause: error,
    });
  }
  if (code.startsWith('ERR_INVALID_') || code === 'ERR_UNESCAPED_CHARACTERS')
    return new ProbeError('config', `${target}: the request cannot be sent: ${code}`, { cause: error });
  return networkError(error, target);
};
