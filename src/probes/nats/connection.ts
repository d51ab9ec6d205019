import type { Socket } from 'node:net';
import { ProbeError } from '../../model/errors.ts';
import type { Json } from '../../model/json.ts';
import { type MessageSource, readMessages } from '../net/message-source.ts';
import { guardProtocol } from '../net/protocol-guard.ts';
import { describeTlsQuestion } from '../net/spoken-protocol.ts';
import { connectTcp } from '../net/tcp-connect.ts';
import { connectTls } from '../net/tls-connect.ts';
import type { ProbeSession } from '../probe.ts';
import { loginFields } from './login.ts';
import { type NatsMessage, takeMessage } from './messages.ts';
import { natsError } from './nats-error.ts';
import type { NatsTarget } from './target.ts';

/** What a server says of itself (INFO); it tells more than kavmon reads. */
export interface NatsServerInfo {
  readonly name: string | null;
  readonly version: string | null;
  readonly cluster: string | null;
  readonly jetstream: boolean;
  /** Lame duck mode: it ends its connections, and clients are to go elsewhere. */
  readonly lameDuck: boolean;
  /** Addresses of other members that it tells its clients. */
  readonly members: readonly string[];
}

export interface NatsConnection {
  readonly target: string;
  readonly info: NatsServerInfo;
  /** Milliseconds of a PING and its PONG. */
  readonly roundTripMs: number;
  /** Publishes a request and returns the payload of its answer; null when nobody answers to its subject. Throws ProbeError. */
  readonly request: (subject: string, payload: string) => Promise<string | null>;
}

/** Bytes after which the connection is given up. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
const WITH_TLS = 'tls: {}';

/** Connects, starts TLS where it is asked for or wanted, logs in, waits for a PONG, runs `work`, and closes. Throws ProbeError, or the signal's reason. */
export const withNats = async <T>(
  target: NatsTarget,
  session: ProbeSession,
  work: (connection: NatsConnection) => Promise<T>,
): Promise<T> => {
  const plain = await connectTcp(target, session);
  const opened = { target, plain, session };
  let socket: Socket = plain;
  try {
    const first = await readGreeting(opened, target.handshakeFirst === true);
    socket = first.socket;
    const connection = await logIn(first, opened);
    session.phase('query');
    return await work(connection);
  } catch (error) {
    session.signal.throwIfAborted();
    throw error;
  } finally {
    socket.destroy();
    plain.destroy();
  }
};

interface OpenedSocket {
  readonly target: NatsTarget;
  readonly plain: Socket;
  readonly session: ProbeSession;
}

/** Of INFO; every field may be missing or of another type. */
type InfoFields = Readonly<Record<string, Json>>;

interface GreetedSocket {
  readonly socket: Socket;
  readonly source: MessageSource<NatsMessage>;
  readonly info: InfoFields;
}

/** Reads INFO, over TLS at last where the server or the configuration wants it. */
const readGreeting = async (
  { target, plain, session }: OpenedSocket,
  handshakeFirst: boolean,
): Promise<GreetedSocket> => {
  if (handshakeFirst) {
    const socket = await connectTls(plain, target, target.tls ?? {}, session);
    session.phase('request');
    const source = listen(socket, target, plain);
    return { socket, source, info: await readInfo(source, target) };
  }
  session.phase('request');
  const source = listen(plain, target, plain);
  const info = await readInfo(source, target);
  if (target.tls === undefined && info.tls_required !== true) return { socket: plain, source, info };
  if (info.tls_required !== true && info.tls_available !== true)
    throw new ProbeError(
      'tls_handshake',
      `${target.text}: the server offers no TLS: leave out tls, or switch it on there`,
    );
  source.detach();
  const socket = await connectTls(plain, target, target.tls ?? {}, session);
  return { socket, source: readNats(socket, target, plain), info };
};

const listen = (socket: Socket, target: NatsTarget, plain: Socket): MessageSource<NatsMessage> => {
  const expected = { target: target.text, protocol: 'NATS', withTls: WITH_TLS };
  guardProtocol(socket, { ...expected, begins: isGreeting, limit: MAX_ANSWER_BYTES });
  return readNats(socket, target, plain);
};

