import type { Socket } from 'node:net';
import {
  encodeInteger,
  encodeLong,
  encodeLongText,
  encodeShortText,
  encodeTable,
  readArguments,
} from '../../src/probes/amqp/codec.ts';
import { encodeFrame } from '../../src/probes/amqp/frames.ts';
import { ARGUMENTS_AT, encodeMethod, type MethodName, methodName } from '../../src/probes/amqp/methods.ts';
import { listenTcp, type TestListener } from './tcp-server.ts';

/** What a scripted server does at a method of the client in place of the usual answer; `repeat` refuses with the method itself. */
export type AmqpStep =
  | { readonly close: readonly [code: number, text: string] }
  | { readonly blocked: string }
  | 'silence'
  | 'end'
  | 'nack'
  | 'repeat'
  | 'garbage';

export type AmqpScript = {
  readonly at?: Partial<Record<MethodName, AmqpStep>>;
  readonly mechanisms?: string;
};

/** A server that speaks as much AMQP 0-9-1 as opening a virtual host and a round trip need, and fails where the script says. */
export const startAmqpServer = ({ at = {}, mechanisms = 'PLAIN AMQPLAIN' }: AmqpScript = {}): Promise<TestListener> =>
  listenTcp((socket) => {
    const send: Send = (channel, name, ...args) => {
      socket.write(encodeFrame('method', channel, encodeMethod(name, args)));
    };
    let queue = '';
    const takeMethod = (channel: number, name: MethodName, payload: Buffer): void => {
      const step = at[name];
      if (name === 'queue.declare') queue = nameOfQueue(payload);
      if (step === undefined) answerMethod(send, channel, name, queue);
      else if (step === 'repeat') sendClose(send, [403, `ACCESS_REFUSED - ${payload.toString('latin1').slice(-200)}`]);
      else takeStep(socket, step, send);
    };
    const take = (channel: number, payload: Buffer): void => {
      const name = methodName(payload);
      if (name !== undefined) takeMethod(channel, name, payload);
      else if (payload.toString() === queue) deliver(socket, send, queue);
    };
    onFrames(socket, () => sendStart(send, mechanisms), take);
  });

type Send = (channel: number, name: MethodName, ...args: readonly Buffer[]) => void;

const sendStart = (send: Send, mechanisms: string): void => {
  const properties = { product: 'RabbitMQ', version: '3.12.1', cluster_name: 'rabbit@lab', nested: { list: true } };
  send(
    0,
    'connection.start',
    encodeInteger(0, 1),
    encodeInteger(9, 1),
    encodeTable(properties),
    encodeLongText(mechanisms),
    encodeLongText('en_US'),
  );
};

const takeStep = (socket: Socket, step: Exclude<AmqpStep, 'repeat'>, send: Send): void => {
  if (typeof step === 'string') WORDLESS_STEPS[step](socket, send);
  else if ('blocked' in step) send(0, 'connection.blocked', encodeShortText(step.blocked));
  else sendClose(send, step.close);
};

const sendClose = (send: Send, [code, text]: readonly [number, string]): void => {
  const zero = encodeInteger(0, 2);
  send(0, 'connection.close', encodeInteger(code, 2), encodeShortText(text), zero, zero);
};

const WORDLESS_STEPS: Readonly<
  Record<Exclude<Extract<AmqpStep, string>, 'repeat'>, (socket: Socket, send: Send) => void>
> = {
  silence: () => {},
  end: (socket) => {
    socket.end();
  },
  nack: (_, send) => send(1, 'basic.nack', encodeLong(1), encodeInteger(0, 1)),
  garbage: (socket) => {
    socket.write(Buffer.alloc(64, 0xd7));
  },
};

const answerMethod = (send: Send, channel: number, name: MethodName, queue: string): void => {
  const answers: Partial<Record<MethodName, readonly [MethodName, ...Buffer[]]>> = {
    'connection.start-ok': ['connection.tune', encodeInteger(2047, 2), encodeInteger(131_072, 4), encodeInteger(60, 2)],
    'connection.open': ['connection.open-ok', encodeShortText('')],
    'channel.open': ['channel.open-ok', encodeLongText('')],
    'connection.close': ['connection.close-ok'],
    'queue.declare': ['queue.declare-ok', encodeShortText(queue), encodeInteger(0, 4), encodeInteger(0, 4)],
    'confirm.select': ['confirm.select-ok'],
    'basic.consume': ['basic.consume-ok', encodeShortText('c')],
  };
  const answer = answers[name];
  if (answer !== undefined) send(channel, ...answer);
};

const deliver = (socket: Socket, send: Send, body: string): void => {
  send(1, 'basic.ack', encodeLong(1), encodeInteger(0, 1));
  send(
    1,
    'basic.deliver',
    encodeShortText('c'),
    encodeLong(1),
    encodeInteger(0, 1),
    encodeShortText(''),
    encodeShortText(body),
  );
  const head = [encodeInteger(60, 2), encodeInteger(0, 2), encodeLong(body.length), encodeInteger(0, 2)];
  socket.write(encodeFrame('header', 1, Buffer.concat(head)));
  socket.write(encodeFrame('body', 1, Buffer.from(body)));
};

const nameOfQueue = (payload: Buffer): string => {
  const args = readArguments(payload.subarray(ARGUMENTS_AT));
  args.integer(2);
  return args.shortText();
};

const HEADER_BYTES = 8;

/** Calls `begin` after the header of the protocol, and `take` for each method and body. */
const onFrames = (socket: Socket, begin: () => void, take: (channel: number, payload: Buffer) => void): void => {
  let rest: Buffer = Buffer.alloc(0);
  let begun = false;
  socket.on('data', (part: Buffer) => {
    rest = Buffer.concat([rest, part]);
    if (!begun && rest.length >= HEADER_BYTES) {
      begun = true;
      rest = rest.subarray(HEADER_BYTES);
      begin();
    }
    while (begun && rest.length >= 7 && rest.length >= rest.readUInt32BE(3) + 8) {
      const end = 7 + rest.readUInt32BE(3);
      const payload = rest.subarray(7, end);
      const channel = rest.readUInt16BE(1);
      rest = rest.subarray(end + 1);
      take(channel, payload);
    }
  });
};
