import type { Socket } from 'node:net';
import type pg from 'pg';
import { ProbeError } from '../../model/errors.ts';
import type { ProbeSession } from '../probe.ts';
import { withClient } from './client.ts';
import { type PostgresPhase, postgresError } from './postgres-error.ts';
import type { PostgresTarget } from './target.ts';

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

/** Logs in, runs `work`, and closes. Throws ProbeError, or the signal's reason. */
export const withPostgres = <T>(
  target: PostgresTarget,
  statementTimeoutMs: number,
  session: ProbeSession,
  work: (postgres: PostgresSession) => Promise<T>,
): Promise<T> =>
  withClient(target, statementTimeoutMs, session, ({ client, socket, encrypted, versions }) => {
    refuseConsole(versions, target.text);
    const isUsable = (): boolean => !socket.destroyed;
    return work({ encrypted, isUsable, ...sessionQueries(client, socket, target.text, statementTimeoutMs) });
  });

const refuseConsole = (versions: readonly string[], where: string): void => {
  if (versions.some((version) => /bouncer|console/i.test(version)))
    throw new ProbeError(
      'config',
      `${where}: this is PgBouncer's own console, no database: give the name of one, or ask it by pgbouncer-pools`,
    );
};

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
