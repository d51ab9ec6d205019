import { type ClientHttp2Stream, connect, constants, type IncomingHttpHeaders } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import { errorMessage, ProbeError } from '../../model/errors.ts';
import { redactUrl } from '../../text/redact-url.ts';
import type { AnswerHead, HeaderLines } from '../http/answer-head.ts';
import { openConnection } from '../http/connection.ts';
import { exchangeError, type ReceivedAnswer } from '../http/exchange-error.ts';
import type { BodyReader } from '../http/read-body.ts';
import { ClosedEarly } from '../http/receive-answer.ts';
import type { HttpRequest } from '../http/request.ts';
import { errorCode } from '../net/network-error.ts';
import { recordBeginning } from '../net/record-beginning.ts';
import { otherProtocolError } from '../net/spoken-protocol.ts';
import type { ProbeSession } from '../probe.ts';
import { type EndOfStream, watchEndOfStream } from './end-of-stream.ts';

/** What takes an answer while it arrives; `stop` ends the reading as if the answer were whole. */
type OpenBody = (head: AnswerHead, stop: () => void) => BodyReader;

/** One answer over HTTP/2, as far as it was read. */
export interface Http2Answer {
  readonly head: AnswerHead;
  readonly body: BodyReader;
  /** Headers behind the body. */
  readonly trailers: HeaderLines;
  readonly address: string;
}

/**
 * Sends one request over HTTP/2 on a connection of its own: by ALPN with TLS, by prior knowledge without. The connection is
 * closed in any case. @throws {ProbeError}, or the signal's reason.
 */
export const exchangeHttp2 = async (
  outgoing: HttpRequest,
  session: ProbeSession,
  openBody: OpenBody,
): Promise<Http2Answer> => {
  const target = `${outgoing.method} ${redactUrl(outgoing.url)}`;
  const connection = await openConnection(outgoing, session);
  if (connection.absolute) {
    connection.socket.destroy();
    throw new ProbeError('config', `${target}: HTTP/2 without TLS does not pass a proxy`);
  }
  refuseOtherProtocol(connection.socket, outgoing, target);
  const ending = watchEndOfStream();
  const { stream: duplex, beginning } = recordBeginning(connection.socket, ending.take);
  const received: ReceivedAnswer = { beginning: Buffer.alloc(0) };
  const client = connect(outgoing.url.origin, {
    createConnection: () => duplex,
    settings: { enablePush: false, maxHeaderListSize: MAX_HEADER_BYTES },
  });
  try {
    session.phase('request');
    const stream = client.request(requestHeaders(outgoing), { endStream: outgoing.body === undefined });
    if (outgoing.body !== undefined) stream.end(outgoing.body);
    const failed = Promise.withResolvers<never>();
    client.once('error', failed.reject);
    client.once('close', () => failed.reject(new ClosedEarly()));
    const read = readAnswer(stream, ending, (head, stop) => {
      session.phase('transfer');
      received.opened = { head, body: openBody(head, stop) };
      return received.opened.body;
    });
    const { head, trailers } = await Promise.race([read, failed.promise]);
    session.signal.throwIfAborted();
    return { head, trailers, body: received.opened?.body as BodyReader, address: connection.address };
  } catch (error) {
    session.signal.throwIfAborted();
    received.beginning = beginning();
    throw http2Error(error, { target, received, outgoing });
  } finally {
    received.opened?.body.close();
    client.on('error', () => {});
    client.destroy();
    duplex.destroy();
    connection.socket.destroy();
  }
};

/** As much as with HTTP/1.1. */
const MAX_HEADER_BYTES = 512 * 1024;

const refuseOtherProtocol = (socket: { readonly destroy: () => void }, { url }: HttpRequest, target: string): void => {
  if (url.protocol !== 'https:') return;
  const { alpnProtocol } = socket as TLSSocket;
  if (alpnProtocol === 'h2') return;
  socket.destroy();
  const chosen = alpnProtocol === false || alpnProtocol === null ? 'none' : alpnProtocol;
  throw new ProbeError(
    'protocol',
    `${target}: the server does not speak HTTP/2: of the protocols for TLS (ALPN) it took ${chosen}`,
  );
};

