import type { Socket } from 'node:net';
import { type AbstractConnector, Redis } from 'ioredis';
import { ProbeError } from '../../model/errors.ts';
import { guardProtocol } from '../net/protocol-guard.ts';
import { describeTlsQuestion } from '../net/spoken-protocol.ts';
import { connectTls } from '../net/tls-connect.ts';
import { connectServer } from '../net/unix-connect.ts';
import type { ProbeSession } from '../probe.ts';
import { isConnectionEnd, redisError } from './redis-error.ts';
import type { RedisTarget } from './target.ts';

/** Sends a command and returns its reply. Throws ProbeError. */
export type RedisCall = (command: string, ...args: readonly string[]) => Promise<unknown>;

/** Several times the size of CLUSTER NODES for a thousand nodes. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** Connects, starts TLS if there are options for it, authenticates, runs `work`, and closes. Throws ProbeError, or the signal's reason. */
export const withRedis = async <T>(
  target: RedisTarget,
  session: ProbeSession,
  work: (call: RedisCall) => Promise<T>,
): Promise<T> => {
  const plain = await connectServer(target, session);
  const socket = target.tls === undefined ? plain : await connectTls(plain, target, target.tls, session);
  let broken: unknown;
  socket.once('error', (error) => {
    broken = error;
  });
  const client = createClient(socket);
  const explain = (error: unknown): unknown => {
    const isUnanswered = target.tls === undefined && target.socketPath === undefined && plain.bytesRead === 0;
    return isUnanswered && isConnectionEnd(broken ?? error)
      ? unansweredError(target)
      : redisError(broken ?? error, target.text);
  };
  const call: RedisCall = async (command, ...args) => {
    try {
      return await client.call(command, ...args);
    } catch (error) {
      throw explain(error);
    }
  };
  try {
    await client.connect();
    guardProtocol(socket, {
      target: target.text,
      protocol: 'Redis',
      withTls: WITH_TLS,
      begins: isFirstReply,
      limit: MAX_ANSWER_BYTES,
    });
    await authenticate(call, target, session);
    session.phase('query');
    return await work(call);
  } catch (error) {
    session.signal.throwIfAborted();
    throw explain(error);
  } finally {
    client.disconnect();
    socket.destroy();
  }
};

/** How a server is asked with TLS. */
const WITH_TLS = 'rediss://, tls: {}';

const unansweredError = ({ text }: RedisTarget): ProbeError =>
  new ProbeError(
    'unreachable',
    `${text}: the server closed the connection at the first command; ${describeTlsQuestion(WITH_TLS)}`,
  );

const authenticate = async (call: RedisCall, target: RedisTarget, session: ProbeSession): Promise<void> => {
  if (target.password !== undefined) {
    session.phase('auth');
    await (target.user === undefined ? call('AUTH', target.password) : call('AUTH', target.user, target.password));
  } else if (target.user !== undefined) {
    throw new ProbeError('config', `${target.text}: a user without a password`);
  }
  if (target.database !== 0) await call('SELECT', String(target.database));
};

const createClient = (socket: Socket): Redis => {
  const client = new Redis({
    Connector: createConnector(socket),
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    // AUTH is sent by us, as the driver prints some refusals to the console instead of failing.
    protocol: 2,
    enableReadyCheck: false,
    disableClientInfo: true,
  });
  // Without a listener the driver prints errors to the console.
  client.on('error', () => {});
  return client;
};

/** Gives the driver our connection, as it would resolve the name by getaddrinfo, and wait when it disconnects. */
const createConnector = (socket: Socket) => {
  function Connector() {
    return { check: () => true, connect: async () => socket, disconnect: () => socket.destroy() };
  }
  return Connector as unknown as new (
    options: unknown,
  ) => AbstractConnector;
};

/** How replies of RESP 2 and 3 begin, as far as it is there: `* OK` is the greeting of a mail server, and `+OK` that of another. */
const REPLY_BEGINS = /^(?:\+(?!OK [^\r]*\r?\n)|-|[:$*!=%~>|,(](?:[-+]?\d|$)|_|#)/;

const isFirstReply = (first: Buffer): boolean => REPLY_BEGINS.test(first.toString('latin1', 0, 512));
