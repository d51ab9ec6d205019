import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { ProbeError } from '../../model/errors.ts';
import { errorCode } from './network-error.ts';
import {
  candidateNames,
  type HostsTable,
  readSystemHosts,
  readSystemSearch,
  type SearchRules,
} from './resolver-files.ts';
import { describeTruncation, findTruncatingServer } from './truncated-answer.ts';
import { stripBrackets } from './url-parts.ts';

export interface ResolvedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

export interface ResolveOptions {
  readonly family?: 4 | 6 | undefined;
  /** DNS servers, `ip` or `ip:port`; those of the machine when left out. */
  readonly servers?: readonly string[] | undefined;
  /** In place of the machine's files; for tests. */
  readonly hosts?: HostsTable;
  readonly search?: SearchRules;
}

/** Wait for the first answer, which c-ares doubles with each try; short, as a lost packet must not cost half of a deadline. */
const FIRST_WAIT_MS = 1000;
const MAX_TRIES = 4;

/** How long addresses of one family wait for those of the other, as some servers drop queries for AAAA. */
const OTHER_FAMILY_MS = 500;

/**
 * Addresses of a host: a literal, the hosts file, localhost, then DNS with the search list. Never by `getaddrinfo`, which
 * cannot be cancelled and keeps the process past every deadline. Throws ProbeError `dns`, or the signal's reason.
 */
export const resolveHost = async (
  host: string,
  options: ResolveOptions,
  signal: AbortSignal,
): Promise<readonly ResolvedAddress[]> => {
  signal.throwIfAborted();
  const name = stripBrackets(host).toLowerCase();
  const known = resolveLocally(name, options.hosts);
  if (known === undefined)
    return withResolver(options.servers, signal, (resolver) => queryServers(resolver, name, options, signal));
  const addresses = known.map(toAddress).filter((address) => (options.family ?? address.family) === address.family);
  if (addresses.length > 0) return addresses;
  throw new ProbeError('dns', `${host} has no IPv${options.family} address: it is ${known.join(', ')}`);
};

/** Runs `ask` with its own c-ares channel, whose queries are cancelled when the signal aborts and when `ask` ends. */
export const withResolver = async <T>(
  servers: readonly string[] | undefined,
  signal: AbortSignal,
  ask: (resolver: Resolver) => Promise<T>,
): Promise<T> => {
  signal.throwIfAborted();
  const resolver = new Resolver({ timeout: FIRST_WAIT_MS, tries: MAX_TRIES });
  if (servers !== undefined) resolver.setServers(servers);
  const cancel = (): void => resolver.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await ask(resolver);
  } finally {
    signal.removeEventListener('abort', cancel);
    resolver.cancel();
    signal.throwIfAborted();
  }
};

const QUERY_ERRORS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'NXDOMAIN',
  ENODATA: 'no records of that type',
  ESERVFAIL: 'SERVFAIL',
  EREFUSED: 'REFUSED',
  ENOTIMP: 'NOTIMP',
  EFORMERR: 'FORMERR',
  EBADRESP: 'an answer that is not DNS',
  EBADNAME: 'not a valid name',
  ETIMEOUT: 'no answer in time',
  ECONNREFUSED: 'no DNS server could be reached',
};

/** The cause of a failed query as DNS names it: `NXDOMAIN`, `SERVFAIL`, `no answer in time`. */
const describeDnsError = (error: unknown): string => {
  const code = errorCode(error);
  return QUERY_ERRORS[code] ?? (code === '' ? String(error) : code);
};

const toAddress = (address: string): ResolvedAddress => ({ address, family: isIP(address) === 6 ? 6 : 4 });

const resolveLocally = (name: string, hosts: HostsTable | undefined): readonly string[] | undefined => {
  if (isIP(name) !== 0) return [name];
  const bare = name.replace(/\.$/, '');
  const listed = (hosts ?? readSystemHosts()).get(bare);
  if (listed !== undefined) return listed;
  // RFC 6761, 6.3: such names are never sent to a server.
  return bare === 'localhost' || bare.endsWith('.localhost') ? ['127.0.0.1', '::1'] : undefined;
};

