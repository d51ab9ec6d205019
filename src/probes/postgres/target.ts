import type { SecureVersion } from 'node:tls';
import { ProbeError } from '../../model/errors.ts';
import type { ServerAddress, SslSettings } from '../net/server-address.ts';
import { formatHostPort } from '../net/tcp-connect.ts';
import type { TlsOptions } from '../net/tls-connect.ts';
import { configProblem } from '../net/url-parts.ts';
import { type ListedServer, parseListed } from './server-list.ts';
import { parseSslMode, rootProblem, type SslMode, verificationOf } from './ssl-modes.ts';
import { type PostgresUrl, parsePostgresUrl, type SessionAttributes } from './url.ts';

const POSTGRES_PORT = 5432;

type PostgresSsl = SslSettings<SslMode>;

/** A URL, its parts, or both: parts override those of the URL. */
export interface PostgresAddress extends ServerAddress {
  /** `host:port` of servers of which the first that suits is asked, in place of `host`. */
  readonly hosts?: readonly string[] | undefined;
  /** Which of them suits. */
  readonly targetSessionAttrs?: SessionAttributes | undefined;
  readonly database?: string | undefined;
  readonly ssl?: PostgresSsl | undefined;
}

export interface PostgresTarget
  extends Pick<PostgresUrl, 'applicationName' | 'startupOptions' | 'sessionAttributes' | 'asksForBinding'> {
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

/** The servers of an address, one at least, each with the credentials; the database is the role's name when none is said. Throws ProbeError `config`, whose message has no secret. */
export const parsePostgresTargets = (address: PostgresAddress, defaultDatabase?: string): readonly PostgresTarget[] => {
  const url: PostgresUrl = address.url === undefined ? {} : parsePostgresUrl(address.url);
  const parts = { ...url, database: url.database ?? defaultDatabase };
  return listServers(address, parts).map((server) => targetOf(server, address, parts));
};

const listServers = ({ host, port, hosts }: PostgresAddress, parts: PostgresUrl): readonly Required<ListedServer>[] => {
  const named = host === undefined ? (hosts?.map(parseListed) ?? parts.servers) : [{ host, port: portOf(parts) }];
  if (named === undefined) throw new ProbeError('config', 'no host: give a url, a host or hosts');
  return named.map((server) => ({ host: server.host, port: port ?? server.port ?? parts.port ?? POSTGRES_PORT }));
};

/** The port of a URL, where another host takes the place of its own. */
const portOf = ({ port, servers }: PostgresUrl): number | undefined => port ?? servers?.[0]?.port;

const targetOf = (
  { host, port }: Required<ListedServer>,
  address: PostgresAddress,
  parts: PostgresUrl,
): PostgresTarget => {
  const { user = parts.user, password = parts.password ?? '' } = address;
  if (user === undefined)
    throw new ProbeError('config', `${formatHostPort(host, Number(port))}: no user: give one, beside or in the url`);
  const database = address.database ?? parts.database ?? user;
  const { applicationName, startupOptions, asksForBinding } = parts;
  return {
    host,
    port: Number(port),
    user,
    password,
    database,
    applicationName,
    startupOptions,
    sessionAttributes: address.targetSessionAttrs ?? parts.sessionAttributes,
    asksForBinding,
    ...tlsSettings(address.ssl ?? {}, parts),
    ...placeOf(host, Number(port), database),
  };
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

/** Why a URL cannot be used, undefined when it can; it holds no secret. */
export const postgresUrlProblem = (url: string): string | undefined =>
  configProblem(() => tlsSettings({}, parsePostgresUrl(url)));

const tlsSettings = (ssl: PostgresSsl, parts: PostgresUrl): Pick<PostgresTarget, 'mode' | 'tls'> => {
  const { mode: asked, ...given } = ssl;
  const root = given.ca ?? parts.sslrootcert;
  // As libpq has it since version 16: the roots of the system, verified in full.
  const isSystem = root === 'system';
  const mode = asked ?? (parts.sslmode === undefined ? defaultMode(root) : parseSslMode(parts.sslmode));
  if (isSystem && mode !== 'verify-full')
    throw new ProbeError('config', `sslrootcert=system verifies in full: write verify-full in place of ${mode}`);
  const problem = rootProblem(mode, root !== undefined);
  if (problem !== undefined) throw new ProbeError('config', problem);
  const tls: TlsOptions = {
    ...given,
    ca: isSystem ? undefined : root,
    cert: given.cert ?? parts.sslcert,
    key: given.key ?? parts.sslkey,
    minVersion: given.minVersion ?? parseVersion(parts.minVersion),
  };
  return { mode, tls: { ...tls, ...verificationOf(mode, root !== undefined) } };
};

const defaultMode = (root: string | undefined): SslMode => (root === undefined ? 'prefer' : 'verify-full');

const TLS_VERSIONS: readonly SecureVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

const parseVersion = (text: string | undefined): SecureVersion | undefined => {
  const version = TLS_VERSIONS.find((one) => one === text);
  if (text === undefined || version !== undefined) return version;
  throw new ProbeError('config', `ssl_min_protocol_version in the url is none of ${TLS_VERSIONS.join(', ')}`);
};
