/// <reference path="./driver-parts.d.ts" />
import type { Socket } from 'node:net';
import type { Document } from 'mongodb';
import { MongoCredentials } from 'mongodb/lib/cmap/auth/mongo_credentials.js';
import { type DriverConnection, makeConnection, performInitialHandshake } from 'mongodb/lib/cmap/connect.js';
import { MongoClientAuthProviders } from 'mongodb/lib/mongo_client_auth_providers.js';
import { ProbeError } from '../../model/errors.ts';
import { guardProtocol } from '../net/protocol-guard.ts';
import { formatExcerpt } from '../net/read-until.ts';
import { describeTlsQuestion } from '../net/spoken-protocol.ts';
import { connectTcp } from '../net/tcp-connect.ts';
import { connectTls } from '../net/tls-connect.ts';
import type { ProbeSession } from '../probe.ts';
import { mongodbError } from './mongodb-error.ts';
import { type MongodbAccess, type MongodbLogin, parseMember } from './target.ts';
import { passWholeMessages } from './whole-messages.ts';

/** A connection to one server that is logged in. */
export interface MongodbSession {
  /** What the server said of itself at the beginning. */
  readonly hello: Document;
  isUsable(): boolean;
  /** Runs a command that reads. Throws ProbeError. */
  command(database: string, command: Document): Promise<Document>;
}

/** Larger than any answer to our own commands. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

const WITH_TLS = 'tls: {}, or tls=true in the url';

/**
 * Connects to one server, starts TLS if there are options for it, logs in, runs `work`, and closes. The driver's handshake is
 * used, and not its client: that would watch all servers in the background and wait for a primary for 30 s. Throws ProbeError,
 * or the signal's reason.
 */
export const withMongodb = async <T>(
  member: string,
  access: MongodbAccess,
  session: ProbeSession,
  work: (connection: MongodbSession) => Promise<T>,
): Promise<T> => {
  const endpoint = parseMember(member);
  const plain = await connectTcp(endpoint, session);
  const socket = access.tls === undefined ? plain : await connectTls(plain, endpoint, access.tls, session);
  session.phase('auth');
  const options = driverOptions(endpoint.text, access.login);
  const connection = makeConnection(options, withWholeMessages(socket, endpoint.text));
  guardMessages(socket, endpoint.text);
  try {
    await performInitialHandshake(connection, options);
    session.phase('query');
    return await work(sessionOf(connection, socket, endpoint.text));
  } catch (error) {
    session.signal.throwIfAborted();
    throw explainError(error, endpoint.text, access.tls === undefined && plain.bytesRead === 0);
  } finally {
    connection.destroy();
    socket.destroy();
  }
};

const explainError = (error: unknown, where: string, isUnanswered: boolean): unknown => {
  const failure = mongodbError(error, where);
  return isUnanswered && failure instanceof ProbeError && failure.reason === 'unreachable'
    ? new ProbeError(
        'unreachable',
        `${where}: the server closed the connection at the first command; ${describeTlsQuestion(WITH_TLS)}`,
      )
    : failure;
};

/** Our socket as the driver reads it: what it pipes into its parser are messages that it can parse. */
const withWholeMessages = (socket: Socket, where: string): Socket => {
  const pipe = socket.pipe.bind(socket);
  const refuse = (bytes: Buffer): void => {
    socket.destroy(new ProbeError('protocol', `${where}: not an answer of MongoDB: ${formatExcerpt(bytes)}`));
  };
  return Object.assign(socket, {
    pipe: <T extends NodeJS.WritableStream>(parser: T): T =>
      pipe(passWholeMessages(MAX_ANSWER_BYTES, refuse)).pipe(parser),
  });
};

const sessionOf = (connection: DriverConnection, socket: Socket, where: string): MongodbSession => ({
  hello: connection.hello ?? {},
  isUsable: () => !socket.destroyed,
  command: async (db, command) => {
    try {
      return await connection.command({ db }, command, { directConnection: true });
    } catch (error) {
      throw mongodbError(error, where);
    }
  },
});

/** As the driver's client would hand them to a connection of its pool. */
const driverOptions = (where: string, login: MongodbLogin | undefined): object => ({
  id: 1,
  generation: 0,
  hostAddress: where,
  monitorCommands: false,
  directConnection: true,
  loadBalanced: false,
  metadata: Promise.resolve({
    application: { name: 'kavmon' },
    driver: { name: 'nodejs', version: '7' },
    os: { type: process.platform },
    platform: `Node.js ${process.version}`,
  }),
  authProviders: new MongoClientAuthProviders(),
  ...(login === undefined ? {} : { credentials: credentialsOf(login) }),
});

const credentialsOf = ({ user, password, source, mechanism }: MongodbLogin): object =>
  new MongoCredentials({ username: user, password, source, mechanism, mechanismProperties: {} });

const OP_REPLY = 1;
const OP_COMPRESSED = 2012;
const OP_MSG = 2013;
const HEADER_BYTES = 16;

/** The first message of a server: its length, two ids, and the code of an answer. */
const isAnswer = (first: Buffer): boolean =>
  first.length < HEADER_BYTES ||
  (first.readInt32LE(0) >= HEADER_BYTES &&
    first.readInt32LE(0) <= MAX_ANSWER_BYTES &&
    [OP_REPLY, OP_MSG, OP_COMPRESSED].includes(first.readInt32LE(12)));

const guardMessages = (socket: Socket, target: string): void =>
  guardProtocol(socket, {
    target,
    protocol: 'MongoDB',
    withTls: WITH_TLS,
    begins: isAnswer,
    limit: MAX_ANSWER_BYTES,
  });
