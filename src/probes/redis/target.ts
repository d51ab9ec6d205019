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
  /** `host:port`, or the path of the socket, for messages. */
  readonly text: string;
}

const REDIS_PORT = 6379;

/** The server of an address, and the credentials. Throws ProbeError `config`, whose message has nothing of the URL. */
export const parseRedisTarget = (address: RedisAddress): RedisTarget => {
  const parts = address.url === undefined ? {} : urlParts(parseRedisUrl(address.url));
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

type UrlParts = Partial<Omit<RedisTarget, 'text'>>;

const parseRedisUrl = (text: string): URL => {
  const url = URL.parse(
    text.trim().replace(/^((?:unix|redis\+unix|redis-socket):\/\/[^/?#@]*@)(?=\/)/i, '$1none.invalid'),
  );
  if (url !== null && (/^rediss?:$/.test(url.protocol) || isSocketUrl(url))) return url;
  throw new ProbeError(
    'config',
    'the url is no Redis URL: write redis://HOST:6379/0, rediss:// for TLS, or unix:///PATH, user and password in front of the host or apart',
  );
};

/** As clients write the URL of a Unix socket: redis-py, redli, Lettuce. */
const isSocketUrl = ({ protocol }: URL): boolean => ['unix:', 'redis+unix:', 'redis-socket:'].includes(protocol);

const urlParts = (url: URL): UrlParts => (isSocketUrl(url) ? socketParts(url) : serverParts(url));

const socketParts = (url: URL): UrlParts => {
  const database = url.searchParams.get('db') ?? url.searchParams.get('database');
  return {
    host: decodeUrlPart(url.pathname, 'path'),
    ...credentialParts(url),
    ...(database === null ? {} : { database: parseDatabase(database) }),
  };
};

const credentialParts = (url: URL): UrlParts => ({
  ...(url.username === '' ? {} : { user: decodeUrlPart(url.username, 'user') }),
  ...(url.password === '' ? {} : { password: decodeUrlPart(url.password, 'password') }),
});

const serverParts = (url: URL): UrlParts => ({
  ...(url.hostname === '' ? {} : { host: stripBrackets(url.hostname) }),
  ...(url.port === '' ? {} : { port: Number(url.port) }),
  ...credentialParts(url),
  ...(url.pathname.length < 2 ? {} : { database: parseDatabase(url.pathname.slice(1)) }),
  ...(url.protocol === 'rediss:' ? { tls: {} } : {}),
});

const parseDatabase = (text: string): number => {
  if (/^\d+$/.test(text)) return Number(text);
  throw new ProbeError('config', 'the database in the url is no number');
};
