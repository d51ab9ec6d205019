import type { ProbeError } from '../../model/errors.ts';
import { flattenInfo, type InfoFields, infoNumber } from './info.ts';

/** The state of one server by INFO. Numbers that it does not report are null. */
export interface RedisNode {
  readonly version: string;
  readonly role: 'primary' | 'replica' | 'unknown';
  /** `cluster_state` where the server is known as a node of a cluster, `unknown` where it may not be asked for; else null. */
  readonly clusterState: string | null;
  readonly loading: boolean;
  readonly memory: { readonly used: number | null /** 0: no limit. */; readonly max: number | null };
  readonly clients: { readonly connected: number | null; readonly max: number | null };
  /** Empty on a replica without replicas of its own. */
  readonly replicas: readonly RedisReplica[];
  /** Link of a replica to its primary, null on a primary. */
  readonly link: RedisLink | null;
  readonly persistence: RedisPersistence;
  /** Keys that were evicted since the server started. */
  readonly evictedKeys: number | null;
  /** Every field of INFO, as `flattenInfo` names it. */
  readonly info: InfoFields;
  /** Why INFO is refused or not offered, so that of the above `clusterState` alone is known; undefined where it is answered. */
  readonly refusal?: ProbeError | undefined;
}

export interface RedisPersistence {
  readonly lastSaveOk: boolean | null;
  /** How long changes have waited for a snapshot, 0 when all are saved; the age of the one that is being written. */
  readonly unsavedSeconds: number | null;
  readonly appendOnly: boolean | null;
  readonly lastAppendOk: boolean | null;
  readonly lastRewriteOk: boolean | null;
}

export interface RedisReplica {
  readonly address: string;
  /** `online` once it has synchronised. */
  readonly state: string;
  readonly lagSeconds: number | null;
  readonly lagBytes: number | null;
}

export interface RedisLink {
  readonly primary: string;
  readonly up: boolean;
  readonly syncing: boolean;
  /** Seconds since the primary last sent anything; null when the link is down. */
  readonly silentSeconds: number | null;
  readonly downSeconds: number | null;
}

const NODE_ROLES: Readonly<Record<string, RedisNode['role']>> = { master: 'primary', slave: 'replica' };

/** The state that a reply to INFO tells of; without a field all numbers are null. */
export const nodeFromInfo = (info: InfoFields): Omit<RedisNode, 'clusterState'> => ({
  version: info.get('redis_version') ?? info.get('valkey_version') ?? 'unknown',
  role: NODE_ROLES[info.get('role') ?? ''] ?? 'unknown',
  loading: info.get('loading') === '1',
  memory: { used: infoNumber(info, 'used_memory'), max: infoNumber(info, 'maxmemory') },
  clients: { connected: infoNumber(info, 'connected_clients'), max: infoNumber(info, 'maxclients') },
  replicas: replicasFromInfo(info),
  link: info.get('role') === 'slave' ? linkFromInfo(info) : null,
  evictedKeys: infoNumber(info, 'evicted_keys'),
  info: flattenInfo(info),
  persistence: {
    lastSaveOk: isFieldOk(info, 'rdb_last_bgsave_status'),
    unsavedSeconds: unsavedSeconds(info),
    appendOnly: info.has('aof_enabled') ? info.get('aof_enabled') === '1' : null,
    lastAppendOk: isFieldOk(info, 'aof_last_write_status'),
    lastRewriteOk: isFieldOk(info, 'aof_last_bgrewrite_status'),
  },
});

const unsavedSeconds = (info: InfoFields): number | null => {
  if (info.get('rdb_changes_since_last_save') === '0') return 0;
  if (info.get('rdb_bgsave_in_progress') === '1') return infoNumber(info, 'rdb_current_bgsave_time_sec');
  const saved = infoNumber(info, 'rdb_last_save_time');
  // The clock of the server, which it tells since Redis 7.
  const nowMs = (infoNumber(info, 'server_time_usec') ?? Date.now() * 1000) / 1000;
  return saved === null || !info.has('rdb_changes_since_last_save') ? null : Math.max(0, nowMs / 1000 - saved);
};

const isFieldOk = (info: InfoFields, name: string): boolean | null => {
  const text = info.get(name);
  return text === undefined ? null : text === 'ok';
};

/** `slave0:ip=10.0.0.7,port=6379,state=online,offset=1234,lag=0` */
const replicasFromInfo = (info: InfoFields): readonly RedisReplica[] => {
  return [...info].flatMap(([name, value]) => {
    if (!/^slave\d+$/.test(name)) return [];
    const fields = new Map(value.split(',').map((field) => field.split('=', 2) as [string, string]));
    const lag = infoNumber(fields, 'lag');
    return [
      {
        address: `${fields.get('ip')}:${fields.get('port')}`,
        state: fields.get('state') ?? 'unknown',
        // -1: the replica has not reported yet.
        lagSeconds: lag === null || lag < 0 ? null : lag,
        lagBytes: bytesBetween(info.get('master_repl_offset'), fields.get('offset')),
      },
    ];
  });
};

/** Offsets have 64 bits, more than a number holds. */
const bytesBetween = (written = '', received = ''): number | null =>
  [written, received].every((offset) => /^\d+$/.test(offset))
    ? Math.max(0, Number(BigInt(written) - BigInt(received)))
    : null;

const linkFromInfo = (info: InfoFields): RedisLink => {
  const silent = infoNumber(info, 'master_last_io_seconds_ago');
  return {
    primary: `${info.get('master_host')}:${info.get('master_port')}`,
    up: info.get('master_link_status') === 'up',
    syncing: info.get('master_sync_in_progress') === '1',
    silentSeconds: silent === null || silent < 0 ? null : silent,
    downSeconds: infoNumber(info, 'master_link_down_since_seconds'),
  };
};
