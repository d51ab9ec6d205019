import type { Socket } from 'node:net';
import { ProbeError } from '../../model/errors.ts';
import { type MessageSource, readMessages } from '../net/message-source.ts';
import { guardProtocol } from '../net/protocol-guard.ts';
import { describeTlsQuestion } from '../net/spoken-protocol.ts';
import { connectTcp } from '../net/tcp-connect.ts';
import { connectTls } from '../net/tls-connect.ts';
import type { ProbeSession } from '../probe.ts';
import { closeError } from './close-error.ts';
import { type ArgumentReader, encodeInteger, encodeShortText, readArguments } from './codec.ts';
import { type AmqpFrame, encodeFrame, takeFrame } from './frames.ts';
import { ARGUMENTS_AT, encodeMethod, type MethodName, methodName } from './methods.ts';
import type { AmqpTarget } from './target.ts';

/** A method or a part of a message that has arrived. */
export interface AmqpEvent {
  /** Undefined for a method that is not known, and for parts of a message. */
  readonly name: MethodName | undefined;
  readonly args: ArgumentReader;
  readonly frame: AmqpFrame;
}

/** A connection that speaks AMQP. What it waits for throws ProbeError when the other side closes or speaks nonsense. */
export interface AmqpConnection {
  readonly target: string;
  readonly sendMethod: (channel: number, name: MethodName, ...args: readonly Buffer[]) => void;
  readonly sendFrame: (type: 'header' | 'body', channel: number, payload: Buffer) => void;
  /** The next method or part of a message, without heartbeats. */
  readonly receive: () => Promise<AmqpEvent>;
  /** The arguments of this method, which must be the next one but for news of alarms. */
  readonly expect: (name: MethodName) => Promise<ArgumentReader>;
}

/** Bytes after which the connection is given up: what is asked takes a few hundred. */
const MAX_ANSWER_BYTES = 1024 * 1024;

const WITH_TLS = 'amqps://, tls: {}';
const PROTOCOL_HEADER = Buffer.from('AMQP\0\0\x09\x01', 'latin1');

/** Connects, starts TLS if there are options for it, sends the header of the protocol, runs `work`, and closes. Throws ProbeError, or the signal's reason. */
export const withAmqp = async <T>(
  target: AmqpTarget,
  session: ProbeSession,
  work: (connection: AmqpConnection) => Promise<T>,
): Promise<T> => {
  const plain = await connectTcp(target, session);
  const socket = target.tls === undefined ? plain : await connectTls(plain, target, target.tls, session);
  const expected = { target: target.text, protocol: 'AMQP 0-9-1', withTls: WITH_TLS };
  guardProtocol(socket, { ...expected, begins: isFirstFrame, limit: MAX_ANSWER_BYTES });
  const frames = readMessages(socket, {
    target: target.text,
    take: (bytes) => takeFrame(bytes, target.text),
    closed: () => endedError(target, plain.bytesRead),
  });
  const connection = bindConnection(socket, target.text, frames);
  try {
    session.phase('auth');
    socket.write(PROTOCOL_HEADER);
    const result = await work(connection);
    await closeConnection(connection);
    return result;
  } catch (error) {
    session.signal.throwIfAborted();
    throw error;
  } finally {
    socket.destroy();
  }
};

/** A method on channel 0, or the header with which a server answers that wants another version of the protocol. */
const isFirstFrame = (first: Buffer): boolean => first[0] === 1 && (first[1] ?? 0) === 0 && (first[2] ?? 0) === 0;

const endedError = ({ text, tls }: AmqpTarget, received: number): ProbeError => {
  const question = tls === undefined && received === 0 ? `; ${describeTlsQuestion(WITH_TLS)}` : '';
  return new ProbeError('unreachable', `${text}: the server closed the connection instead of answering${question}`);
};

const bindConnection = (socket: Socket, target: string, frames: MessageSource<AmqpFrame>): AmqpConnection => {
  const sendMethod: AmqpConnection['sendMethod'] = (channel, name, ...args) =>
    void socket.write(encodeFrame('method', channel, encodeMethod(name, args)));
  const receive = async (): Promise<AmqpEvent> => {
    const frame = await frames.next();
    if (frame.type === 'heartbeat') return receive();
    const name = frame.type === 'method' ? methodName(frame.payload) : undefined;
    const args = guardReader(target, readArguments(frame.payload.subarray(ARGUMENTS_AT)));
    if (name === 'connection.close' || name === 'channel.close')
      throw closeError(target, args.integer(2), args.shortText());
    return { name, args, frame };
  };
  const expect = async (wanted: MethodName): Promise<ArgumentReader> => {
    const { name, args } = await receive();
    if (name === wanted) return args;
    if (name === 'connection.blocked' || name === 'connection.unblocked') return expect(wanted);
    throw new ProbeError('protocol', `${target}: ${name ?? 'an unknown method'} came in place of ${wanted}`);
  };
  const sendFrame: AmqpConnection['sendFrame'] = (type, channel, payload) =>
    void socket.write(encodeFrame(type, channel, payload));
  return { target, sendMethod, sendFrame, receive, expect };
};

/** Reads as the reader does; what ends too early is ProbeError `protocol`. */
const guardReader = (target: string, reader: ArgumentReader): ArgumentReader => {
  const guarded = <T>(read: () => T): T => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new ProbeError('protocol', `${target}: a method of AMQP is broken: ${error.message}`);
    }
  };
  return {
    integer: (bytes) => guarded(() => reader.integer(bytes)),
    shortText: () => guarded(reader.shortText),
    longText: () => guarded(reader.longText),
    table: () => guarded(reader.table),
  };
};

const CLOSE_MS = 500;

/** Says goodbye, as a server logs a warning for a connection that just ends; what comes of it changes nothing. */
const closeConnection = async (connection: AmqpConnection): Promise<void> => {
  connection.sendMethod(
    0,
    'connection.close',
    encodeInteger(200, 2),
    encodeShortText('done'),
    encodeInteger(0, 2),
    encodeInteger(0, 2),
  );
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, CLOSE_MS);
  const closed = awaitCloseOk(connection).catch(() => undefined);
  await Promise.race([closed, late]);
  clearTimeout(timer);
};

const awaitCloseOk = async (connection: AmqpConnection): Promise<void> => {
  while ((await connection.receive()).name !== 'connection.close-ok');
};
