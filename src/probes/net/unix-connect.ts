import { createConnection, type Socket } from 'node:net';
import type { Advice } from '../../model/advice.ts';
import { ProbeError } from '../../model/errors.ts';
import type { ProbeReason } from '../../model/reasons.ts';
import type { ProbeSession } from '../probe.ts';
import { errorCode, networkError } from './network-error.ts';
import { connectTcp, destroyOnAbort, type NetworkEndpoint } from './tcp-connect.ts';

/** `sun_path` without its final zero (unix(7)). */
const MAX_PATH_BYTES = 107;

type PathProblem = readonly [reason: ProbeReason, text: string, advice: Advice];

const NO_SOCKET: PathProblem = ['connect_refused', 'there is no such socket', 'socket_path'];
const PROBLEMS: Readonly<Record<string, PathProblem>> = {
  ENOENT: NO_SOCKET,
  ENOTDIR: NO_SOCKET,
  ECONNREFUSED: ['connect_refused', 'nothing listens on the socket', 'socket_path'],
  EACCES: ['permission', 'the user that kavmon runs as may not open the socket', 'socket_path'],
  EPERM: ['permission', 'the user that kavmon runs as may not open the socket', 'socket_path'],
  EAGAIN: ['threshold', 'the socket takes no further connection: its queue is full', 'no_slot'],
  EPROTOTYPE: ['config', 'the socket is none of streams', 'socket_path'],
};

export interface ServerEndpoint extends NetworkEndpoint {
  /** Path of the Unix socket of the server; host and port mean nothing then. */
  readonly socketPath?: string | undefined;
}

/** A connection to a server, as `connectUnix` and `connectTcp` make it. Throws ProbeError, or the signal's reason. */
export const connectServer = (endpoint: ServerEndpoint, session: ProbeSession): Promise<Socket> =>
  endpoint.socketPath === undefined ? connectTcp(endpoint, session) : connectUnix(endpoint.socketPath, session);

/**
 * A connection to the Unix socket at this path, which is destroyed when the session's signal aborts. Throws ProbeError, or the
 * signal's reason.
 */
export const connectUnix = async (path: string, session: ProbeSession): Promise<Socket> => {
  session.phase('connect', path);
  session.signal.throwIfAborted();
  if (Buffer.byteLength(path) > MAX_PATH_BYTES)
    throw new ProbeError('config', `${path}: the path of a socket has at most ${MAX_PATH_BYTES} bytes`);
  const socket = createConnection({ path });
  destroyOnAbort(socket, session.signal);
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  socket.once('connect', () => resolve(socket));
  socket.once('error', reject);
  try {
    return await promise;
  } catch (error) {
    session.signal.throwIfAborted();
    throw connectError(error, path);
  }
};

const connectError = (error: unknown, path: string): unknown => {
  const code = errorCode(error);
  const problem = Object.hasOwn(PROBLEMS, code) ? PROBLEMS[code] : undefined;
  if (problem === undefined) return networkError(error, path);
  const [reason, text, advice] = problem;
  return new ProbeError(reason, `${path}: ${text} (${code})`, { cause: error, advice });
};
