import type { Socket } from 'node:net';
import mysql from 'mysql2';
import { ProbeError } from '../../model/errors.ts';
import { guardProtocol } from '../net/protocol-guard.ts';
import { connectTls } from '../net/tls-connect.ts';
import { connectServer } from '../net/unix-connect.ts';
import type { ProbeSession } from '../probe.ts';
import type { QueryRows } from '../query-rows.ts';
import { type MysqlPhase, mysqlError } from './mysql-error.ts';
import type { MysqlTarget } from './target.ts';

/** A row of one of our own statements, its values as text. */
export type MysqlRow = Readonly<Record<string, string | null>>;

/** A connection that is logged in. */
export interface MysqlSession {
  readonly encrypted: boolean;
  /** False once the connection is lost. */
  isUsable(): boolean;
  /** Rows of one of our own statements. Throws ProbeError. */
  query(sql: string): Promise<readonly MysqlRow[]>;
  /** The same for one of the user's: a single statement in a read-only transaction, which the server ends after its time. */
  queryForeign(sql: string): Promise<QueryRows>;
}

/** The driver's connection with what its types leave out, which is where TLS is started. */
interface DriverConnection {
  stream: Socket;
  readonly config: object;
  readonly serverCapabilityFlags: number;
  readonly packetParser: { execute(bytes: Buffer): void };
  startTLS(done: (error?: unknown) => void): void;
  _handleNetworkError(error: unknown): void;
}

/** Larger than any answer to our own statements; a user's query must not fill the memory. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** Connects, starts TLS by its mode, logs in, runs `work`, and closes. Throws ProbeError, or the signal's reason. */
export const withMysql = async <T>(
  target: MysqlTarget,
  statementTimeoutMs: number,
  session: ProbeSession,
  work: (connection: MysqlSession) => Promise<T>,
): Promise<T> => {
  const socket = await connectServer(target, session);
  session.phase('auth');
  const client = createClient(socket, target);
  const security = handOverTls(client, socket, target, session);
  let phase: MysqlPhase = 'auth';
  try {
    await logIn(client);
    phase = 'query';
    session.phase('query');
    const queries = sessionQueries(client, socket, target.text, statementTimeoutMs);
    return await work({ encrypted: security.isOn(), isUsable: () => !socket.destroyed, ...queries });
  } catch (error) {
    session.signal.throwIfAborted();
    throw mysqlError(error, target.text, phase, security.isOn() || target.socketPath !== undefined);
  } finally {
    closeConnection(client, socket, session.signal);
  }
};

const createClient = (socket: Socket, target: MysqlTarget): mysql.Connection => {
  const client = mysql.createConnection({
    stream: socket,
    host: target.host,
    user: target.user,
    password: target.password,
    ...(target.database === undefined ? {} : { database: target.database }),
    connectTimeout: 0,
    enableKeepAlive: false,
    multipleStatements: false,
    // A server must not be able to ask for files of this machine.
    flags: ['-LOCAL_FILES'],
    connectAttributes: { program_name: 'kavmon' },
    disableEval: true,
  } as mysql.ConnectionOptions);
  client.on('error', () => {});
  guardConnection(socket, target.text);
  return client;
};

const guardConnection = (socket: Socket, target: string): void =>
  guardProtocol(socket, { target, protocol: 'MySQL', begins: isGreeting, limit: MAX_ANSWER_BYTES });

/** The first packet of a server: number 0, short, with version 10 of the protocol or an error. */
const isGreeting = (first: Buffer): boolean =>
  first.length < 5 ||
  (first.readUIntLE(0, 3) < 4096 && (first[3] ?? 0) <= 1 && (first[4] === 0x0a || first[4] === 0xff));

const CLIENT_SSL = 0x08_00;

