import type { Socket } from 'node:net';
import pg from 'pg';
import { ProbeError } from '../../model/errors.ts';
import { guardProtocol } from '../net/protocol-guard.ts';
import { describeTlsQuestion } from '../net/spoken-protocol.ts';
import { requestPostgresTls } from '../net/starttls/binary.ts';
import { connectTls } from '../net/tls-connect.ts';
import { connectServer } from '../net/unix-connect.ts';
import type { ProbeSession } from '../probe.ts';
import { asConnectedStream, isFirstMessage } from './driver-stream.ts';
import { readErrorResponse } from './error-response.ts';
import { type PostgresPhase, postgresError, reportedError } from './postgres-error.ts';
import type { PostgresTarget } from './target.ts';

/** A client that is logged in, and its connection. */
export interface LoggedInClient {
  readonly client: pg.Client;
  readonly socket: Socket;
  readonly encrypted: boolean;
  /** What the server reports as its version; PgBouncer in its own console: `1.24.0/bouncer`. */
  readonly versions: readonly string[];
}

/** Larger than any answer to our own statements; a user's query must not fill the memory. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** Connects, starts TLS by its mode, logs in, runs `work`, and closes. Throws ProbeError, or the signal's reason. */
export const withClient = async <T>(
  target: PostgresTarget,
  statementTimeoutMs: number,
  session: ProbeSession,
  work: (client: LoggedInClient) => Promise<T>,
): Promise<T> => {
  const { socket, encrypted } = await openSocket(target, session);
  const client = createClient(socket, target, statementTimeoutMs);
  let phase: PostgresPhase = 'auth';
  try {
    session.phase('auth');
    const loggedIn = client.connect();
    guardProtocol(socket, {
      target: target.text,
      protocol: 'PostgreSQL',
      ...(encrypted ? {} : { withTls: WITH_TLS }),
      begins: isFirstMessage,
      explain: (first) => oldRefusal(first, target.text),
      limit: MAX_ANSWER_BYTES,
    });
    const versions = listenForVersion(client);
    await loggedIn;
    phase = 'query';
    session.phase('query');
    return await work({ client, socket, encrypted, versions });
  } catch (error) {
    session.signal.throwIfAborted();
    const failure = postgresError(error, target.text, phase);
    const isUnanswered = !encrypted && target.socketPath === undefined && socket.bytesRead === 0;
    throw isUnanswered && failure instanceof ProbeError && failure.reason === 'unreachable'
      ? unansweredError(target.text, `is it PostgreSQL, and ${describeTlsQuestion(WITH_TLS)}`)
      : failure;
  } finally {
    closeConnection(client, socket, session.signal);
  }
};

/** The driver knows no error of protocol 2. */
const oldRefusal = (first: Buffer, where: string): ProbeError | undefined => {
  const error = readErrorResponse(first);
  return error === undefined ? undefined : reportedError(error, where);
};

const openSocket = async (
  target: PostgresTarget,
  session: ProbeSession,
): Promise<{ socket: Socket; encrypted: boolean }> => {
  const plain = await connectServer(target, session);
  if (target.mode === 'disable') return { socket: plain, encrypted: false };
  try {
    session.phase('tls');
    if (!(await offersTls(plain, target))) return { socket: plain, encrypted: false };
    return { socket: await connectTls(plain, target, target.tls, session), encrypted: true };
  } catch (error) {
    plain.destroy();
    session.signal.throwIfAborted();
    throw error;
  }
};

const offersTls = async (socket: Socket, { mode, text }: PostgresTarget): Promise<boolean> => {
  try {
    await requestPostgresTls(socket, text);
    return true;
  } catch (error) {
    if (error instanceof ProbeError && error.reason === 'unreachable')
      throw unansweredError(text, 'is it PostgreSQL, or does this port want TLS at once?');
    // The server has refused TLS, and goes on without encryption.
    if (mode === 'prefer' && error instanceof ProbeError && error.reason === 'tls_handshake') return false;
    throw error;
  }
};

const WITH_TLS = 'sslmode=require';

const unansweredError = (where: string, question: string): ProbeError =>
  new ProbeError('unreachable', `${where}: the server closed the connection at the first message; ${question}`);

const createClient = (socket: Socket, target: PostgresTarget, statementTimeoutMs: number): pg.Client => {
  const client = new pg.Client({
    host: target.host,
    port: target.port,
    user: target.user,
    // A function, as the driver would take a missing password from the environment or ~/.pgpass.
    password: () => target.password,
    database: target.database,
    application_name: target.applicationName ?? 'kavmon',
    ...(target.startupOptions === undefined ? {} : { options: target.startupOptions }),
    ssl: false,
    stream: () => asConnectedStream(socket, target.text),
    query_timeout: statementTimeoutMs + 1000,
  });
  client.on('error', () => {});
  return client;
};

const listenForVersion = (client: pg.Client): string[] => {
  const versions: string[] = [];
  const { connection } = client as unknown as { readonly connection: NodeJS.EventEmitter };
  connection.on('parameterStatus', (status: { readonly parameterName: string; readonly parameterValue: string }) => {
    if (status.parameterName === 'server_version') versions.push(status.parameterValue);
  });
  return versions;
};

/** Sends the termination message when all went well, and does not wait, as the server may never answer. */
const closeConnection = (client: pg.Client, socket: Socket, signal: AbortSignal): void => {
  if (signal.aborted || socket.destroyed) {
    socket.destroy();
    return;
  }
  client.end().catch(() => {});
  socket.destroySoon();
};
