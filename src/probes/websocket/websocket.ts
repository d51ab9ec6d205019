import type { ClientRequest, IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { ProbeError } from '../../model/errors.ts';
import { redactUrl } from '../../text/redact-url.ts';
import { giveToken, type OAuthClient } from '../http/access-token.ts';
import { loadTls, openConnection } from '../http/connection.ts';
import { basicCredentials } from '../http/credentials.ts';
import type { HttpRequest } from '../http/request.ts';
import { sendHttpRequest } from '../http/send-request.ts';
import { recordBeginning } from '../net/record-beginning.ts';
import type { TlsOptions } from '../net/tls-connect.ts';
import type { ProbeSession } from '../probe.ts';
import { closedError, handshakeRefusal, socketError } from './websocket-error.ts';

export interface WebSocketOptions {
  /** ws or wss. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly oauth2?: OAuthClient | undefined;
  /** Subprotocols to offer; the server has to take one. */
  readonly subprotocols?: readonly string[] | undefined;
  /** Text to send once the connection is open. */
  readonly send?: string | undefined;
  /** Waits for the first message. */
  readonly awaitMessage?: boolean | undefined;
  /** Waits for the answer to a ping. */
  readonly ping?: boolean | undefined;
  /** Bytes of a message at most. */
  readonly messageLimit: number;
  readonly tls?: TlsOptions | undefined;
  readonly family?: 4 | 6 | undefined;
  readonly proxy?: string | undefined;
}

export interface WebSocketAnswer {
  /** Subprotocol that the server took; empty: none. */
  readonly subprotocol: string;
  /** The first message, as text; undefined unless it was waited for. */
  readonly message?: string | undefined;
  readonly isBinary: boolean;
  readonly address: string;
  /** From the look-up of the name to the end of the handshake. */
  readonly handshakeMs: number;
  /** To the last answer that was waited for. */
  readonly durationMs: number;
}

/** How long the other side may take to close, once nothing more is wanted of it. */
const CLOSE_LIMIT_MS = 200;

/** Opens a WebSocket, sends, pings and waits for a message as the options say, and closes it. Throws ProbeError, or the signal's reason. */
export const probeWebSocket = async (options: WebSocketOptions, session: ProbeSession): Promise<WebSocketAnswer> => {
  if (options.url.startsWith('wss:')) await loadTls();
  const started = performance.now();
  const outgoing = await buildHandshake(options, session);
  const target = `WebSocket ${redactUrl(options.url)}`;
  const connection = await openConnection(outgoing, session);
  const { stream, beginning } = recordBeginning(connection.socket);
  session.phase('request');
  const client = new WebSocket(options.url, [...(options.subprotocols ?? [])], {
    headers: outgoing.headers,
    maxPayload: options.messageLimit,
    perMessageDeflate: false,
    createConnection: () => stream as never,
  });
  try {
    const failed = rejectOnEnd(client, target, outgoing.url);
    // It may arrive with the end of the handshake.
    const firstMessage = awaitMessage(client);
    const opened = await Promise.race([awaitOpen(client), failed]);
    const handshakeMs = performance.now() - started;
    session.phase('transfer');
    const message = await Promise.race([exchangeMessages(client, firstMessage, options), failed]);
    const durationMs = performance.now() - started;
    await closePolitely(client);
    session.signal.throwIfAborted();
    const text = message?.data.toString('utf8');
    return {
      ...{ subprotocol: opened, message: text, isBinary: message?.isBinary ?? false },
      ...{ address: connection.address, handshakeMs, durationMs },
    };
  } catch (error) {
    session.signal.throwIfAborted();
    throw socketError(error, {
      target,
      beginning: beginning(),
      limit: options.messageLimit,
      isSafe: options.url.startsWith('wss:'),
    });
  } finally {
    client.on('error', () => {});
    client.terminate();
    stream.destroy();
    connection.socket.destroy();
  }
};

/** The handshake as a request: who connects where, and with which headers. */
const buildHandshake = async (options: WebSocketOptions, session: ProbeSession): Promise<HttpRequest> => {
  const url = URL.parse(options.url.replace(/^ws/i, 'http'));
  if (url === null) throw new ProbeError('config', 'the URL is not one of ws or wss');
  const { headers = {}, oauth2, tls = {}, family, proxy } = options;
  const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const basic = basicCredentials(url);
  const request: HttpRequest = {
    url,
    method: 'GET',
    headers: {
      'user-agent': 'kavmon',
      ...session.traceHeaders,
      ...(basic === undefined ? {} : { authorization: basic }),
      ...Object.fromEntries(given),
    },
    body: undefined,
    tls,
    family,
    proxy: proxy === undefined ? undefined : new URL(proxy),
  };
  if (oauth2 === undefined) return request;
  const { token } = await giveToken(oauth2, request, session, (one, within) =>
    sendHttpRequest(one, { limit: TOKEN_LIMIT_BYTES }, within),
  );
  return { ...request, headers: { ...request.headers, authorization: `Bearer ${token.value}` } };
};

const TOKEN_LIMIT_BYTES = 65_536;

/** Sends and pings as the options say; resolves to the first message when all that is waited for has come. */
const exchangeMessages = async (
  client: WebSocket,
  firstMessage: Promise<FirstMessage>,
  { awaitMessage: wantsMessage, ping, send }: WebSocketOptions,
): Promise<FirstMessage | undefined> => {
  const wanted = [
    wantsMessage === true ? firstMessage : undefined,
    ping === true ? awaitPong(client) : undefined,
  ] as const;
  if (send !== undefined) client.send(send);
  if (ping === true) client.ping();
  const [message] = await Promise.all(wanted);
  return message;
};

const awaitOpen = (client: WebSocket): Promise<string> => {
  const { promise, resolve } = Promise.withResolvers<string>();
  client.once('open', () => resolve(client.protocol));
  return promise;
};

interface FirstMessage {
  readonly data: Buffer;
  readonly isBinary: boolean;
}

const awaitMessage = (client: WebSocket): Promise<FirstMessage> => {
  const { promise, resolve } = Promise.withResolvers<FirstMessage>();
  client.once('message', (data: Buffer, isBinary: boolean) => resolve({ data, isBinary }));
  return promise;
};

const awaitPong = (client: WebSocket): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  client.once('pong', () => resolve());
  return promise;
};

/** Rejects with whatever ends the connection before everything that was waited for has come. */
const rejectOnEnd = (client: WebSocket, target: string, url: URL): Promise<never> => {
  const { promise, reject } = Promise.withResolvers<never>();
  client.on('unexpected-response', (_: ClientRequest, response: IncomingMessage) => {
    reject(handshakeRefusal(target, response, url));
    response.destroy();
  });
  client.on('error', reject);
  client.on('close', (code, reason) => reject(closedError(target, code, reason.toString('utf8'))));
  promise.catch(() => {});
  return promise;
};

const closePolitely = async (client: WebSocket): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, CLOSE_LIMIT_MS);
  client.once('close', () => resolve());
  client.close(1000);
  await promise;
  clearTimeout(timer);
};
