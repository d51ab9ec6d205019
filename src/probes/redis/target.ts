import { ProbeError } from '../../model/errors.ts';
import { hasStrayPassword, UNENCODED_PASSWORD } from '../../text/stray-credentials.ts';
import { hasPlaceholderHost, PLACEHOLDER_HOST } from '../../text/url-placeholder.ts';
import { formatHostPort } from '../net/tcp-connect.ts';
import type { TlsOptions } from '../net/tls-connect.ts';
import { configProblem, decodeUrlPart, stripBrackets, unknownParameter } from '../net/url-parts.ts';

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
  readonly family?: 4 | 6 | undefined;
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
    family: parts.family,
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

/** Why a URL cannot be used, undefined when it can; it holds no secret. */
export const redisUrlProblem = (url: string): string | undefined => configProblem(() => urlParts(parseRedisUrl(url)));

type UrlParts = Partial<Omit<RedisTarget, 'text'>>;

const parseRedisUrl = (text: string): URL => {
  if (hasStrayPassword(text)) throw new ProbeError('config', UNENCODED_PASSWORD);
  if (hasPlaceholderHost(text)) throw new ProbeError('config', PLACEHOLDER_HOST);
  const url = URL.parse(text.trim());
  if (url !== null && /^rediss?:$/.test(url.protocol)) return url;
  throw new ProbeError(
    'config',
    'the url is no Redis URL: write redis://user:password@host:6379/0, or rediss:// for TLS',
  );
};

/** Parameters that clients of Redis have in their URLs and that mean something here. */
const URL_PARAMETERS = ['db', 'user', 'username', 'password', 'family', 'ssl_cert_reqs', 'ssl_ca_certs'] as const;

const urlParts = (url: URL): UrlParts => {
  if (url.hash !== '') throw new ProbeError('config', 'the url has a #, which means nothing here: write %23');
  const unknown = [...url.searchParams.keys()].find((name) => !URL_PARAMETERS.some((known) => known === name));
  if (unknown !== undefined) throw new ProbeError('config', unknownParameter(unknown, URL_PARAMETERS));
  const of = (name: (typeof URL_PARAMETERS)[number]): string => url.searchParams.getAll(name).at(-1) ?? '';
  const user = of('user') || of('username') || decodeUrlPart(url.username, 'user');
  const password = of('password') || decodeUrlPart(url.password, 'password');
  const database = of('db') || url.pathname.slice(1);
  return {
    ...(url.hostname === '' ? {} : { host: stripBrackets(url.hostname) }),
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    ...(user === '' ? {} : { user }),
    ...(password === '' ? {} : { password }),
    ...(database === '' ? {} : { database: parseDatabase(database) }),
    ...parseFamily(of('family')),
    ...tlsOfUrl(url.protocol === 'rediss:', of('ssl_cert_reqs'), of('ssl_ca_certs')),
  };
};

const parseDatabase = (text: string): number => {
  if (/^\d+$/.test(text)) return Number(text);
  throw new ProbeError('config', 'the database in the url is no number');
};

/** 0 is any, as for getaddrinfo. */
const parseFamily = (text: string): Pick<RedisTarget, 'family'> => {
  if (text === '' || text === '0') return {};
  if (text === '4' || text === '6') return { family: Number(text) as 4 | 6 };
  throw new ProbeError('config', 'family in the url is 4, 6 or 0');
};

/** `ssl_cert_reqs` and `ssl_ca_certs` are those of redis-py. */
const tlsOfUrl = (isTls: boolean, required: string, ca: string): Pick<RedisTarget, 'tls'> => {
  if (!isTls && required + ca !== '')
    throw new ProbeError('config', 'the url has parameters of TLS and is redis://: write rediss://');
  if (!isTls) return {};
  const insecure = /^(cert_)?none$/i.test(required);
  if (required !== '' && !insecure && !/^(cert_)?required$/i.test(required))
    throw new ProbeError('config', 'ssl_cert_reqs in the url is required or none');
  if (insecure && ca !== '') throw new ProbeError('config', 'ssl_cert_reqs=none does not use ssl_ca_certs');
  return { tls: { insecure, ...(ca === '' ? {} : { ca }) } };
};
