import { ProbeError } from '../../model/errors.ts';
import type { RedisCall } from './session.ts';

/** What one server says of itself. Numbers are null when it does not say. */
export interface RedisNode {
  readonly version: string;
  readonly role: 'primary' | 'replica' | 'unknown';
  readonly loading: boolean;
  readonly memory: { readonly used: number | null /** 0: no limit. */; readonly max: number | null };
  readonly clients: { readonly connected: number | null; readonly max: number | null };
  /** Of a primary. */
  readonly replicas: readonly RedisReplica[];
  /** Of a replica. */
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
  /** `online` when all is well. */
  readonly state: string;
  readonly lagSeconds: number | null;
  readonly lagBytes: number | null;
}

export interface RedisLink {
  readonly primary: string;
  readonly up: boolean;
  readonly syncing: boolean;
  /** Since the last word from the primary; null when the link is down. */
  readonly silentSeconds: number | null;
  readonly downSeconds: number | null;
}

/** A round trip, and what the server says of itself. Throws ProbeError. */
export const askNode = async (call: RedisCall): Promise<RedisNode> => {
  const refusal = await ping(call);
  const node = nodeOf(infoOf(await call('INFO')));
  // A server that loads its data refuses PING; what else is refused is what is wrong.
  if (refusal !== undefined && !node.loading) throw refusal;
  return node;
};

const ping = async (call: RedisCall): Promise<ProbeError | undefined> => {
  try {
    const answer = await call('PING');
    if (answer === 'PONG') return undefined;
    return new ProbeError('protocol', `PING was answered by ${String(JSON.stringify(answer)).slice(0, 100)}`);
  } catch (error) {
    if (error instanceof ProbeError && error.reason === 'status') return error;
    throw error;
  }
};

export type Info = ReadonlyMap<string, string>;

/** Lines `name:value`, as INFO and CLUSTER INFO answer. Throws ProbeError `protocol` for anything else. */
export const infoOf = (reply: unknown): Info => {
  const lines = typeof reply === 'string' ? reply.split(/\r?\n/) : [];
  const entries = lines.flatMap((line) => {
    const at = line.indexOf(':');
    return at < 1 || line.startsWith('#') ? [] : [[line.slice(0, at), line.slice(at + 1)] as const];
  });
  if (entries.length > 0) return new Map(entries);
  throw new ProbeError('protocol', `INFO was answered by ${String(JSON.stringify(reply)).slice(0, 100)}`);
};

/** The number of a field, null when there is none. */
export const infoNumber = (info: Info, name: string): number | null => {
  const text = info.get(name) ?? '';
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : null;
};

const ROLES: Readonly<Record<string, RedisNode['role']>> = { master: 'primary', slave: 'replica' };

const nodeOf = (info: Info): RedisNode => ({
  version: info.get('redis_version') ?? info.get('valkey_version') ?? 'unknown',
  role: ROLES[info.get('role') ?? ''] ?? 'unknown',
  loading: info.get('loading') === '1',
  memory: { used: infoNumber(info, 'used_memory'), max: infoNumber(info, 'maxmemory') },
  clients: { connected: infoNumber(info, 'connected_clients'), max: infoNumber(info, 'maxclients') },
  replicas: replicasOf(info),
  link: info.get('role') === 'slave' ? linkOf(info) : null,
  persistence: {
    lastSaveOk: isOk(info, 'rdb_last_bgsave_status'),
    appendOnly: info.has('aof_enabled') ? info.get('aof_enabled') === '1' : null,
    lastAppendOk: isOk(info, 'aof_last_write_status'),
    lastRewriteOk: isOk(info, 'aof_last_bgrewrite_status'),
  },
});

const isOk = (info: Info, name: string): boolean | null => {
  const text = info.get(name);
  return text === undefined ? null : text === 'ok';
};

/** `slave0:ip=10.0.0.7,port=6379,state=online,offset=1234,lag=0` */
const replicasOf = (info: Info): readonly RedisReplica[] => {
  const written = infoNumber(info, 'master_repl_offset');
  return [...info].flatMap(([name, value]) => {
    if (!/^slave\d+$/.test(name)) return [];
    const fields = new Map(value.split(',').map((field) => field.split('=', 2) as [string, string]));
    const offset = infoNumber(fields, 'offset');
    const lag = infoNumber(fields, 'lag');
    return [
      {
        address: `${fields.get('ip')}:${fields.get('port')}`,
        state: fields.get('state') ?? 'unknown',
        // -1: it has never said.
        lagSeconds: lag === null || lag < 0 ? null : lag,
        lagBytes: written === null || offset === null ? null : Math.max(0, written - offset),
      },
    ];
  });
};

const linkOf = (info: Info): RedisLink => {
  const silent = infoNumber(info, 'master_last_io_seconds_ago');
  return {
    primary: `${info.get('master_host')}:${info.get('master_port')}`,
    up: info.get('master_link_status') === 'up',
    syncing: info.get('master_sync_in_progress') === '1',
    silentSeconds: silent === null || silent < 0 ? null : silent,
    downSeconds: infoNumber(info, 'master_link_down_since_seconds'),
  };
};
