import type { SecureVersion } from 'node:tls';
import { ProbeError } from '../../model/errors.ts';
import { formatHostPort } from '../net/tcp-connect.ts';
import type { TlsOptions } from '../net/tls-connect.ts';
import { configProblem } from '../net/url-parts.ts';
import { parseSslMode, rootProblem, type SslMode, verificationOf } from './ssl-modes.ts';
import { type PostgresUrl, parsePostgresUrl } from './url.ts';

export interface PostgresSsl extends Omit<TlsOptions, 'insecure' | 'anyName'> {
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

/** The server of an address, and the credentials. Throws ProbeError `config`, whose message has no secret of the URL. */
export const parsePostgresTarget = (address: PostgresAddress): PostgresTarget => {
  const parts: PostgresUrl = address.url === undefined ? {} : parsePostgresUrl(address.url);
  const { host = parts.host, port = parts.port ?? 5432, user = parts.user, password = parts.password ?? '' } = address;
  if (host === undefined) throw new ProbeError('config', 'no host: give a url or a host');
  if (user === undefined)
    throw new ProbeError('config', `${formatHostPort(host, port)}: no user: give one, beside or in the url`);
  const database = address.database ?? parts.database ?? user;
  const { applicationName, startupOptions, sessionAttributes, asksForBinding } = parts;
  return {
    host,
    port,
    user,
    password,
    database,
    applicationName,
    startupOptions,
    sessionAttributes,
    asksForBinding,
    ...tlsSettings(address.ssl ?? {}, parts),
    ...placeOf(host, port, database),
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
