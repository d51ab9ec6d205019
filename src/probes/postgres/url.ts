import { ProbeError } from '../../model/errors.ts';
import { decodeUrlPart, refuseUnfinishedUrl, refuseUnknownParameters } from '../net/url-parts.ts';
import { type ListedServer, NO_HOST, parseServers, type ServerTexts, takeServerList } from './server-list.ts';

/** Whom a session may be opened with, as `target_session_attrs` of libpq has it. */
export const sessionAttributes = ['any', 'read-write', 'read-only', 'primary', 'standby', 'prefer-standby'] as const;
export type SessionAttributes = (typeof sessionAttributes)[number];

/** The parts of a URL; those that it leaves out are undefined. */
export interface PostgresUrl {
  /** The servers that it names; none when it names no host. */
  readonly servers?: readonly ListedServer[] | undefined;
  /** The port where a url names one and no host. */
  readonly port?: number | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly database?: string | undefined;
  readonly applicationName?: string | undefined;
  readonly startupOptions?: string | undefined;
  readonly sessionAttributes?: SessionAttributes | undefined;
  readonly sslmode?: string | undefined;
  readonly sslrootcert?: string | undefined;
  readonly sslcert?: string | undefined;
  readonly sslkey?: string | undefined;
  readonly minVersion?: string | undefined;
  /** Whether the login is asked to be bound to the TLS connection, which the driver does not do. */
  readonly asksForBinding?: boolean | undefined;
}

/** Parameters of libpq that are honoured. */
const HONOURED_PARAMETERS = [
  'host',
  'port',
  'user',
  'password',
  'dbname',
  'application_name',
  'options',
  'target_session_attrs',
  'sslmode',
  'ssl',
  'sslrootcert',
  'sslcert',
  'sslkey',
  'ssl_min_protocol_version',
] as const;

/**
 * Parameters that change nothing here, and their values: the check has a deadline of its own, the driver binds no channel, and
 * servers are asked in their order.
 */
const IDLE_PARAMETERS = {
  connect_timeout: /^-?\d+$/,
  channel_binding: /^(disable|prefer|require)$/,
  load_balance_hosts: /^(disable|random)$/,
} as const;

const KNOWN_PARAMETERS: readonly string[] = [...HONOURED_PARAMETERS, ...Object.keys(IDLE_PARAMETERS)];

/** The parts of a PostgreSQL URL; parameters override them, as in libpq. Throws ProbeError `config`, without secrets. */
export const parsePostgresUrl = (text: string): PostgresUrl => {
  const { list, url } = splitServers(text.trim());
  // libpq decodes percent signs only: a plus sign is one, not a space as in a form.
  const parameters = new URLSearchParams(url.search.replaceAll('+', '%2B'));
  refuseUnknown(url, parameters);
  const of = (name: (typeof HONOURED_PARAMETERS)[number]): string | undefined =>
    parameters.getAll(name).at(-1) || undefined;
  return {
    ...parseServers(of('host') ?? list.hosts, of('port') ?? list.ports),
    user: of('user') ?? (decodeUrlPart(url.username, 'user') || undefined),
    password: of('password') ?? (decodeUrlPart(url.password, 'password') || undefined),
    database: of('dbname') ?? (decodeUrlPart(url.pathname.slice(1), 'database') || undefined),
    applicationName: of('application_name'),
    startupOptions: of('options'),
    sessionAttributes: parseSessionAttributes(of('target_session_attrs')),
    sslmode: of('sslmode') ?? parseSsl(of('ssl')),
    sslrootcert: of('sslrootcert'),
    sslcert: of('sslcert'),
    sslkey: of('sslkey'),
    minVersion: of('ssl_min_protocol_version'),
    asksForBinding: parameters.getAll('channel_binding').at(-1) === 'require',
  };
};

/** A URL may have a user and no host, where its query has the folder of a Unix socket; the parser refuses that. */
const withHost = (text: string): string =>
  /^[a-z][a-z0-9+]*:\/\/[^/?#@]*@\/[^@]*[?&]host=[^&]/i.test(text) ? text.replace('@/', `@${NO_HOST}/`) : text;

/** The hosts and ports of a URL, and the URL with one host, whatever it is. */
const splitServers = (text: string): { readonly list: ServerTexts; readonly url: URL } => {
  refuseUnfinishedUrl(text);
  const { list, rest } = takeServerList(text);
  const url = parseUrl(rest);
  return { url, list: list ?? { hosts: decodeUrlPart(url.hostname, 'host'), ports: url.port } };
};

const parseUrl = (text: string): URL => {
  const url = URL.parse(withHost(text));
  // SQLAlchemy has its driver in the scheme: postgresql+asyncpg.
  if (url !== null && /^postgres(ql)?(\+\w+)?:$/.test(url.protocol)) return url;
  if (url === null && /^postgres(ql)?:\/\/[^/]*@\//.test(text)) throw new ProbeError('config', 'the url names no host');
  throw new ProbeError(
    'config',
    'the url is no PostgreSQL URL: write postgres://HOST:5432/DATABASE, user and password in front of the host or apart',
  );
};

const refuseUnknown = (url: URL, parameters: URLSearchParams): void => {
  if (url.hash !== '') throw new ProbeError('config', 'the url has a #, which means nothing here: write %23');
  refuseUnknownParameters(parameters, KNOWN_PARAMETERS);
  for (const [name, values] of Object.entries(IDLE_PARAMETERS)) {
    if (parameters.getAll(name).some((value) => value !== '' && !values.test(value)))
      throw new ProbeError('config', `${name} in the url has a value that libpq does not know`);
  }
};

const parseSessionAttributes = (text: string | undefined): SessionAttributes | undefined => {
  const known = sessionAttributes.find((one) => one === text);
  if (text === undefined || known !== undefined) return known;
  throw new ProbeError('config', `target_session_attrs in the url is none of ${sessionAttributes.join(', ')}`);
};

/** JDBC's `ssl=true` is sslmode=require for libpq. */
const parseSsl = (text: string | undefined): string | undefined => {
  if (text === undefined) return undefined;
  if (text === 'true') return 'require';
  throw new ProbeError('config', 'ssl in the url is true, or left out: write sslmode=disable for none');
};
