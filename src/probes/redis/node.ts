import { ProbeError } from '../../model/errors.ts';
import type { RedisCall } from './session.ts';

/** The state of one server by INFO. Numbers that it does not report are null. */
export interface RedisNode {
  readonly version: string;
  readonly role: 'primary' | 'replica' | 'unknown';
  readonly loading: boolean;
  readonly memory: { readonly used: number | null /** 0: no limit. */; readonly max: number | null };
  readonly clients: { readonly connected: number | null; readonly max: number | null };
  /** Empty on a replica without replicas of its own. */
  readonly replicas: readonly RedisReplica[];
  /** Link of a replica to its primary, null on a primary. */
  readonly link: RedisLink | null;
  readonly persistence: {
    readonly lastSaveOk: boolean | null;
    readonly appendOnly: boolean | null;
    readonly lastAppendOk: boolean | null;
    readonly lastRewriteOk: boolean | null;
  };
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

/** Sends PING and INFO. Throws ProbeError, also when PING is not answered by PONG. */
export const queryNode = async (call: RedisCall): Promise<RedisNode> => {
  const refusal = await sendPing(call);
  const node = nodeFromInfo(parseInfo(await call('INFO')));
  // A server that is loading its data refuses PING, and says so in INFO.
  if (refusal !== undefined && !node.loading) throw refusal;
  return node;
};

const sendPing = async (call: RedisCall): Promise<ProbeError | undefined> => {
  try {
    const answer = await call('PING');
    if (answer === 'PONG') return undefined;
    return new ProbeError('protocol', `PING was answered by ${String(JSON.stringify(answer)).slice(0, 100)}`);
  } catch (error) {
    if (error instanceof ProbeError && error.reason === 'status') return error;
    throw error;
  }
};

export type InfoFields = ReadonlyMap<string, string>;

/** The lines `name:value` of a reply to INFO or CLUSTER INFO. Throws ProbeError `protocol` for anything else. */
export const parseInfo = (reply: unknown): InfoFields => {
  const lines = typeof reply === 'string' ? reply.split(/\r?\n/) : [];
  const entries = lines.flatMap((line) => {
    const at = line.indexOf(':');
    return at < 1 || line.startsWith('#') ? [] : [[line.slice(0, at), line.slice(at + 1)] as const];
  });
  if (entries.length > 0) return new Map(entries);
  throw new ProbeError('protocol', `INFO was answered by ${String(JSON.stringify(reply)).slice(0, 100)}`);
};

/** The number of a field, null when there is none. */
export const infoNumber = (info: InfoFields, name: string): number | null => {
  const text = info.get(name) ?? '';
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : null;
};

const NODE_ROLES: Readonly<Record<string, RedisNode['role']>> = { master: 'primary', slave: 'replica' };

const nodeFromInfo = (info: InfoFields): RedisNode => ({
  version: info.get('redis_version') ?? info.get('valkey_version') ?? 'unknown',
  role: NODE_ROLES[info.get('role') ?? ''] ?? 'unknown',
  loading: info.get('loading') === '1',
  memory: { used: infoNumber(info, 'used_memory'), max: infoNumber(info, 'maxmemory') },
  clients: { connected: infoNumber(info, 'connected_clients'), max: infoNumber(info, 'maxclients') },
  replicas: replicasFromInfo(info),
  link: info.get('role') === 'slave' ? linkFromInfo(info) : null,
  persistence: {
    lastSaveOk: isFieldOk(info, 'rdb_last_bgsave_status'),
    appendOnly: info.has('aof_enabled') ? info.get('aof_enabled') === '1' : null,
    lastAppendOk: isFieldOk(info, 'aof_last_write_status'),
    lastRewriteOk: isFieldOk(info, 'aof_last_bgrewrite_status'),
  },
});

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
