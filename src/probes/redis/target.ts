import { ProbeError } from '../../model/errors.ts';
import { formatHostPort } from '../net/tcp-connect.ts';
import type { TlsOptions } from '../net/tls-connect.ts';
import { decodeUrlPart, stripBrackets } from '../net/url-parts.ts';

/** Credentials and TLS, the same for all nodes of one kind. */
export interface RedisAccess {
  /** ACL user; the default user when left out. */
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** TLS is used when this is there, even empty. */
  readonly tls?: TlsOptions | undefined;
}

/** A URL (`redis://` or `rediss://`), its parts, or both: parts override those of the URL. */
export interface RedisAddress extends RedisAccess {
  readonly url?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly database?: number | undefined;
}

export interface RedisTarget extends RedisAccess {
  readonly host: string;
  readonly port: number;
  readonly database: number;
  /** `host:port`, for messages. */
  readonly text: string;
}

const REDIS_PORT = 6379;

/** The server of an address, and the credentials. Throws ProbeError `config`, whose message has nothing of the URL. */
export const parseRedisTarget = (address: RedisAddress): RedisTarget => {
  const parts = address.url === undefined ? {} : urlParts(parseRedisUrl(address.url));
  const { host = parts.host, port = parts.port ?? REDIS_PORT, database = parts.database ?? 0 } = address;
  if (host === undefined) throw new ProbeError('config', 'no host: give a url or a host');
  return {
    host,
    port,
    database,
    user: address.user ?? parts.user,
    password: address.password ?? parts.password,
    tls: address.tls ?? parts.tls,
    text: formatHostPort(host, port),
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

type UrlParts = Partial<Omit<RedisTarget, 'text'>>;

const parseRedisUrl = (text: string): URL => {
  const url = URL.parse(text.trim());
  if (url !== null && /^rediss?:$/.test(url.protocol)) return url;
  throw new ProbeError(
    'config',
    'the url is no Redis URL: write redis://user:password@host:6379/0, or rediss:// for TLS',
  );
};

const urlParts = (url: URL): UrlParts => ({
  ...(url.hostname === '' ? {} : { host: stripBrackets(url.hostname) }),
  ...(url.port === '' ? {} : { port: Number(url.port) }),
  ...(url.username === '' ? {} : { user: decodeUrlPart(url.username, 'user') }),
  ...(url.password === '' ? {} : { password: decodeUrlPart(url.password, 'password') }),
  ...(url.pathname.length < 2 ? {} : { database: parseDatabase(url.pathname.slice(1)) }),
  ...(url.protocol === 'rediss:' ? { tls: {} } : {}),
});

const parseDatabase = (text: string): number => {
  if (/^\d+$/.test(text)) return Number(text);
  throw new ProbeError('config', 'the database in the url is no number');
};
