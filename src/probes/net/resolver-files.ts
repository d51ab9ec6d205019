import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';

/** How resolv.conf(5) completes names that are not absolute. */
export interface SearchRules {
  readonly domains: readonly string[];
  /** A name with at least so many dots is tried as it is first. */
  readonly ndots: number;
}

export type HostsTable = ReadonlyMap<string, readonly string[]>;

/** resolv.conf(5) caps `ndots` at this. */
const MAX_NDOTS = 15;

/** Addresses by lower-case name, from the text of a hosts(5) file; lines without a valid address are skipped. */
export const parseHosts = (text: string): HostsTable => {
  const hosts = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [address = '', ...names] = (line.split('#')[0] ?? '').trim().split(/\s+/);
    if (isIP(address) === 0) continue;
    for (const name of names) {
      const key = name.toLowerCase();
      hosts.set(key, [...(hosts.get(key) ?? []), address]);
    }
  }
  return hosts;
};

/** Search rules of the text of a resolv.conf(5): the last `search` or `domain` wins; `ndots` is 1 by default. */
export const parseSearchRules = (text: string): SearchRules => {
  let domains: readonly string[] = [];
  let ndots = 1;
  for (const line of text.split('\n')) {
    const [keyword, ...words] = line.trim().split(/\s+/);
    if (keyword === 'search') domains = words;
    if (keyword === 'domain') domains = words.slice(0, 1);
    if (keyword === 'options') ndots = parseNdots(words) ?? ndots;
  }
  return { domains: domains.map((domain) => domain.replace(/\.$/, '')).filter((domain) => domain !== ''), ndots };
};

const parseNdots = (options: readonly string[]): number | undefined => {
  const value = options.findLast((option) => /^ndots:\d+$/.test(option))?.slice('ndots:'.length);
  return value === undefined ? undefined : Math.min(Number(value), MAX_NDOTS);
};

/** The names to query, in the order of resolv.conf(5). A name that ends with a dot is absolute. */
export const candidateNames = (name: string, rules: SearchRules): readonly string[] => {
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const searched = rules.domains.map((domain) => `${name}.${domain}`);
  const dots = name.split('.').length - 1;
  return dots >= rules.ndots ? [name, ...searched] : [...searched, name];
};

/** /etc/hosts, read in this thread at each call, as another check may block libuv's pool. */
export const readSystemHosts = (): HostsTable => parseHosts(readTextFile('/etc/hosts'));

/** Search rules of /etc/resolv.conf, read in this thread as well. */
export const readSystemSearch = (): SearchRules => parseSearchRules(readTextFile('/etc/resolv.conf'));

const readTextFile = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // As in the C library, a missing file counts as empty.
    return '';
  }
};
