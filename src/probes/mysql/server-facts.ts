import { ProbeError } from '../../model/errors.ts';
import type { MysqlSession } from './session.ts';

/** Values of SHOW GLOBAL VARIABLES or STATUS by their names in small letters. */
export type MysqlFields = ReadonlyMap<string, string>;

export interface MysqlBase {
  /** As the server words it: `10.11.6-MariaDB-log`. */
  readonly version: string;
  readonly isMariaDb: boolean;
  readonly variables: MysqlFields;
  readonly status: MysqlFields;
  /** The settings that keep it from taking writes, empty when it takes them. */
  readonly readOnlyBy: readonly string[];
  /** Null: not reported. */
  readonly connections: { readonly used: number | null; readonly max: number | null };
  /** Null when the server is no node of Galera. */
  readonly galera: MysqlGalera | null;
}

export interface MysqlGalera {
  /** `Primary` where the node belongs to the part that has the quorum. */
  readonly clusterStatus: string;
  readonly size: number | null;
  /** `Synced`, `Donor/Desynced`, `Joined` ... */
  readonly state: string;
  readonly ready: boolean;
}

const VARIABLES = [
  ...['read_only', 'super_read_only', 'innodb_read_only', 'offline_mode', 'max_connections', 'wsrep_on'],
  'group_replication_group_name',
];
const STATUS = [
  'Threads_connected',
  'wsrep_cluster_status',
  'wsrep_cluster_size',
  'wsrep_local_state_comment',
  'wsrep_ready',
];

/** Names that are asked for besides, of variables and of the status. */
export interface AskedNames {
  readonly variables: readonly string[];
  readonly status: readonly string[];
}

/** The facts that any user may read, in three short queries. Throws ProbeError. */
export const queryMysqlBase = async (connection: MysqlSession, asked: AskedNames): Promise<MysqlBase> => {
  const [first] = await connection.query('SELECT VERSION() AS version');
  const version = first?.version ?? '';
  if (version === '') throw new ProbeError('protocol', 'SELECT VERSION() was not answered by a version');
  const variables = await showFields(connection, 'VARIABLES', [...VARIABLES, ...asked.variables]);
  const status = await showFields(connection, 'STATUS', [...STATUS, ...asked.status]);
  return {
    version,
    isMariaDb: /mariadb/i.test(version),
    variables,
    status,
    readOnlyBy: ['read_only', 'super_read_only', 'innodb_read_only', 'offline_mode'].filter((name) =>
      isSwitchedOn(variables.get(name)),
    ),
    connections: {
      used: numberOf(status.get('threads_connected')),
      max: numberOf(variables.get('max_connections')),
    },
    galera: isSwitchedOn(variables.get('wsrep_on')) ? galeraOf(status) : null,
  };
};

const showFields = async (
  connection: MysqlSession,
  what: 'VARIABLES' | 'STATUS',
  names: readonly string[],
): Promise<MysqlFields> => {
  const listed = names.map((name) => `'${name.replace(/[^\w.-]/g, '')}'`).join(', ');
  const rows = await connection.query(`SHOW GLOBAL ${what} WHERE Variable_name IN (${listed})`);
  return new Map(rows.map((row) => [(row.Variable_name ?? '').toLowerCase(), row.Value ?? '']));
};

/** MariaDB 12 has several ways to be read-only in place of ON. */
const isSwitchedOn = (value: string | undefined): boolean =>
  value !== undefined && value !== '' && !/^(0|off|no|false)$/i.test(value);

const numberOf = (text: string | undefined): number | null =>
  text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Number(text) : null;

const galeraOf = (status: MysqlFields): MysqlGalera => ({
  clusterStatus: status.get('wsrep_cluster_status') ?? 'unknown',
  size: numberOf(status.get('wsrep_cluster_size')),
  state: status.get('wsrep_local_state_comment') ?? 'unknown',
  ready: isSwitchedOn(status.get('wsrep_ready')),
});
