import type { promises } from 'node:dns';
import { isIP } from 'node:net';
import { ProbeError } from '../../model/errors.ts';
import { splitHostAndPort } from '../../text/host-port.ts';
import { errorCode } from '../net/network-error.ts';
import { describeQueryFailure, resolveHost, withResolver } from '../net/resolve-host.ts';
import { formatHostPort } from '../net/tcp-connect.ts';
import type { ProbeSession } from '../probe.ts';
import type { RecordType } from './record-types.ts';

export interface DnsOptions {
  /** Absolute name, queried without the search list; for PTR also an IP address. */
  readonly name: string;
  readonly type: RecordType;
  /** DNS server, `host` or `host:port`. Default: those of the machine. */
  readonly server?: string | undefined;
  /** A refusal that is an answer and no error, because it is expected. */
  readonly refusal?: DnsRefusal | undefined;
}

/** Codes with which a server says that it has no answer (RFC 1035, 4.1.1). */
export type DnsRefusal = 'REFUSED' | 'SERVFAIL';

export interface DnsAnswer {
  /** `NOERROR` without records: the name exists, but has none of this type. */
  readonly rcode: 'NOERROR' | 'NXDOMAIN' | DnsRefusal;
  /** In the form of a zone file, names in lower case and without the last dot; sorted. */
  readonly records: readonly string[];
  readonly servers: readonly string[];
  readonly durationMs: number;
}

/** Queries the records of one name; none is an answer too. Throws ProbeError `dns` when no server answers, or the signal's reason. */
export const probeDns = async (options: DnsOptions, session: ProbeSession): Promise<DnsAnswer> => {
  session.phase('resolve', options.server);
  const server = options.server === undefined ? undefined : await resolveServer(options.server, session.signal);
  session.phase('query');
  return withResolver(server, session.signal, (resolver) => queryRecords(resolver, options, session.signal));
};

const queryRecords = async (
  resolver: promises.Resolver,
  options: DnsOptions,
  signal: AbortSignal,
): Promise<DnsAnswer> => {
  const started = performance.now();
  const answer = (rcode: DnsAnswer['rcode'], records: readonly string[]): DnsAnswer => ({
    rcode,
    records: records.toSorted(),
    servers: resolver.getServers(),
    durationMs: performance.now() - started,
  });
  try {
    return answer('NOERROR', await recordQueries[options.type](resolver, options.name.replace(/\.$/, '')));
  } catch (error) {
    if (errorCode(error) === 'ENOTFOUND') return answer('NXDOMAIN', []);
    if (errorCode(error) === 'ENODATA') return answer('NOERROR', []);
    if (options.refusal !== undefined && errorCode(error) === `E${options.refusal}`) return answer(options.refusal, []);
    const problem = await describeQueryFailure(error, { ...options, resolver }, signal);
    throw new ProbeError('dns', `${options.type} of ${options.name}: ${problem}`, { cause: error });
  }
};

const normalizeName = (name: string): string => name.toLowerCase().replace(/\.$/, '');

const recordQueries: Readonly<Record<RecordType, (resolver: promises.Resolver, name: string) => Promise<string[]>>> = {
  A: (resolver, name) => resolver.resolve4(name),
  AAAA: (resolver, name) => resolver.resolve6(name),
  CNAME: async (resolver, name) => (await resolver.resolveCname(name)).map(normalizeName),
  MX: async (resolver, name) =>
    (await resolver.resolveMx(name)).map((mx) => `${mx.priority} ${normalizeName(mx.exchange)}`),
  NS: async (resolver, name) => (await resolver.resolveNs(name)).map(normalizeName),
  TXT: async (resolver, name) => (await resolver.resolveTxt(name)).map((parts) => parts.join('')),
  SRV: async (resolver, name) =>
    (await resolver.resolveSrv(name)).map(
      (srv) => `${srv.priority} ${srv.weight} ${srv.port} ${normalizeName(srv.name)}`,
    ),
  PTR: async (resolver, name) =>
    (await (isIP(name) === 0 ? resolver.resolvePtr(name) : resolver.reverse(name))).map(normalizeName),
  SOA: async (resolver, name) => {
    const soa = await resolver.resolveSoa(name);
    const times = [soa.serial, soa.refresh, soa.retry, soa.expire, soa.minttl];
    return [`${normalizeName(soa.nsname)} ${normalizeName(soa.hostmaster)} ${times.join(' ')}`];
  },
  CAA: async (resolver, name) => (await resolver.resolveCaa(name)).map(formatCaaRecord),
};

/** Node has the value of the record under the name of its tag, beside `critical` and `type`. */
const formatCaaRecord = ({
  critical,
  type: _,
  ...property
}: {
  readonly critical: number;
  readonly type?: string;
}): string => `${critical} ${Object.entries(property).flat().join(' ')}`;

const DNS_PORT = 53;

const resolveServer = async (text: string, signal: AbortSignal): Promise<readonly string[]> => {
  const { host, port = DNS_PORT } = splitHostAndPort(text);
  const addresses = await resolveHost(host, {}, signal);
  return addresses.map(({ address }) => formatHostPort(address, port));
};
