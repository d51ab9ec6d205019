import type { Socket } from 'node:net';
import pg from 'pg';
import { ProbeError } from '../../model/errors.ts';
import { guardProtocol } from '../net/protocol-guard.ts';
import { formatExcerpt } from '../net/read-until.ts';
import { requestPostgresTls } from '../net/starttls/binary.ts';
import { connectTcp } from '../net/tcp-connect.ts';
import { connectTls } from '../net/tls-connect.ts';
import type { ProbeSession } from '../probe.ts';
import { type PostgresPhase, postgresError } from './postgres-error.ts';
import type { PostgresTarget } from './target.ts';
import { passWholeMessages } from './whole-messages.ts';

export type PostgresRow = Readonly<Record<string, unknown>>;

/** A connection that is logged in. */
export interface PostgresSession {
  readonly encrypted: boolean;
  /** False once the connection is lost. */
  isUsable(): boolean;
  /** Rows of one of our own statements, run in a read-only transaction. Throws ProbeError. */
  query(sql: string): Promise<readonly PostgresRow[]>;
  /** The same for one of the user's: a single statement, whose values are returned as text. */
  queryForeign(
    sql: string,
  ): Promise<{ readonly columns: readonly string[]; readonly rows: readonly (readonly (string | null)[])[] }>;
}

/** Larger than any answer to our own statements; a user's query must not fill the memory. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** Connects, starts TLS by its mode, logs in, runs `work`, and closes. Throws ProbeError, or the signal's reason. */
export const withPostgres = async <T>(
  target: PostgresTarget,
  statementTimeoutMs: number,
  session: ProbeSession,
  work: (postgres: PostgresSession) => Promise<T>,
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
      begins: isFirstMessage,
      limit: MAX_ANSWER_BYTES,
    });
    await loggedIn;
    phase = 'query';
    session.phase('query');
    const isUsable = (): boolean => !socket.destroyed;
    return await work({ encrypted, isUsable, ...sessionQueries(client, socket, target.text, statementTimeoutMs) });
  } catch (error) {
    session.signal.throwIfAborted();
    throw postgresError(error, target.text, phase);
  } finally {
    closeConnection(client, socket, session.signal);
  }
};

const openSocket = async (
  target: PostgresTarget,
  session: ProbeSession,
): Promise<{ socket: Socket; encrypted: boolean }> => {
  const plain = await connectTcp(target, session);
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
    // The server has refused TLS, and goes on without encryption.
    if (mode === 'prefer' && error instanceof ProbeError && error.reason === 'tls_handshake') return false;
    throw error;
  }
};

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

/**
 * Our socket as the stream that the driver expects: its `connect` reports the connection that exists, as the driver itself would
 * resolve the name by getaddrinfo, and its `data` events have only messages that the driver can parse.
 */
const asConnectedStream = (socket: Socket, where: string): Socket => {
  const on = socket.on.bind(socket);
  const refuse = (bytes: Buffer): void => {
    socket.destroy(new ProbeError('protocol', `${where}: not a message of PostgreSQL: ${formatExcerpt(bytes)}`));
  };
  return Object.assign(socket, {
    on: (event: string, listener: (chunk: Buffer) => void) =>
      on(event, event === 'data' ? passWholeMessages(listener, refuse) : listener),
    connect: () => {
      process.nextTick(() => {
        socket.emit('connect');
        socket.resume();
      });
      return socket;
    },
  });
};

/** Whether the first message can be of a server: authentication, error, notice or version, none of which is long. */
const isFirstMessage = (first: Buffer): boolean =>
  'RENv'.includes(String.fromCharCode(first[0] ?? 0)) && (first.length < 5 || first.readUInt32BE(1) < 65_536);

const sessionQueries = (
  client: pg.Client,
  socket: Socket,
  where: string,
  timeoutMs: number,
): Pick<PostgresSession, 'query' | 'queryForeign'> => {
  // Local to the transaction: behind a pooler, the next client would inherit a setting of the session.
  const begin = `begin read only; set local statement_timeout = ${Math.ceil(timeoutMs)}`;
  const guarded = async <T>(phase: PostgresPhase, send: () => Promise<T>): Promise<T> => {
    try {
      return await send();
    } catch (error) {
      if (isServerError(error)) await client.query('rollback');
      else socket.destroy();
      throw postgresError(error, where, phase);
    }
  };
  return {
    query: (sql) =>
      guarded('query', async () => {
        const results: unknown = await client.query(`${begin}; ${sql}; rollback`);
        return (results as readonly { rows: PostgresRow[] }[])[2]?.rows ?? [];
      }),
    queryForeign: (sql) =>
      guarded('foreign query', async () => {
        await client.query(begin);
        // The extended protocol takes one statement only, which cannot end the transaction and then write.
        const query = { text: sql, rowMode: 'array', queryMode: 'extended', types: { getTypeParser: () => keepText } };
        const { fields, rows } = await client.query<(string | null)[]>(query as never);
        await client.query('rollback');
        return { columns: fields.map(({ name }) => name), rows };
      }),
  };
};

const keepText = (text: string): string => text;

/** Whether the server answered with an error; the connection can be used further. */
const isServerError = (error: unknown): boolean =>
  error instanceof Error && 'severity' in error && error.severity === 'ERROR';

/** Sends the termination message when all went well, and does not wait, as the server may never answer. */
const closeConnection = (client: pg.Client, socket: Socket, signal: AbortSignal): void => {
  if (signal.aborted || socket.destroyed) {
    socket.destroy();
    return;
  }
  client.end().catch(() => {});
  socket.destroySoon();
};
