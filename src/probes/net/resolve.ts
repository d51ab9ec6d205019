import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { ProbeError } from '../../model/errors.ts';
import { candidates, type Hosts, type SearchRules, systemHosts, systemSearch } from './resolver-files.ts';

export interface Address {
  readonly address: string;
  readonly family: 4 | 6;
}

export interface ResolveOptions {
  readonly family?: 4 | 6 | undefined;
  /** DNS servers, `ip` or `ip:port`; those of the machine when left out. */
  readonly servers?: readonly string[] | undefined;
  /** In place of the machine's files; for tests. */
  readonly hosts?: Hosts;
  readonly search?: SearchRules;
}

/** First wait for an answer, doubled by c-ares for each further try: a lost packet must not cost half of a deadline. */
const FIRST_WAIT_MS = 1000;
const TRIES = 4;

/** How long addresses of one family wait for those of the other: some servers drop what they do not know. */
const OTHER_FAMILY_MS = 500;

/**
 * Addresses of a host: literal, hosts file, localhost, then DNS with the search list. Never `getaddrinfo`: it cannot be
 * cancelled and holds the process past every deadline. Throws ProbeError `dns`, or the signal's reason when aborted.
 */
export const resolve = async (
  host: string,
  options: ResolveOptions,
  signal: AbortSignal,
): Promise<readonly Address[]> => {
  signal.throwIfAborted();
  const name = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  const known = withoutServers(name, options.hosts);
  if (known === undefined)
    return withResolver(options.servers, signal, (resolver) => askServers(resolver, name, options, signal));
  const addresses = known.map(addressOf).filter((address) => (options.family ?? address.family) === address.family);
  if (addresses.length > 0) return addresses;
  throw new ProbeError('dns', `${host} has no IPv${options.family} address: it is ${known.join(', ')}`);
};

/** Runs `ask` with a c-ares channel of its own, whose queries are cancelled when the signal aborts and when `ask` is done. */
export const withResolver = async <T>(
  servers: readonly string[] | undefined,
  signal: AbortSignal,
  ask: (resolver: Resolver) => Promise<T>,
): Promise<T> => {
  signal.throwIfAborted();
  const resolver = new Resolver({ timeout: FIRST_WAIT_MS, tries: TRIES });
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

const RCODES: Readonly<Record<string, string>> = {
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

/** The cause of a failed query in the words of DNS: `NXDOMAIN`, `SERVFAIL`, `no answer in time`. */
export const dnsCause = (error: unknown): string => {
  const code = codeOf(error);
  return RCODES[code] ?? (code === '' ? String(error) : code);
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

const addressOf = (address: string): Address => ({ address, family: isIP(address) === 6 ? 6 : 4 });

const withoutServers = (name: string, hosts: Hosts | undefined): readonly string[] | undefined => {
  if (isIP(name) !== 0) return [name];
  const bare = name.replace(/\.$/, '');
  const listed = (hosts ?? systemHosts()).get(bare);
  if (listed !== undefined) return listed;
  // RFC 6761, 6.3: such names never leave the machine.
  return bare === 'localhost' || bare.endsWith('.localhost') ? ['127.0.0.1', '::1'] : undefined;
};

const askServers = async (
  asked: Resolver,
  name: string,
  options: ResolveOptions,
  signal: AbortSignal,
): Promise<readonly Address[]> => {
  const names = candidates(name, options.search ?? systemSearch());
  const failures: unknown[] = [];
  for (const candidate of names) {
    const outcome = await bothFamilies(asked, candidate, options.family);
    signal.throwIfAborted();
    if ('addresses' in outcome) return outcome.addresses;
    failures.push(outcome.error);
    if (!['ENOTFOUND', 'ENODATA', 'ESERVFAIL', 'EBADNAME'].includes(codeOf(outcome.error))) break;
  }
  const worst = failures.find((error) => !['ENOTFOUND', 'EBADNAME'].includes(codeOf(error))) ?? failures.at(-1);
  const tried = names.length > 1 ? ` (tried ${names.slice(0, failures.length).join(', ')})` : '';
  throw new ProbeError(
    'dns',
    `${name} cannot be resolved: ${dnsCause(worst)}, asked ${asked.getServers().join(', ')}${tried}`,
    { cause: worst },
  );
};

type Outcome = { readonly addresses: readonly Address[] } | { readonly error: unknown };

const bothFamilies = async (asked: Resolver, name: string, family: 4 | 6 | undefined): Promise<Outcome> => {
  const queries: Promise<Outcome>[] = [];
  if (family !== 6) queries.push(settle(asked.resolve4(name)));
  if (family !== 4) queries.push(settle(asked.resolve6(name)));
  const first = await Promise.race(queries);
  const outcomes = 'addresses' in first ? await within(queries, first) : await Promise.all(queries);
  const addresses = outcomes.flatMap((outcome) => ('addresses' in outcome ? outcome.addresses : []));
  if (addresses.length > 0) return { addresses };
  const errors = outcomes.flatMap((outcome) => ('error' in outcome ? [outcome.error] : []));
  // "No such name" of one family and SERVFAIL of the other is a server in trouble, not a missing name.
  return { error: errors.find((error) => !['ENOTFOUND', 'ENODATA'].includes(codeOf(error))) ?? errors[0] };
};

const settle = (query: Promise<readonly string[]>): Promise<Outcome> =>
  query.then(
    (list) => ({ addresses: list.map(addressOf) }),
    (error: unknown) => ({ error }),
  );

const within = async (queries: readonly Promise<Outcome>[], first: Outcome): Promise<readonly Outcome[]> => {
  const { promise: patience, resolve: lose } = Promise.withResolvers<readonly Outcome[]>();
  const timer = setTimeout(() => lose([first]), OTHER_FAMILY_MS);
  try {
    return await Promise.race([Promise.all(queries), patience]);
  } finally {
    clearTimeout(timer);
  }
};