/** Has the driver ask for TLS by the mode, and our own TLS answer, whose errors say more. */
const handOverTls = (
  client: mysql.Connection,
  socket: Socket,
  target: MysqlTarget,
  session: ProbeSession,
): { readonly isOn: () => boolean } => {
  const driver = client as unknown as DriverConnection;
  let isOn = false;
  // Read by the driver once the greeting has said whether the server speaks TLS.
  const isWanted = (): boolean =>
    target.mode !== 'disabled' && (target.mode !== 'preferred' || (driver.serverCapabilityFlags & CLIENT_SSL) !== 0);
  Object.defineProperty(driver.config, 'ssl', { get: () => (isWanted() ? {} : false) });
  driver.startTLS = (done) => {
    socket.removeAllListeners('data');
    connectTls(socket, target, target.tls, session).then((secured) => {
      isOn = true;
      session.phase('auth');
      guardProtocol(secured, { target: target.text, protocol: 'MySQL', begins: () => true, limit: MAX_ANSWER_BYTES });
      secured.on('data', (bytes: Buffer) => driver.packetParser.execute(bytes));
      secured.on('error', (error) => driver._handleNetworkError(error));
      secured.on('close', () => socket.destroy());
      driver.stream = secured;
      done();
    }, done);
  };
  return { isOn: () => isOn };
};

const logIn = (client: mysql.Connection): Promise<void> => {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  client.connect((error) => (error === null || error === undefined ? resolve() : reject(error)));
  return promise;
};

const sessionQueries = (
  client: mysql.Connection,
  socket: Socket,
  where: string,
  timeoutMs: number,
): Pick<MysqlSession, 'query' | 'queryForeign'> => {
  const send = (sql: string, phase: MysqlPhase): Promise<SentRows> =>
    sendQuery(client, socket, sql, timeoutMs + 1000, where, phase);
  let isLimited = false;
  const limitStatements = async (): Promise<void> => {
    if (isLimited) return;
    isLimited = true;
    await setStatementTimeout((sql) => send(sql, 'query'), timeoutMs);
  };
  return {
    query: async (sql) => {
      await limitStatements();
      const { columns, rows } = await send(sql, 'query');
      return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null])));
    },
    queryForeign: async (sql) => {
      await limitStatements();
      await send('START TRANSACTION READ ONLY', 'query');
      try {
        const { columns, rows } = await send(sql, 'foreign query');
        if (columns.length === 0)
          throw new ProbeError('config', 'the query returns no rows at all: it is not a SELECT');
        return { count: rows.length, first: rows[0]?.[0] ?? null };
      } finally {
        if (!socket.destroyed) await send('ROLLBACK', 'query');
      }
    },
  };
};

/** MySQL has milliseconds, for SELECT; MariaDB seconds, for all; servers before them have neither. */
const setStatementTimeout = async (send: (sql: string) => Promise<unknown>, timeoutMs: number): Promise<void> => {
  const settings = [`max_execution_time = ${Math.ceil(timeoutMs)}`, `max_statement_time = ${timeoutMs / 1000}`];
  for (const setting of settings) {
    try {
      await send(`SET SESSION ${setting}`);
      return;
    } catch (error) {
      if (!(error instanceof ProbeError) || error.reason !== 'missing_value') throw error;
    }
  }
};

interface SentRows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

const sendQuery = (
  client: mysql.Connection,
  socket: Socket,
  sql: string,
  timeoutMs: number,
  where: string,
  phase: MysqlPhase,
): Promise<SentRows> => {
  const { promise, resolve, reject } = Promise.withResolvers<SentRows>();
  const timer = setTimeout(() => {
    socket.destroy(new ProbeError('deadline_attempt', `${where}: no answer to a query in time`));
  }, timeoutMs);
  const options = { sql, rowsAsArray: true, typeCast: (field: { string(): string | null }) => field.string() };
  client.query(options as mysql.QueryOptions, (error, rows, fields) => {
    if (error !== null && error !== undefined) return reject(mysqlError(error, where, phase));
    const columns = Array.isArray(fields) ? fields.map(({ name }) => name) : [];
    resolve({ columns, rows: Array.isArray(rows) ? (rows as unknown as (string | null)[][]) : [] });
  });
  return promise.finally(() => clearTimeout(timer));
};

/** Says goodbye when all went well, so that the server counts no aborted client, and does not wait for an answer. */
const closeConnection = (client: mysql.Connection, socket: Socket, signal: AbortSignal): void => {
  if (signal.aborted || socket.destroyed) {
    client.destroy();
    socket.destroy();
    return;
  }
  client.end(() => {});
  socket.destroySoon();
};
