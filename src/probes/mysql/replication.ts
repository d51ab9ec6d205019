import { ProbeError } from '../../model/errors.ts';
import type { MysqlRow, MysqlSession } from './session.ts';

/** Replication from one source, as the replica sees it. */
export interface MysqlChannel {
  /** Name of the channel or connection, empty for the one without a name. */
  readonly name: string;
  /** `host:port`. */
  readonly source: string;
  /** The thread that fetches: `Yes`, `No`, `Connecting`, `Preparing`. */
  readonly receiver: string;
  /** The thread that applies: `Yes` or `No`. */
  readonly applier: string;
  readonly receiverError: string | null;
  readonly applierError: string | null;
  /** Null: the server does not know, which is never no lag. */
  readonly lagSeconds: number | null;
  /** Seconds that it stays behind on purpose. */
  readonly delaySeconds: number;
}

type ServerKind = Readonly<{ isMariaDb: boolean }>;

/** Statements by the servers that know them: MariaDB with all its connections, MySQL from 8.0.22, and before that. */
const MARIADB_STATEMENTS = ['SHOW ALL SLAVES STATUS', 'SHOW SLAVE STATUS'];
const MYSQL_STATEMENTS = ['SHOW REPLICA STATUS', 'SHOW SLAVE STATUS'];

/** The sources that a server replicates from, none on a primary. Throws ProbeError, `permission` without the right. */
export const queryChannels = async (
  connection: MysqlSession,
  { isMariaDb }: ServerKind,
): Promise<readonly MysqlChannel[]> => {
  const [first = '', second = ''] = isMariaDb ? MARIADB_STATEMENTS : MYSQL_STATEMENTS;
  const rows = await connection.query(first).catch((error: unknown) => {
    // A server before the statement, or a proxy, finds it a wrong one.
    if (error instanceof ProbeError && error.reason === 'status' && connection.isUsable())
      return connection.query(second);
    throw error;
  });
  return rows.map(channelOfRow);
};

/** Columns are called after masters and slaves, or sources and replicas. */
const channelOfRow = (row: MysqlRow): MysqlChannel => {
  const of = (name: string): string | null => row[name] ?? row[legacyName(name)] ?? null;
  return {
    name: row.Channel_Name ?? row.Connection_name ?? '',
    source: `${of('Source_Host') ?? 'unknown'}:${of('Source_Port') ?? ''}`,
    receiver: of('Replica_IO_Running') ?? 'unknown',
    applier: of('Replica_SQL_Running') ?? 'unknown',
    receiverError: errorOf(row.Last_IO_Errno, row.Last_IO_Error),
    applierError: errorOf(row.Last_SQL_Errno ?? row.Last_Errno, row.Last_SQL_Error ?? row.Last_Error),
    lagSeconds: secondsOf(of('Seconds_Behind_Source')),
    delaySeconds: secondsOf(row.SQL_Delay ?? null) ?? 0,
  };
};

const legacyName = (name: string): string => name.replace('Source', 'Master').replace('Replica', 'Slave');

const MAX_ERROR_LENGTH = 300;

const errorOf = (number: string | null | undefined, text: string | null | undefined): string | null => {
  if (!text && (!number || number === '0')) return null;
  return `${(text ?? '').trim().slice(0, MAX_ERROR_LENGTH)} (error ${number ?? 'unknown'})`.trim();
};

const secondsOf = (text: string | null): number | null =>
  text !== null && /^\d+(\.\d+)?$/.test(text) ? Number(text) : null;

/** How this server stands in its group (Group Replication, InnoDB Cluster). */
export interface MysqlGroupMember {
  /** `ONLINE`, `RECOVERING`, `ERROR`, `OFFLINE`, `UNREACHABLE`. */
  readonly state: string;
  /** `PRIMARY` or `SECONDARY`. */
  readonly role: string;
  readonly online: number;
  readonly members: number;
}

/** This server's place in its group; null when the group's table has no row of it. Throws ProbeError. */
export const queryGroupMember = async (connection: MysqlSession): Promise<MysqlGroupMember | null> => {
  const rows = await connection.query(
    'SELECT MEMBER_STATE AS state, MEMBER_ROLE AS role, MEMBER_ID = @@server_uuid AS own FROM performance_schema.replication_group_members',
  );
  const own = rows.find((row) => row.own === '1');
  if (own === undefined) return null;
  return {
    state: own.state ?? 'unknown',
    role: own.role ?? 'unknown',
    online: rows.filter(({ state }) => state === 'ONLINE').length,
    members: rows.length,
  };
};
