import type { Socket } from 'node:net';
import type { AbstractConnector, Redis } from 'ioredis';
import { ProbeError } from '../../model/errors.ts';
import { dial } from '../net/dial.ts';
import { guard } from '../net/protocol-guard.ts';
import { secure } from '../net/tls-connect.ts';
import type { Session } from '../probe.ts';
import { redisError } from './error.ts';
import type { RedisTarget } from './target.ts';

/** Sends a command and returns its reply. Throws ProbeError. */
export type RedisCall = (command: string, ...args: readonly string[]) => Promise<unknown>;

/** More than the table of a thousand nodes. */
const ANSWER_LIMIT = 4 * 1024 * 1024;

/** Connects, speaks TLS as asked, authenticates, lets `work` ask, and closes. Throws ProbeError, or the signal's reason. */
export const withRedis = async <T>(
  target: RedisTarget,
  session: Session,
  work: (call: RedisCall) => Promise<T>,
): Promise<T> => {
  const plain = await dial(target, session);
  const socket = target.tls === undefined ? plain : await secure(plain, target, target.tls, session);
  let broken: unknown;
  socket.once('error', (error) => {
    broken = error;
  });
  const client = await clientOn(socket);
  const call: RedisCall = async (command, ...args) => {
    try {
      return await client.call(command, ...args);
    } catch (error) {
      throw redisError(broken ?? error, target.text);
    }
  };
  try {
    await client.connect();
    guard(socket, { target: target.text, protocol: 'Redis', begins: canBegin, limit: ANSWER_LIMIT });
    await enter(call, target, session);
    session.phase('query');
    return await work(call);
  } catch (error) {
    session.signal.throwIfAborted();
    throw redisError(broken ?? error, target.text);
  } finally {
    client.disconnect();
    socket.destroy();
  }
};

const enter = async (call: RedisCall, target: RedisTarget, session: Session): Promise<void> => {
  if (target.password !== undefined) {
    session.phase('auth');
    await (target.user === undefined ? call('AUTH', target.password) : call('AUTH', target.user, target.password));
  } else if (target.user !== undefined) {
    throw new ProbeError('config', `${target.text}: a user without a password`);
  }
  if (target.database !== 0) await call('SELECT', String(target.database));
};

const clientOn = async (socket: Socket): Promise<Redis> => {
  const { Redis } = await import('ioredis');
  const client = new Redis({
    Connector: connectorOf(socket),
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    // We say AUTH ourselves: the driver would turn some refusals into warnings on the console.
    protocol: 2,
    enableReadyCheck: false,
    disableClientInfo: true,
  });
  // Without it the driver writes to the console.
  client.on('error', () => {});
  return client;
};

/** Hands the driver a connection that is there: it would resolve the name by getaddrinfo, and linger when it disconnects. */
const connectorOf = (socket: Socket) => {
  function Connector() {
    return { check: () => true, connect: async () => socket, disconnect: () => socket.destroy() };
  }
  return Connector as unknown as new (
    options: unknown,
  ) => AbstractConnector;
};

/** Types of RESP 2 and 3. */
const canBegin = (first: Buffer): boolean => '+-:$*_#,(!=%~>|'.includes(String.fromCharCode(first[0] ?? 0));