const readNats = (socket: Socket, target: NatsTarget, plain: Socket): MessageSource<NatsMessage> =>
  readMessages(socket, {
    target: target.text,
    take: (bytes) => takeMessage(bytes, target.text),
    closed: () => closedError(target, plain),
  });

const isGreeting = (first: Buffer): boolean =>
  'INFO {'.startsWith(first.toString('latin1', 0, 6).toUpperCase().replace(/\s+/, ' ')) ||
  /^(?:INFO\s|-ERR)/i.test(first.toString('latin1', 0, 6));

const readInfo = async (source: MessageSource<NatsMessage>, { text }: NatsTarget): Promise<InfoFields> => {
  const message = await source.next();
  if (message.verb === '-ERR') throw natsError(text, saidError(message));
  if (message.verb === 'INFO') return parseInfo(message, text);
  throw new ProbeError('protocol', `${text}: the first line is not INFO of NATS`, { advice: 'other_protocol' });
};

const parseInfo = ({ rest }: NatsMessage, target: string): InfoFields => {
  try {
    const info = JSON.parse(rest);
    if (info !== null && typeof info === 'object') return info;
  } catch {
    // Said below, as of JSON that is no object.
  }
  throw new ProbeError('protocol', `${target}: the INFO of the server is not whole, or not that of NATS`, {
    advice: 'other_protocol',
  });
};

const logIn = async (
  { socket, source, info }: GreetedSocket,
  { target, session }: OpenedSocket,
): Promise<NatsConnection> => {
  session.phase('auth');
  const options = { ...(await loginFields(target, textOf(info.nonce))), ...CONNECT_FIELDS };
  const started = performance.now();
  let latest = info;
  const next = async (): Promise<NatsMessage> => {
    const message = await source.next();
    if (message.verb === '-ERR') throw natsError(target.text, saidError(message));
    if (message.verb === 'INFO') latest = { ...latest, ...parseInfo(message, target.text) };
    if (message.verb === 'PING') socket.write('PONG\r\n');
    return ['INFO', 'PING', '+OK'].includes(message.verb) ? next() : message;
  };
  socket.write(`CONNECT ${JSON.stringify(options)}\r\nPING\r\n`);
  const { verb } = await next();
  if (verb !== 'PONG') throw new ProbeError('protocol', `${target.text}: ${verb.slice(0, 20)} came in place of PONG`);
  return {
    target: target.text,
    info: describeServer(latest),
    roundTripMs: performance.now() - started,
    request: createRequester(socket, next),
  };
};

const CONNECT_FIELDS = {
  ...{ verbose: false, pedantic: false, name: 'kavmon', lang: 'kavmon', version: '1', protocol: 1 },
  ...{ headers: true, no_responders: true, echo: false },
} as const;

const describeServer = (info: InfoFields): NatsServerInfo => ({
  name: textOf(info.server_name) ?? null,
  version: textOf(info.version) ?? null,
  cluster: textOf(info.cluster) ?? null,
  jetstream: info.jetstream === true,
  lameDuck: info.ldm === true,
  members: Array.isArray(info.connect_urls) ? info.connect_urls.map(String) : [],
});

const textOf = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

const saidError = ({ rest }: NatsMessage): string => rest.replace(/^'|'$/g, '');

/** Requests one after the other, each with an inbox and a subscription of its own. */
const createRequester = (socket: Socket, next: () => Promise<NatsMessage>): NatsConnection['request'] => {
  const prefix = `_INBOX.kavmon${process.hrtime.bigint().toString(36)}`;
  let count = 0;
  return async (subject, payload) => {
    count += 1;
    const inbox = `${prefix}.${count}`;
    const size = Buffer.byteLength(payload);
    socket.write(`SUB ${inbox} ${count}\r\nUNSUB ${count} 1\r\nPUB ${subject} ${inbox} ${size}\r\n${payload}\r\n`);
    for (;;) {
      const message = await next();
      const isAnswer = message.rest.startsWith(`${inbox} `);
      if (isAnswer) return /^NATS\/1\.0\s+503/.test(message.headers) ? null : message.payload;
    }
  };
};

const closedError = ({ text, tls }: NatsTarget, plain: Socket): ProbeError => {
  const question = tls === undefined && plain.bytesRead === 0 ? `; ${describeTlsQuestion(WITH_TLS)}` : '';
  return new ProbeError('unreachable', `${text}: the server closed the connection instead of answering${question}`);
};
