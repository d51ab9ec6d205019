import { ProbeError } from '../../model/errors.ts';
import { configProblem, decodeUrlPart, refuseUnfinishedUrl, unknownParameter } from '../net/url-parts.ts';

/** The parts of a connection string; those that it leaves out are undefined. */
export interface MongodbUrl {
  /** `host:port`, or one name whose SRV records name the servers. */
  readonly hosts: readonly string[];
  readonly isSrv: boolean;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly database?: string | undefined;
  readonly parameters: MongodbUrlParameters;
}

/** Parameters that are honoured: https://www.mongodb.com/docs/manual/reference/connection-string-options/ */
const HONOURED_PARAMETERS = [
  ...['authSource', 'authMechanism', 'replicaSet', 'directConnection'],
  ...['tls', 'ssl', 'tlsCAFile', 'tlsCertificateKeyFile', 'tlsInsecure'],
  ...['tlsAllowInvalidCertificates', 'tlsAllowInvalidHostnames', 'srvServiceName'],
] as const;

/** Parameters that change nothing here: nothing is written, and the check has a deadline of its own. */
const IDLE_PARAMETERS = [
  ...['appName', 'retryWrites', 'retryReads', 'w', 'wtimeoutMS', 'journal', 'readPreference', 'readConcernLevel'],
  ...['readPreferenceTags', 'maxStalenessSeconds', 'compressors', 'zlibCompressionLevel', 'uuidRepresentation'],
  ...['connectTimeoutMS', 'socketTimeoutMS', 'serverSelectionTimeoutMS', 'serverSelectionTryOnce', 'timeoutMS'],
  ...['localThresholdMS', 'heartbeatFrequencyMS', 'maxPoolSize', 'minPoolSize', 'maxIdleTimeMS', 'maxConnecting'],
  ...['waitQueueTimeoutMS', 'waitQueueMultiple', 'loadBalanced', 'serverMonitoringMode'],
] as const;

const KNOWN_PARAMETERS: readonly string[] = [...HONOURED_PARAMETERS, ...IDLE_PARAMETERS];

export type MongodbUrlParameters = { readonly [name in (typeof HONOURED_PARAMETERS)[number]]?: string };

const MONGODB_URL = /^mongodb(\+srv)?:\/\/(?:([^@/?]*)@)?([^/?@]+)(?:\/([^?]*))?(?:\?(.*))?$/i;

/** The parts of a connection string. Throws ProbeError `config`, whose message has nothing of it. */
export const parseMongodbUrl = (text: string): MongodbUrl => {
  refuseUnfinishedUrl(text);
  const [, srv, login, hosts, database = '', query = ''] = MONGODB_URL.exec(text.trim()) ?? [];
  if (hosts === undefined)
    throw new ProbeError(
      'config',
      'the url is no MongoDB URL: write mongodb://HOST:27017/ or mongodb+srv://NAME/, user and password in front of the host or apart',
    );
  const [user, password] = login === undefined ? [] : splitLogin(login);
  return {
    hosts: parseHosts(hosts.split(','), srv !== undefined),
    isSrv: srv !== undefined,
    user,
    password,
    database: decodeUrlPart(database, 'database') || undefined,
    parameters: parseParameters(query),
  };
};

/** Why a connection string cannot be used, undefined when it can; it holds no secret. */
export const mongodbUrlProblem = (url: string): string | undefined => configProblem(() => parseMongodbUrl(url));

const splitLogin = (login: string): readonly (string | undefined)[] => {
  const at = login.indexOf(':');
  const [user, password] = at === -1 ? [login, ''] : [login.slice(0, at), login.slice(at + 1)];
  return [decodeUrlPart(user, 'user') || undefined, decodeUrlPart(password, 'password') || undefined];
};

const parseHosts = (hosts: readonly string[], isSrv: boolean): readonly string[] => {
  if (isSrv && (hosts.length > 1 || hosts[0]?.includes(':')))
    throw new ProbeError('config', 'mongodb+srv:// takes one name without a port: its SRV records have the servers');
  if (hosts.some((host) => !/^(\[[^\]]+\]|[^:[\]\s]+)(:\d{1,5})?$/.test(host)))
    throw new ProbeError('config', 'a host in the url is no host:port');
  return hosts;
};

const parseParameters = (query: string): MongodbUrlParameters => {
  const found: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(query.replaceAll('+', '%2B'))) {
    const known = KNOWN_PARAMETERS.find((one) => one.toLowerCase() === name.toLowerCase());
    if (known === undefined) throw new ProbeError('config', unknownParameter(name, KNOWN_PARAMETERS));
    found[known] = value;
  }
  return found;
};
