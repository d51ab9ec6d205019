import { ProbeError } from '../../model/errors.ts';
import { hostPort } from '../net/dial.ts';
import type { TlsOptions } from '../net/tls-connect.ts';

/** Who asks, and how; the same for all nodes of one kind. */
export interface RedisAccess {
  /** ACL user; the default user when left out. */
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** Speaks TLS when given, be it empty. */
  readonly tls?: TlsOptions | undefined;
}

/** A URL (`redis://` or `rediss://`), parts, or a URL with parts that take the place of its own. */
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
  /** `host:port`, for people. */
  readonly text: string;
}

const PORT = 6379;

/** Where to go and as whom. Throws ProbeError `config`, whose message holds nothing of the URL. */
export const redisTarget = (address: RedisAddress): RedisTarget => {
  const parts = address.url === undefined ? {} : partsOf(parse(address.url));
  const { host = parts.host, port = parts.port ?? PORT, database = parts.database ?? 0 } = address;
  if (host === undefined) throw new ProbeError('config', 'no host: give a url or a host');
  return {
    host,
    port,
    database,
    user: address.user ?? parts.user,
    password: address.password ?? parts.password,
    tls: address.tls ?? parts.tls,
    text: hostPort(host, port),
  };
};

/** A node written as `host:port`, reached in the same way as others. Throws ProbeError `config`. */
export const redisNode = (text: string, access: RedisAccess, port = PORT): RedisTarget => {
  const [, literal, name, written] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(text.trim()) ?? [];
  const host = literal ?? name;
  if (host === undefined) throw new ProbeError('config', `"${text}" is no node: write host:port`);
  const { user, password, tls } = access;
  const at = Number(written ?? port);
  return { host, port: at, database: 0, user, password, tls, text: hostPort(host, at) };
};

type Parts = Partial<Omit<RedisTarget, 'text'>>;

const parse = (text: string): URL => {
  const url = URL.parse(text.trim());
  if (url !== null && /^rediss?:$/.test(url.protocol)) return url;
  throw new ProbeError(
    'config',
    'the url is no Redis URL: write redis://user:password@host:6379/0, or rediss:// for TLS',
  );
};

const partsOf = (url: URL): Parts => ({
  ...(url.hostname === '' ? {} : { host: url.hostname.replace(/^\[(.*)\]$/, '$1') }),
  ...(url.port === '' ? {} : { port: Number(url.port) }),
  ...(url.username === '' ? {} : { user: decode(url.username, 'user') }),
  ...(url.password === '' ? {} : { password: decode(url.password, 'password') }),
  ...(url.pathname.length < 2 ? {} : { database: databaseOf(url.pathname.slice(1)) }),
  ...(url.protocol === 'rediss:' ? { tls: {} } : {}),
});

const databaseOf = (text: string): number => {
  if (/^\d+$/.test(text)) return Number(text);
  throw new ProbeError('config', 'the database in the url is no number');
};

const decode = (text: string, what: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ProbeError('config', `the ${what} in the url is not percent-encoded: write %25 for a percent sign`);
  }
};
