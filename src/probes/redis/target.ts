import { ProbeError } from '../../model/errors.ts';
import { formatHostPort } from '../net/tcp-connect.ts';
import type { TlsOptions } from '../net/tls-connect.ts';
import { parseRedisUrl } from './url.ts';

/** Credentials and TLS, the same for all nodes of one kind. */
export interface RedisAccess {
  /** ACL user; the default user when left out. */
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** TLS is used when this is there, even empty. */
  readonly tls?: TlsOptions | undefined;
}

/** A URL (`redis://`, `rediss://`, `unix://`), its parts, or both: parts override those of the URL. A host with a slash first is the path of a Unix socket. */
export interface RedisAddress extends RedisAccess {
  readonly url?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly database?: number | undefined;
}

export interface RedisTarget extends RedisAccess {
  readonly host: string;
  readonly port: number;
  /** Path of the Unix socket; host and port mean nothing then. */
  readonly socketPath?: string | undefined;
  readonly database: number;
  readonly family?: 4 | 6 | undefined;
  /** `host:port`, or the path of the socket, for messages. */
  readonly text: string;
}

const REDIS_PORT = 6379;

/** The server of an address, and the credentials. Throws ProbeError `config`, whose message has nothing of the URL. */
export const parseRedisTarget = (address: RedisAddress): RedisTarget => {
  const parts = address.url === undefined ? {} : parseRedisUrl(address.url);
  const { host = parts.host, port = parts.port ?? REDIS_PORT, database = parts.database ?? 0 } = address;
  if (host === undefined) throw new ProbeError('config', 'no host: give a url or a host');
  const socketPath = host.startsWith('/') ? host : undefined;
  return {
    host,
    port,
    socketPath,
    database,
    user: address.user ?? parts.user,
    password: address.password ?? parts.password,
    tls: socketPath === undefined ? (address.tls ?? parts.tls) : undefined,
    family: parts.family,
    text: socketPath ?? formatHostPort(host, port),
  };
};

/** A node written as `host:port`, with these credentials. Throws ProbeError `config`. */
export const parseNodeTarget = (text: string, access: RedisAccess, port = REDIS_PORT): RedisTarget => {
  const [, literal, name, written] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(text.trim()) ?? [];
  const host = literal ?? name;
  if (host === undefined) throw new ProbeError('config', `"${text}" is no node: write host:port`);
  const { user, password, tls } = access;
  const at = Number(written ?? port);
  return { host, port: at, database: 0, user, password, tls, text: formatHostPort(host, at) };
};
