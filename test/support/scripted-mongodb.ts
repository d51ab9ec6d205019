import type { Socket } from 'node:net';
import { BSON, type Document } from 'mongodb';
import { listenTcp, type TestListener } from './tcp-server.ts';

/** What is answered to a command: a document, or nothing at all. */
export type MongodbReply = Document | 'silent';

export type MongodbScript = {
  /** Replaces parts of the answer to `hello`; `{ port }` is the server's own. */
  readonly hello?: Document | ((port: number) => Document);
  /** Answers by the name of the command. Others are answered by `{ ok: 1 }`. */
  readonly replies?: Readonly<Record<string, MongodbReply | ((port: number) => MongodbReply)>>;
};

/** An error as a server sends it. */
export const mongodbFault = (code: number, errmsg: string): Document => ({ ok: 0, code, errmsg });

const NUMBERS = { connections: { current: 5, available: 95 } };
const HELLO = { ok: 1, helloOk: true, isWritablePrimary: true, minWireVersion: 0, maxWireVersion: 21 };

/** A MongoDB without TLS and users that answers as the test says. */
export const startScriptedMongodb = async (script: MongodbScript = {}): Promise<TestListener> => {
  const server: TestListener = await listenTcp((socket) =>
    onMessages(socket, (opCode, requestId, command) => {
      const reply = replyTo(command, script, server.port);
      if (reply !== 'silent') socket.write(answerMessage(opCode, requestId, reply));
    }),
  );
  return server;
};

const replyTo = (command: Document, { hello, replies = {} }: MongodbScript, port: number): MongodbReply => {
  const name = Object.keys(command)[0] ?? '';
  const own = replies[name];
  if (own !== undefined) return typeof own === 'function' ? own(port) : own;
  if (/^(hello|ismaster)$/i.test(name)) return { ...HELLO, ...(typeof hello === 'function' ? hello(port) : hello) };
  if (name === 'buildInfo') return { ok: 1, version: '7.0.5' };
  return name === 'serverStatus' ? { ok: 1, ...NUMBERS } : { ok: 1 };
};

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;

/** The command of a message: OP_QUERY has flags, a name and two numbers before it, OP_MSG flags and the kind of its section. */
const commandOf = (opCode: number, body: Buffer): Document =>
  BSON.deserialize(opCode === OP_QUERY ? body.subarray(body.indexOf(0, 4) + 9) : body.subarray(5));

const answerMessage = (opCode: number, requestId: number, document: Document): Buffer => {
  const bson = Buffer.from(BSON.serialize(document));
  const begin = Buffer.alloc(opCode === OP_QUERY ? 20 : 5);
  if (opCode === OP_QUERY) begin.writeInt32LE(1, 16);
  const head = Buffer.alloc(16);
  head.writeInt32LE(16 + begin.length + bson.length, 0);
  head.writeInt32LE(requestId, 8);
  head.writeInt32LE(opCode === OP_QUERY ? OP_REPLY : OP_MSG, 12);
  return Buffer.concat([head, begin, bson]);
};

const onMessages = (socket: Socket, handle: (opCode: number, requestId: number, command: Document) => void): void => {
  let rest: Buffer = Buffer.alloc(0);
  socket.on('data', (part: Buffer) => {
    rest = Buffer.concat([rest, part]);
    while (rest.length >= 16 && rest.length >= rest.readInt32LE(0)) {
      const end = rest.readInt32LE(0);
      const opCode = rest.readInt32LE(12);
      handle(opCode, rest.readInt32LE(4), commandOf(opCode, rest.subarray(16, end)));
      rest = rest.subarray(end);
    }
  });
};
