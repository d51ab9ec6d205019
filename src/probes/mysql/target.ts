import { ProbeError } from '../../model/errors.ts';
import type { ServerAddress, SslSettings } from '../net/server-address.ts';
import { formatHostPort } from '../net/tcp-connect.ts';
import type { TlsOptions } from '../net/tls-connect.ts';
import { configProblem } from '../net/url-parts.ts';
import { type MysqlSslMode, unusedRootProblem } from './ssl-modes.ts';
import { type MysqlUrl, parseMysqlUrl } from './url.ts';

type MysqlSsl = SslSettings<MysqlSslMode>;

/** A URL, its parts, or both: parts override those of the URL. A host with a slash first is the path of a Unix socket. */
export interface MysqlAddress extends ServerAddress {
  readonly database?: string | undefined;
  readonly ssl?: MysqlSsl | undefined;
}

export interface MysqlTarget {
  readonly host: string;
  readonly port: number;
  /** Path of the Unix socket; host and port mean nothing then. */
  readonly socketPath?: string | undefined;
  readonly user: string;
  readonly password: string;
  readonly database?: string | undefined;
  readonly mode: MysqlSslMode;
  readonly tls: TlsOptions;
  /** `host:port`, or the path of the socket, for messages. */
  readonly text: string;
}

const MYSQL_PORT = 3306;

/** The server of an address, and the credentials. Throws ProbeError `config`, whose message has no secret of the URL. */
export const parseMysqlTarget = (address: MysqlAddress): MysqlTarget => {
  const parts: MysqlUrl = address.url === undefined ? {} : parseMysqlUrl(address.url);
  const { host = parts.host, port = parts.port ?? MYSQL_PORT, user = parts.user } = address;
  if (host === undefined) throw new ProbeError('config', 'no host: give a url or a host');
  const socketPath = host.startsWith('/') ? host : undefined;
  const text = socketPath ?? formatHostPort(host, port);
  if (user === undefined) throw new ProbeError('config', `${text}: no user: give one, beside or in the url`);
  const { mode, tls } = tlsSettings(address.ssl ?? {}, parts);
  return {
    host,
    port,
    socketPath,
    user,
    password: address.password ?? parts.password ?? '',
    database: address.database ?? parts.database,
    // As MySQL's clients do, TLS is not spoken on a Unix socket unless it is asked for, which no server needs.
    mode: socketPath === undefined ? mode : 'disabled',
    tls,
    text,
  };
};

/** Why a URL cannot be used, undefined when it can; it holds no secret. */
export const mysqlUrlProblem = (url: string): string | undefined =>
  configProblem(() => tlsSettings({}, parseMysqlUrl(url)));

const tlsSettings = (ssl: MysqlSsl, parts: MysqlUrl): Pick<MysqlTarget, 'mode' | 'tls'> => {
  const { mode: asked, ...given } = ssl;
  const ca = given.ca ?? parts.ca;
  const mode = asked ?? parts.sslMode ?? (ca === undefined ? 'preferred' : 'verify_identity');
  const problem = unusedRootProblem(mode, ca !== undefined);
  if (problem !== undefined) throw new ProbeError('config', problem);
  return {
    mode,
    tls: {
      ...given,
      ca,
      cert: given.cert ?? parts.cert,
      key: given.key ?? parts.key,
      insecure: !mode.startsWith('verify'),
      anyName: mode !== 'verify_identity',
    },
  };
};
