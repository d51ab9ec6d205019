import { ProbeError } from '../../model/errors.ts';
import { formatHostPort } from '../net/tcp-connect.ts';
import type { TlsOptions } from '../net/tls-connect.ts';
import { decodeUrlPart, stripBrackets } from '../net/url-parts.ts';
import { type SslMode, sslModes } from './ssl-modes.ts';

export interface PostgresSsl extends Omit<TlsOptions, 'insecure'> {
  /** Default: verify-full with a `ca`, else prefer. */
  readonly mode?: SslMode | undefined;
}

/** A URL, its parts, or both: parts override those of the URL. */
export interface PostgresAddress {
  readonly url?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly database?: string | undefined;
  readonly ssl?: PostgresSsl | undefined;
}

export interface PostgresTarget {
  readonly host: string;
  readonly port: number;
  /** Path of the Unix socket, where `host` is the folder that holds it. */
  readonly socketPath?: string | undefined;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly mode: SslMode;
  readonly tls: TlsOptions;
  /** `host:port/database`, or the path of the socket and the database, for messages. */
  readonly text: string;
}

/** The server of an address, and the credentials. Throws ProbeError `config`, whose message has nothing of the URL. */
export const parsePostgresTarget = (address: PostgresAddress): PostgresTarget => {
  const parts = address.url === undefined ? {} : urlParts(parsePostgresUrl(address.url));
  const { host = parts.host, port = parts.port ?? 5432, user = parts.user, password = parts.password ?? '' } = address;
  if (host === undefined) throw new ProbeError('config', 'no host: give a url or a host');
  if (user === undefined)
    throw new ProbeError('config', `${formatHostPort(host, port)}: no user: give one, beside or in the url`);
  const database = address.database ?? parts.database ?? user;
  const encryption = tlsSettings(address.ssl ?? {}, parts.query ?? new URLSearchParams());
  return { host, port, user, password, database, ...encryption, ...placeOf(host, port, database) };
};

/** Where the server is. As in libpq, TLS is not spoken on a Unix socket, whatever the mode. */
const placeOf = (
  host: string,
  port: number,
  database: string,
): Pick<PostgresTarget, 'text'> & Partial<PostgresTarget> => {
  if (!host.startsWith('/')) return { text: `${formatHostPort(host, port)}/${database}` };
  const socketPath = `${host.replace(/\/+$/, '')}/.s.PGSQL.${port}`;
  return { socketPath, mode: 'disable', text: `${socketPath} (${database})` };
};

type UrlParts = Partial<Pick<PostgresTarget, 'host' | 'port' | 'user' | 'password' | 'database'>> & {
  readonly query?: URLSearchParams;
};

const urlParts = (url: URL): UrlParts => ({
  ...optionalPart('host', hostFromUrl(url)),
  ...(url.port === '' ? {} : { port: Number(url.port) }),
  ...optionalPart('user', decodeUrlPart(url.username, 'user')),
  ...optionalPart('password', decodeUrlPart(url.password, 'password')),
  ...optionalPart('database', decodeUrlPart(url.pathname.slice(1), 'database')),
  query: url.searchParams,
});

const optionalPart = (name: string, value: string): UrlParts => (value === '' ? {} : { [name]: value });

const parsePostgresUrl = (text: string): URL => {
  const url = URL.parse(withHost(text.trim()));
  // SQLAlchemy has its driver in the scheme: postgresql+asyncpg.
  if (url !== null && /^postgres(ql)?(\+\w+)?:$/.test(url.protocol)) return url;
  if (url === null && /^postgres(ql)?:\/\/[^/]*,/.test(text))
    throw new ProbeError('config', 'the url names several hosts: bind one check to each of them');
  if (url === null && /^postgres(ql)?:\/\/[^/]*@\//.test(text)) throw new ProbeError('config', 'the url names no host');
  throw new ProbeError(
    'config',
    'the url is no PostgreSQL URL: write postgres://HOST:5432/DATABASE, user and password in front of the host or apart',
  );
};

/** A host that stands for none. */
const NO_HOST = 'none.invalid';

/** A URL may have a user and no host, where its query has the folder of a Unix socket; the parser refuses that. */
const withHost = (text: string): string =>
  /^[a-z][a-z0-9+]*:\/\/[^/?#@]*@\/[^@]*[?&]host=/i.test(text) ? text.replace('@/', `@${NO_HOST}/`) : text;

const hostFromUrl = (url: URL): string => {
  const host = url.searchParams.get('host') ?? decodeUrlPart(url.hostname, 'host');
  if (host.includes(',')) throw new ProbeError('config', 'the url names several hosts: bind one check to each of them');
  return stripBrackets(host);
};

const tlsSettings = (ssl: PostgresSsl, query: URLSearchParams): { mode: SslMode; tls: TlsOptions } => {
  const { mode: asked = query.get('sslmode') ?? undefined, ...given } = ssl;
  const tls: TlsOptions = {
    ...given,
    ca: given.ca ?? query.get('sslrootcert') ?? undefined,
    cert: given.cert ?? query.get('sslcert') ?? undefined,
    key: given.key ?? query.get('sslkey') ?? undefined,
  };
  const mode = sslModes.find((known) => known === (asked ?? (tls.ca === undefined ? 'prefer' : 'verify-full')));
  if (mode === undefined)
    throw new ProbeError(
      'config',
      `sslmode ${asked} is not supported: ${sslModes.join(', ')} are (verify-full in place of verify-ca)`,
    );
  return { mode, tls: { ...tls, insecure: mode !== 'verify-full' } };
};
