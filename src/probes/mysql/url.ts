import { ProbeError } from '../../model/errors.ts';
import { decodeUrlPart, refuseUnfinishedUrl, refuseUnknownParameters, stripBrackets } from '../net/url-parts.ts';
import { type MysqlSslMode, parseMysqlSslMode } from './ssl-modes.ts';

/** The parts of a URL; those that it leaves out are undefined. */
export interface MysqlUrl {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly database?: string | undefined;
  readonly sslMode?: MysqlSslMode | undefined;
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** Parameters that are honoured: those of MySQL's clients, of Connector/J and of SQLAlchemy. */
const HONOURED_PARAMETERS = [
  ...['user', 'password', 'socket', 'unix_socket'],
  ...['ssl-mode', 'sslMode', 'ssl-ca', 'ssl_ca', 'ssl-cert', 'ssl_cert', 'ssl-key', 'ssl_key'],
] as const;

/** Parameters that change nothing here: texts are compared as they come, and the check has a deadline of its own. */
const IDLE_PARAMETERS = [
  ...['charset', 'characterEncoding', 'useUnicode', 'timezone', 'serverTimezone', 'parseTime', 'loc', 'collation'],
  ...['connect_timeout', 'connectTimeout', 'socketTimeout', 'timeout', 'readTimeout', 'writeTimeout'],
] as const;

const KNOWN_PARAMETERS: readonly string[] = [...HONOURED_PARAMETERS, ...IDLE_PARAMETERS];

type ParameterReader = (...names: readonly (typeof HONOURED_PARAMETERS)[number][]) => string | undefined;

/** The parts of a URL of MySQL or MariaDB, one of JDBC too. Throws ProbeError `config`, whose message has nothing of the URL. */
export const parseMysqlUrl = (text: string): MysqlUrl => {
  const url = parseUrl(text.trim().replace(/^jdbc:/i, ''));
  const parameters = new URLSearchParams(url.search.replaceAll('+', '%2B'));
  refuseUnknownParameters(parameters, KNOWN_PARAMETERS);
  const of: ParameterReader = (...names) => names.map((name) => parameters.getAll(name).at(-1)).find(Boolean);
  const mode = of('ssl-mode', 'sslMode');
  return {
    host: of('socket', 'unix_socket') ?? (stripBrackets(decodeUrlPart(url.hostname, 'host')) || undefined),
    port: url.port === '' ? undefined : Number(url.port),
    user: of('user') ?? (decodeUrlPart(url.username, 'user') || undefined),
    password: of('password') ?? (decodeUrlPart(url.password, 'password') || undefined),
    database: decodeUrlPart(url.pathname.slice(1), 'database') || undefined,
    sslMode: mode === undefined ? undefined : parseMysqlSslMode(mode),
    ca: of('ssl-ca', 'ssl_ca'),
    cert: of('ssl-cert', 'ssl_cert'),
    key: of('ssl-key', 'ssl_key'),
  };
};

const parseUrl = (text: string): URL => {
  refuseUnfinishedUrl(text);
  const url = URL.parse(text);
  // SQLAlchemy has its driver in the scheme: mysql+pymysql.
  if (/^(mysql|mariadb)(\+\w+)?:\/\/(?:[^/@]*@)?[^/?]*,/i.test(text))
    throw new ProbeError('config', 'the url names several hosts: bind one check to each of them');
  if (url === null || !/^(mysql|mariadb)(\+\w+)?:$/.test(url.protocol))
    throw new ProbeError(
      'config',
      'the url is no MySQL URL: write mysql://HOST:3306/DATABASE, user and password in front of the host or apart',
    );
  if (url.hash !== '') throw new ProbeError('config', 'the url has a #, which means nothing here: write %23');
  return url;
};
