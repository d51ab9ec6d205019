import { ProbeError } from '../../model/errors.ts';
import type { TlsOptions } from '../net/tls-connect.ts';
import {
  configProblem,
  decodeUrlPart,
  refuseUnfinishedUrl,
  refuseUnknownParameters,
  stripBrackets,
} from '../net/url-parts.ts';

/** The parts of a URL; those that it leaves out are not there. */
export interface RedisUrl {
  readonly host?: string;
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
  readonly database?: number;
  readonly family?: 4 | 6;
  readonly tls?: TlsOptions;
}

/** The parts of a Redis URL. Throws ProbeError `config`, whose message has nothing of the URL. */
export const parseRedisUrl = (text: string): RedisUrl => {
  const url = parseUrl(text);
  if (url.hash !== '') throw new ProbeError('config', 'the url has a #, which means nothing here: write %23');
  return isSocketUrl(url) ? socketParts(url) : serverParts(url);
};

/** Why a URL cannot be used, undefined when it can; it holds no secret. */
export const redisUrlProblem = (url: string): string | undefined => configProblem(() => parseRedisUrl(url));

const parseUrl = (text: string): URL => {
  refuseUnfinishedUrl(text);
  const url = URL.parse(
    text.trim().replace(/^((?:unix|redis\+unix|redis-socket):\/\/[^/?#@]*@)(?=\/)/i, `$1${NO_HOST}`),
  );
  if (url !== null && (/^rediss?:$/.test(url.protocol) || isSocketUrl(url))) return url;
  throw new ProbeError(
    'config',
    'the url is no Redis URL: write redis://HOST:6379/0, rediss:// for TLS, or unix:///PATH, user and password in front of the host or apart',
  );
};

/** A host that stands for none: the parser refuses a user without a host. */
const NO_HOST = 'none.invalid';

/** As clients write the URL of a Unix socket: redis-py, redli, Lettuce. */
const isSocketUrl = ({ protocol }: URL): boolean => ['unix:', 'redis+unix:', 'redis-socket:'].includes(protocol);

const SOCKET_PARAMETERS = ['db', 'database', 'user', 'username', 'password'] as const;

/** Parameters that clients of Redis have in their URLs and that mean something here. */
const SERVER_PARAMETERS = ['db', 'user', 'username', 'password', 'family', 'ssl_cert_reqs', 'ssl_ca_certs'] as const;

/** Returns a function that reads a parameter; empty where there is none. Throws ProbeError on one that is not known. */
const parameterReader = <Name extends string>(url: URL, known: readonly Name[]): ((name: Name) => string) => {
  refuseUnknownParameters(url.searchParams, known);
  return (name) => url.searchParams.getAll(name).at(-1) ?? '';
};

const socketParts = (url: URL): RedisUrl => {
  if (url.hostname !== '' && url.hostname !== NO_HOST)
    throw new ProbeError('config', 'the url of a Unix socket has three slashes: write unix:///PATH');
  const of = parameterReader(url, SOCKET_PARAMETERS);
  return {
    host: decodeUrlPart(url.pathname, 'path'),
    ...credentialParts(url, of),
    ...databasePart(of('db') || of('database')),
  };
};

const serverParts = (url: URL): RedisUrl => {
  const of = parameterReader(url, SERVER_PARAMETERS);
  return {
    ...(url.hostname === '' ? {} : { host: stripBrackets(url.hostname) }),
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    ...credentialParts(url, of),
    ...databasePart(of('db') || url.pathname.slice(1)),
    ...parseFamily(of('family')),
    ...tlsOfUrl(url.protocol === 'rediss:', of('ssl_cert_reqs'), of('ssl_ca_certs')),
  };
};

const credentialParts = (url: URL, of: (name: 'user' | 'username' | 'password') => string): RedisUrl => {
  const user = of('user') || of('username') || decodeUrlPart(url.username, 'user');
  const password = of('password') || decodeUrlPart(url.password, 'password');
  return { ...(user === '' ? {} : { user }), ...(password === '' ? {} : { password }) };
};

const databasePart = (text: string): RedisUrl => {
  if (text === '') return {};
  if (/^\d+$/.test(text)) return { database: Number(text) };
  throw new ProbeError('config', 'the database in the url is no number');
};

/** 0 is any, as for getaddrinfo. */
const parseFamily = (text: string): Pick<RedisUrl, 'family'> => {
  if (text === '' || text === '0') return {};
  if (text === '4' || text === '6') return { family: Number(text) as 4 | 6 };
  throw new ProbeError('config', 'family in the url is 4, 6 or 0');
};

/** `ssl_cert_reqs` and `ssl_ca_certs` are those of redis-py. */
const tlsOfUrl = (isTls: boolean, required: string, ca: string): Pick<RedisUrl, 'tls'> => {
  if (!isTls && required + ca !== '')
    throw new ProbeError('config', 'the url has parameters of TLS and is redis://: write rediss://');
  if (!isTls) return {};
  const insecure = /^(cert_)?none$/i.test(required);
  if (required !== '' && !insecure && !/^(cert_)?required$/i.test(required))
    throw new ProbeError('config', 'ssl_cert_reqs in the url is required or none');
  if (insecure && ca !== '') throw new ProbeError('config', 'ssl_cert_reqs=none does not use ssl_ca_certs');
  return { tls: { insecure, ...(ca === '' ? {} : { ca }) } };
};
