import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { ProbeError } from '../../model/errors.ts';
import { publicUrl } from '../../text/public-url.ts';
import { errorCode, networkError } from '../net/network-error.ts';
import type { Session } from '../probe.ts';
import { type Body, readBody } from './body.ts';
import { type Connection, openConnection } from './connection.ts';
import type { Outgoing } from './outgoing.ts';

export interface Incoming {
  readonly status: number;
  readonly httpVersion: string;
  /** In the order of the answer, names in lower case, one entry for each line. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Body;
  /** Address that was talked to. */
  readonly address: string;
}

// `import 'node:http'` would load undici beside it: 25 ms and 10 MB in each thread (Node >= 22).
const http = process.getBuiltinModule('node:http');

/** Sends one request over a connection of its own and reads the answer; the connection is closed when it returns or throws. */
export const exchange = async (outgoing: Outgoing, bodyLimit: number, session: Session): Promise<Incoming> => {
  const target = `${outgoing.method} ${publicUrl(outgoing.url)}`;
  const connection = await openConnection(outgoing, session);
  try {
    session.phase('request');
    const response = await responseOf(send(outgoing, connection));
    session.phase('transfer');
    const body = await readBody(response, bodyLimit, target);
    session.signal.throwIfAborted();
    return {
      status: response.statusCode ?? 0,
      httpVersion: response.httpVersion,
      headers: headersOf(response),
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

const send = (outgoing: Outgoing, connection: Connection): ClientRequest => {
  const request = http.request({
    method: outgoing.method,
    path: connection.absolute ? absolutePath(outgoing.url) : `${outgoing.url.pathname}${outgoing.url.search}`,
    setHost: false,
    headers: { host: outgoing.url.host, ...connection.headers, ...outgoing.headers, connection: 'close' },
    createConnection: (): Duplex => connection.socket,
  });
  request.end(outgoing.body);
  return request;
};

const absolutePath = (url: URL): string => `${url.protocol}//${url.host}${url.pathname}${url.search}`;

const responseOf = (request: ClientRequest): Promise<IncomingMessage> => {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request.once('response', (response) => {
    // A body that ends with its connection would else count as whole when that connection fails.
    request.on('error', (error) => response.destroy(error));
    resolve(response);
  });
  // Without a listener Node would turn a 101 into a broken connection, and its status could not be judged.
  request.once('upgrade', resolve);
  request.on('error', reject);
  return promise;
};

const headersOf = (response: IncomingMessage): (readonly [string, string])[] => {
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
