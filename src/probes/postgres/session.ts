import type { Socket } from 'node:net';
import type { Client } from 'pg';
import { ProbeError } from '../../model/errors.ts';
import { dial } from '../net/dial.ts';
import { guard } from '../net/protocol-guard.ts';
import { excerpt } from '../net/read-until.ts';
import { starttls } from '../net/starttls.ts';
import { secure } from '../net/tls-connect.ts';
import type { Session } from '../probe.ts';
import { type PostgresPhase, postgresError } from './error.ts';
import { wholeMessages } from './frames.ts';
import type { PostgresTarget } from './target.ts';

export type PostgresRow = Readonly<Record<string, unknown>>;

/** A connection that has been let in. */
export interface PostgresSession {
  readonly encrypted: boolean;
  /** False once the connection is lost. */
  usable(): boolean;
  /** Rows of one of our own statements, run in a read-only transaction. Throws ProbeError. */
  ask(sql: string): Promise<readonly PostgresRow[]>;
  /** The same for somebody else's: a single statement, whose values come as text. */
  askForeign(
    sql: string,
  ): Promise<{ readonly columns: readonly string[]; readonly rows: readonly (readonly (string | null)[])[] }>;
}

/** More than any answer of ours; what a query of the config returns by mistake must not fill the memory. */
const ANSWER_LIMIT = 4 * 1024 * 1024;

/** Connects, speaks TLS as asked, authenticates, lets `work` ask, and closes. Throws ProbeError, or the signal's reason. */
export const withPostgres = async <T>(
  target: PostgresTarget,
  statementTimeoutMs: number,
  session: Session,
  work: (postgres: PostgresSession) => Promise<T>,
): Promise<T> => {
  const { socket, encrypted } = await connect(target, session);
  const client = await clientOn(socket, target, statementTimeoutMs);
  let phase: PostgresPhase = 'auth';
  try {
    session.phase('auth');
    const letIn = client.connect();
    guard(socket, { target: target.text, protocol: 'PostgreSQL', begins: canBegin, limit: ANSWER_LIMIT });
    await letIn;
    phase = 'query';
    session.phase('query');
    const usable = (): boolean => !socket.destroyed;
    return await work({ encrypted, usable, ...asking(client, socket, target.text, statementTimeoutMs) });
  } catch (error) {
    session.signal.throwIfAborted();
    throw postgresError(error, target.text, phase);
  } finally {
    close(client, socket, session.signal);
  }
};

const connect = async (target: PostgresTarget, session: Session): Promise<{ socket: Socket; encrypted: boolean }> => {
  const plain = await dial(target, session);
  if (target.mode === 'disable') return { socket: plain, encrypted: false };
  try {
    session.phase('tls');
    if (!(await offersTls(plain, target))) return { socket: plain, encrypted: false };
    return { socket: await secure(plain, target, target.tls, session), encrypted: true };
  } catch (error) {
    plain.destroy();
    session.signal.throwIfAborted();
    throw error;
  }
};

const offersTls = async (socket: Socket, { mode, text }: PostgresTarget): Promise<boolean> => {
  try {
    await starttls(socket, 'postgres', text);
    return true;
  } catch (error) {
    // The server has said no, and waits for what comes next in the clear.
    if (mode === 'prefer' && error instanceof ProbeError && error.reason === 'tls_handshake') return false;
    throw error;
  }
};

const clientOn = async (socket: Socket, target: PostgresTarget, statementTimeoutMs: number): Promise<Client> => {
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    host: target.host,
    port: target.port,
    user: target.user,
    // As a function, because a missing password would be looked for in the environment and in ~/.pgpass.
    password: () => target.password,
    database: target.database,
    application_name: 'kavmon',
    ssl: false,
    stream: () => connected(socket, target.text),
    query_timeout: statementTimeoutMs + 1000,
  });
  client.on('error', () => {});
  return client;
};

/**
 * The driver wants to connect by itself, and would resolve the name by getaddrinfo: it is told that it has. And it is
 * shown only what it can read.
 */
const connected = (socket: Socket, where: string): Socket => {
  const on = socket.on.bind(socket);
  const refuse = (bytes: Buffer): void => {
    socket.destroy(new ProbeError('protocol', `${where}: not a message of PostgreSQL: ${excerpt(bytes)}`));
  };
  return Object.assign(socket, {
    on: (event: string, listener: (chunk: Buffer) => void) =>
      on(event, event === 'data' ? wholeMessages(listener, refuse) : listener),
    connect: () => {
      process.nextTick(() => {
        socket.emit('connect');
        socket.resume();
      });
      return socket;
    },
  });
};

/** The first message of a server: authentication, error, notice or version, none of which is long. */
const canBegin = (first: Buffer): boolean =>
  'RENv'.includes(String.fromCharCode(first[0] ?? 0)) && (first.length < 5 || first.readUInt32BE(1) < 65_536);

const asking = (
  client: Client,
  socket: Socket,
  where: string,
  timeoutMs: number,
): Pick<PostgresSession, 'ask' | 'askForeign'> => {
  // Local to a transaction: behind a pooler, a setting of the session would be left to the next client.
  const begin = `begin read only; set local statement_timeout = ${Math.ceil(timeoutMs)}`;
  const guarded = async <T>(phase: PostgresPhase, question: () => Promise<T>): Promise<T> => {
    try {
      return await question();
    } catch (error) {
      if (answered(error)) await client.query('rollback');
      else socket.destroy();
      throw postgresError(error, where, phase);
    }
  };
  return {
    ask: (sql) =>
      guarded('query', async () => {
        const results: unknown = await client.query(`${begin}; ${sql}; rollback`);
        return (results as readonly { rows: PostgresRow[] }[])[2]?.rows ?? [];
      }),
    askForeign: (sql) =>
      guarded('foreign query', async () => {
        await client.query(begin);
        // Extended: the protocol then takes one statement only, which cannot end the transaction and go on writing.
        const query = { text: sql, rowMode: 'array', queryMode: 'extended', types: { getTypeParser: () => asText } };
        const { fields, rows } = await client.query<(string | null)[]>(query as never);
        await client.query('rollback');
        return { columns: fields.map(({ name }) => name), rows };
      }),
  };
};

const asText = (text: string): string => text;

/** The server has answered with an error of its own, so that the connection can be used further. */
const answered = (error: unknown): boolean =>
  error instanceof Error && 'severity' in error && error.severity === 'ERROR';

/** Says good-bye when all went well, and waits for nothing: the other side may never answer. */
const close = (client: Client, socket: Socket, signal: AbortSignal): void => {
  if (signal.aborted || socket.destroyed) {
    socket.destroy();
    return;
  }
  client.end().catch(() => {});
  socket.destroySoon();
};