const queryServers = async (
  resolver: Resolver,
  name: string,
  options: ResolveOptions,
  signal: AbortSignal,
): Promise<readonly ResolvedAddress[]> => {
  const names = candidateNames(name, options.search ?? readSystemSearch());
  const failures: unknown[] = [];
  for (const candidate of names) {
    const outcome = await queryFamilies(resolver, candidate, options.family);
    signal.throwIfAborted();
    if ('addresses' in outcome) return outcome.addresses;
    failures.push(outcome.error);
    if (!['ENOTFOUND', 'ENODATA', 'ESERVFAIL', 'EBADNAME'].includes(errorCode(outcome.error))) break;
  }
  const worst = failures.find((error) => !['ENOTFOUND', 'EBADNAME'].includes(errorCode(error))) ?? failures.at(-1);
  const tried = names.slice(0, failures.length);
  const type = options.family === 6 ? 'AAAA' : 'A';
  const problem = await describeQueryFailure(worst, { name: tried.at(-1) ?? name, type, resolver }, signal);
  const others = names.length > 1 ? ` (tried ${tried.join(', ')})` : '';
  throw new ProbeError('dns', `${name} cannot be resolved: ${problem}${others}`, { cause: worst });
};

/** Why a query failed, and which servers were asked. Throws the signal's reason. */
export const describeQueryFailure = async (
  error: unknown,
  { resolver, ...query }: { readonly name: string; readonly type: string; readonly resolver: Resolver },
  signal: AbortSignal,
): Promise<string> => {
  const servers = resolver.getServers();
  const truncating = await findTruncatingServer(error, { ...query, servers }, signal);
  signal.throwIfAborted();
  const problem = truncating === undefined ? describeDnsError(error) : describeTruncation(truncating);
  return `${problem}, asked ${servers.join(', ')}`;
};

type QueryOutcome = { readonly addresses: readonly ResolvedAddress[] } | { readonly error: unknown };

const queryFamilies = async (resolver: Resolver, name: string, family: 4 | 6 | undefined): Promise<QueryOutcome> => {
  const queries: Promise<QueryOutcome>[] = [];
  if (family !== 6) queries.push(settleQuery(resolver.resolve4(name)));
  if (family !== 4) queries.push(settleQuery(resolver.resolve6(name)));
  const first = await Promise.race(queries);
  const outcomes = 'addresses' in first ? await awaitOtherFamily(queries, first) : await Promise.all(queries);
  const addresses = outcomes.flatMap((outcome) => ('addresses' in outcome ? outcome.addresses : []));
  if (addresses.length > 0) return { addresses };
  const errors = outcomes.flatMap((outcome) => ('error' in outcome ? [outcome.error] : []));
  // NXDOMAIN for one family and SERVFAIL for the other is a fault of the server, not a missing name.
  return { error: errors.find((error) => !['ENOTFOUND', 'ENODATA'].includes(errorCode(error))) ?? errors[0] };
};

const settleQuery = (query: Promise<readonly string[]>): Promise<QueryOutcome> =>
  query.then(
    (list) => ({ addresses: list.map(toAddress) }),
    (error: unknown) => ({ error }),
  );

const awaitOtherFamily = async (
  queries: readonly Promise<QueryOutcome>[],
  first: QueryOutcome,
): Promise<readonly QueryOutcome[]> => {
  const { promise: timeout, resolve: giveUp } = Promise.withResolvers<readonly QueryOutcome[]>();
  const timer = setTimeout(() => giveUp([first]), OTHER_FAMILY_MS);
  try {
    return await Promise.race([Promise.all(queries), timeout]);
  } finally {
    clearTimeout(timer);
  }
};
