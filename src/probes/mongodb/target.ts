import { ProbeError } from '../../model/errors.ts';
import { formatHostPort } from '../net/tcp-connect.ts';
import type { TlsOptions } from '../net/tls-connect.ts';
import { type MongodbUrl, type MongodbUrlParameters, parseMongodbUrl } from './url.ts';

/** Ways to log in that the driver speaks without further packages. */
export const mongodbMechanisms = ['SCRAM-SHA-256', 'SCRAM-SHA-1', 'PLAIN', 'MONGODB-X509'] as const;
export type MongodbMechanism = (typeof mongodbMechanisms)[number];

/** A connection string, its parts, or both: parts override those of the string. */
export interface MongodbAddress {
  readonly url?: string | undefined;
  /** `host:port` of servers, in place of those of the url. */
  readonly hosts?: readonly string[] | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** Database that holds the user. Default: that of the url, else `admin`. */
  readonly authSource?: string | undefined;
  readonly authMechanism?: MongodbMechanism | undefined;
  readonly replicaSet?: string | undefined;
  /** Asks the server that is named, whatever its role. */
  readonly directConnection?: boolean | undefined;
  /** TLS is spoken when this is there, even empty. */
  readonly tls?: TlsOptions | undefined;
}

export interface MongodbLogin {
  readonly user: string;
  readonly password: string;
  readonly source: string;
  readonly mechanism: MongodbMechanism | 'DEFAULT';
}

/** What all servers of a deployment share. */
export interface MongodbAccess {
  readonly login?: MongodbLogin | undefined;
  readonly tls?: TlsOptions | undefined;
}

export interface MongodbTarget extends MongodbAccess {
  readonly hosts: readonly string[];
  /** Whether the one host is a name whose SRV records name the servers. */
  readonly isSrv: boolean;
  readonly srvService: string;
  readonly replicaSet?: string | undefined;
  readonly isDirect: boolean;
  /** The hosts, for messages. */
  readonly text: string;
}

const NO_URL: MongodbUrl = { hosts: [], isSrv: false, parameters: {} };

/** The servers of an address, and the credentials. Throws ProbeError `config`, whose message has no secret of the url. */
export const parseMongodbTarget = (address: MongodbAddress): MongodbTarget => {
  const parts = address.url === undefined ? NO_URL : parseMongodbUrl(address.url);
  const { parameters } = parts;
  const hosts = address.hosts ?? parts.hosts;
  if (hosts.length === 0) throw new ProbeError('config', 'no host: give a url or hosts');
  const isDirect = address.directConnection ?? parameters.directConnection === 'true';
  if (isDirect && hosts.length > 1) throw new ProbeError('config', 'directConnection asks one host: give only that');
  const tls = address.tls ?? tlsOfUrl(parts);
  const text = hosts.join(', ');
  return {
    hosts,
    isSrv: parts.isSrv && address.hosts === undefined,
    srvService: parameters.srvServiceName ?? 'mongodb',
    replicaSet: address.replicaSet ?? parameters.replicaSet,
    isDirect,
    login: loginOf(address, parts, tls),
    tls,
    text,
  };
};

const loginOf = (address: MongodbAddress, parts: MongodbUrl, tls: TlsOptions | undefined): MongodbLogin | undefined => {
  const mechanism = address.authMechanism ?? mechanismOf(parts.parameters.authMechanism);
  const { user = parts.user ?? '', password = parts.password ?? '' } = address;
  if (mechanism === 'MONGODB-X509') return certificateLogin(user, tls);
  if (user === '' && password === '') return undefined;
  if (user === '') throw new ProbeError('config', 'a password and no user: give one, beside or in the url');
  if (password === '')
    throw new ProbeError(
      'config',
      `the user "${user}" cannot log in without a password, which stands beside or in the url`,
    );
  return { user, password, source: sourceOf(address, parts, mechanism), mechanism: mechanism ?? 'DEFAULT' };
};

const sourceOf = (
  { authSource }: MongodbAddress,
  { parameters, database }: MongodbUrl,
  mechanism: MongodbMechanism | undefined,
): string => (mechanism === 'PLAIN' ? OUTSIDE : (authSource ?? parameters.authSource ?? database ?? 'admin'));

/** Source of users that are not kept in a database. */
const OUTSIDE = '$external';

const certificateLogin = (user: string, tls: TlsOptions | undefined): MongodbLogin => {
  if (tls?.cert === undefined)
    throw new ProbeError('config', 'MONGODB-X509 logs in by a client certificate: give tls.cert and tls.key');
  return { user, password: '', source: OUTSIDE, mechanism: 'MONGODB-X509' };
};

const mechanismOf = (text: string | undefined): MongodbMechanism | undefined => {
  const known = mongodbMechanisms.find((one) => one === text);
  if (text === undefined || known !== undefined) return known;
  throw new ProbeError('config', `authMechanism in the url is none of ${mongodbMechanisms.join(', ')}`);
};

const tlsOfUrl = ({ isSrv, parameters }: MongodbUrl): TlsOptions | undefined => {
  const { tlsCAFile: ca, tlsCertificateKeyFile: pair } = parameters;
  const isOn = (name: keyof MongodbUrlParameters): boolean => parameters[name] === 'true';
  const switched = parameters.tls ?? parameters.ssl;
  const isTls = switched === undefined ? isSrv || ca !== undefined || pair !== undefined : switched === 'true';
  if (!isTls) return undefined;
  return {
    insecure: isOn('tlsInsecure') || isOn('tlsAllowInvalidCertificates'),
    anyName: isOn('tlsAllowInvalidHostnames'),
    ...(ca === undefined ? {} : { ca }),
    ...(pair === undefined ? {} : { cert: pair, key: pair }),
  };
};

const MONGODB_PORT = 27_017;

/** A server written as `host`, `host:port` or `[IPv6]:port`. Throws ProbeError `config`. */
export const parseMember = (text: string): { readonly host: string; readonly port: number; readonly text: string } => {
  const [, literal, name, written] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(text.trim()) ?? [];
  const host = literal ?? name;
  if (host === undefined) throw new ProbeError('config', `"${text}" is no server: write host:port`);
  const port = Number(written ?? MONGODB_PORT);
  return { host, port, text: formatHostPort(host, port) };
};