/** Headers of a connection, which HTTP/2 does not have (RFC 9113, 8.2.2). */
const CONNECTION_HEADERS: readonly string[] = [
  'connection',
  'host',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
];

const requestHeaders = ({ url, method, headers, body }: HttpRequest): Readonly<Record<string, string>> => ({
  [constants.HTTP2_HEADER_METHOD]: method,
  [constants.HTTP2_HEADER_SCHEME]: url.protocol.slice(0, -1),
  [constants.HTTP2_HEADER_AUTHORITY]: headers.host ?? url.host,
  [constants.HTTP2_HEADER_PATH]: `${url.pathname}${url.search}`,
  ...Object.fromEntries(Object.entries(headers).filter(([name]) => !CONNECTION_HEADERS.includes(name))),
  ...(body === undefined ? {} : { 'content-length': `${Buffer.byteLength(body)}` }),
});

const readAnswer = (
  stream: ClientHttp2Stream,
  ending: EndOfStream,
  opened: OpenBody,
): Promise<{ readonly head: AnswerHead; readonly trailers: HeaderLines }> => {
  const { promise, resolve, reject } = Promise.withResolvers<{ head: AnswerHead; trailers: HeaderLines }>();
  let head: AnswerHead | undefined;
  let trailers: HeaderLines = [];
  const stop = (): void => (head === undefined ? reject(new ClosedEarly()) : resolve({ head, trailers }));
  const end = (): void => (ending.isReached() ? stop() : reject(new ClosedEarly()));
  stream.once('response', (headers) => {
    head = { status: Number(headers[':status']), httpVersion: '2', headers: toLines(headers) };
    const body = opened(head, stop);
    stream.on('data', (part: Buffer) => body.take(part));
    stream.once('end', end);
  });
  stream.once('trailers', (headers) => {
    trailers = toLines(headers);
  });
  stream.once('error', reject);
  stream.once('close', () => reject(new ClosedEarly()));
  return promise;
};

const toLines = (headers: IncomingHttpHeaders): HeaderLines =>
  Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith(':') || value === undefined ? [] : [value].flat().map((one) => [name, one] as const),
  );

/** Type of the frame SETTINGS (RFC 9113, 6.5). */
const SETTINGS_FRAME = 4;

/** The type of a frame stands behind its length: a server begins with SETTINGS (RFC 9113, 3.4). */
const isHttp2 = (beginning: Buffer): boolean => beginning.length < 4 || beginning[3] === SETTINGS_FRAME;

interface FailedExchange {
  readonly target: string;
  readonly received: ReceivedAnswer;
  readonly outgoing: HttpRequest;
}

const http2Error = (error: unknown, { target, received, outgoing }: FailedExchange): unknown => {
  const withTls = outgoing.url.protocol === 'http:' ? 'https://' : undefined;
  if (!isHttp2(received.beginning))
    return otherProtocolError({ target, protocol: 'HTTP/2', withTls }, received.beginning);
  if (received.beginning.length === 0 && isClosed(error))
    return new ProbeError(
      'unreachable',
      `${target}: the connection was closed before an answer: does the server speak HTTP/2, and with TLS or without?`,
      { cause: error },
    );
  if (!errorCode(error).startsWith('ERR_HTTP2_')) return exchangeError(error, received, outgoing);
  return new ProbeError('protocol', `${target}: the exchange over HTTP/2 failed: ${errorMessage(error)}`, {
    cause: error,
  });
};

const isClosed = (error: unknown): boolean =>
  error instanceof ClosedEarly || ['ECONNRESET', 'EPIPE', 'ERR_HTTP2_SESSION_ERROR'].includes(errorCode(error));
