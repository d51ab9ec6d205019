import type { ProbeSession } from '../probe.ts';
import { type HeaderLines, headerValues } from './answer-head.ts';
import { openConnection } from './connection.ts';
import { exchangeError, type ReceivedAnswer } from './exchange-error.ts';
import { type BodyWish, type HttpBody, openBodyReader } from './read-body.ts';
import { receiveAnswer } from './receive-answer.ts';
import type { HttpRequest } from './request.ts';
import { writeRequest } from './write-request.ts';

/** The answer to one request. */
export interface HttpResponse {
  readonly status: number;
  readonly httpVersion: string;
  /** One entry for each header line in their order, names in lower case. */
  readonly headers: HeaderLines;
  /** Of a Location header, with its bytes beyond ASCII percent-encoded. */
  readonly location: string | undefined;
  readonly body: HttpBody;
  /** IP address of the server, or of the proxy. */
  readonly address: string;
}

/**
 * Sends one request over its own connection and reads the answer; the connection is closed in any case. Throws ProbeError, or
 * the signal's reason.
 */
export const sendHttpRequest = async (
  outgoing: HttpRequest,
  wish: BodyWish,
  session: ProbeSession,
): Promise<HttpResponse> => {
  const connection = await openConnection(outgoing, session);
  const received: ReceivedAnswer = { beginning: Buffer.alloc(0) };
  try {
    session.phase('request');
    writeRequest(outgoing, connection);
    const { head, body } = await receiveAnswer(connection.socket, {
      method: outgoing.method,
      begun: (bytes) => {
        received.beginning = bytes;
      },
      opened: (found, stop) => {
        session.phase('transfer');
        received.opened = { head: found, body: openBodyReader(found.headers, wish, stop) };
        return received.opened;
      },
    });
    session.signal.throwIfAborted();
    return {
      status: head.status,
      httpVersion: head.httpVersion,
      headers: head.headers.map(([name, value]) => [name, decodeHeader(value)] as const),
      location: encodeLocation(headerValues(head.headers, 'location')[0]),
      body: body.read(),
      address: connection.address,
    };
  } catch (error) {
    session.signal.throwIfAborted();
    throw exchangeError(error, received, outgoing);
  } finally {
    received.opened?.body.close();
    connection.socket.destroy();
  }
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
