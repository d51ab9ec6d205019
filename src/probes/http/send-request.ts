import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { ProbeError } from '../../model/errors.ts';
import { redactUrl } from '../../text/redact-url.ts';
import { errorCode, networkError } from '../net/network-error.ts';
import type { ProbeSession } from '../probe.ts';
import { type HttpConnection, openConnection } from './connection.ts';
import { type HttpBody, readBody } from './read-body.ts';
import type { HttpRequest } from './request.ts';

/** The answer to one request. */
export interface HttpResponse {
  readonly status: number;
  readonly httpVersion: string;
  /** One entry for each header line in their order, names in lower case. */
  readonly headers: readonly (readonly [name: string, value: string])[];
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
  bodyLimit: number,
  session: ProbeSession,
): Promise<HttpResponse> => {
  const target = `${outgoing.method} ${redactUrl(outgoing.url)}`;
  const connection = await openConnection(outgoing, session);
  try {
    session.phase('request');
    const response = await awaitResponse(writeRequest(outgoing, connection));
    session.phase('transfer');
    const body = await readBody(response, bodyLimit, target);
    session.signal.throwIfAborted();
    return {
      status: response.statusCode ?? 0,
      httpVersion: response.httpVersion,
      headers: headerLines(response),
      body,
      address: connection.address,
    };
  } catch (error) {
    session.signal.throwIfAborted();
    throw exchangeError(error, target);
  } finally {
    connection.socket.destroy();
  }
};

const writeRequest = (outgoing: HttpRequest, connection: HttpConnection): ClientRequest => {
  const request = nodeHttp.request({
    method: outgoing.method,
    path: connection.absolute ? absoluteTarget(outgoing.url) : `${outgoing.url.pathname}${outgoing.url.search}`,
    setHost: false,
    headers: { host: outgoing.url.host, ...connection.headers, ...outgoing.headers, connection: 'close' },
    createConnection: (): Duplex => connection.socket,
  });
  request.end(outgoing.body);
  return request;
};

const absoluteTarget = (url: URL): string => `${url.protocol}//${url.host}${url.pathname}${url.search}`;

const awaitResponse = (request: ClientRequest): Promise<IncomingMessage> => {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request.once('response', (response) => {
    // Else a body without a length would count as whole when its connection fails.
    request.on('error', (error) => response.destroy(error));
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

const exchangeError = (error: unknown, target: string): unknown => {
  if (errorCode(error) === 'ECONNRESET')
    return new ProbeError('unreachable', `${target}: the connection was closed before an answer`, { cause: error });
  if (errorCode(error).startsWith('ERR_INVALID_') || errorCode(error) === 'ERR_UNESCAPED_CHARACTERS')
    return new ProbeError('config', `${target}: the request cannot be sent: ${errorCode(error)}`, { cause: error });
  return networkError(error, target);
};
