import { isIP } from 'node:net';

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  /** Without a Domain the cookie goes back to this very host. */
  readonly hostOnly: boolean;
  readonly path: string;
  readonly secure: boolean;
}

/** The cookies along the redirects of one probe, or the steps of one check (RFC 6265, 5). They are secrets. */
export interface CookieJar {
  /** Keeps what an answer of this URL sets, and drops what it takes back. */
  store(lines: readonly string[], url: URL): void;
  /** The header for a request to this URL: the cookies that were given, then those that were kept; undefined without any. */
  headerFor(url: URL, given: string | undefined): string | undefined;
  /** The value of the cookie of this name that was kept last; undefined when there is none. */
  valueOf(name: string): string | undefined;
}

export const createCookieJar = (): CookieJar => {
  let kept: readonly Cookie[] = [];
  return {
    store: (lines, url) => {
      for (const { cookie, ended } of lines.flatMap((line) => parseCookie(line, url))) {
        kept = [...kept.filter((other) => !isSameCookie(cookie, other)), ...(ended ? [] : [cookie])];
      }
    },
    headerFor: (url, given) => {
      const sent = kept.filter((cookie) => isSentTo(cookie, url)).toSorted(byLongestPath);
      const names = new Set(sent.map(({ name }) => name));
      const own = (given ?? '').split(/;\s*/).filter((pair) => pair !== '' && !names.has(pair.split('=')[0] ?? ''));
      const pairs = [...own, ...sent.map(({ name, value }) => `${name}=${value}`)];
      return pairs.length === 0 ? undefined : pairs.join('; ');
    },
    valueOf: (name) => kept.findLast((cookie) => cookie.name === name)?.value,
  };
};

const byLongestPath = (one: Cookie, other: Cookie): number => other.path.length - one.path.length;

const isSameCookie = (one: Cookie, other: Cookie): boolean =>
  one.name === other.name && one.domain === other.domain && one.path === other.path;

const isSentTo = (cookie: Cookie, url: URL): boolean =>
  (cookie.hostOnly ? hostOf(url) === cookie.domain : isInDomain(hostOf(url), cookie.domain)) &&
  isBelowPath(url.pathname, cookie.path) &&
  (!cookie.secure || url.protocol === 'https:');

const hostOf = (url: URL): string => url.hostname.replace(/\.$/, '');

const isInDomain = (host: string, domain: string): boolean =>
  host === domain || (isIP(host) === 0 && host.endsWith(`.${domain}`));

const isBelowPath = (path: string, prefix: string): boolean =>
  path === prefix || path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`);

/** One cookie of a Set-Cookie line; none when the line has no name, or names a domain that is not the host's. */
const parseCookie = (line: string, url: URL): { cookie: Cookie; ended: boolean }[] => {
  const [pair = '', ...parts] = line.split(';');
  const [name, value] = splitPair(pair);
  if (name === '') return [];
  const attributes = new Map(parts.map(splitPair).map(([key, text]) => [key.toLowerCase(), text]));
  const domain = attributes.get('domain')?.replace(/^\./, '').toLowerCase() ?? '';
  // A domain of one label would reach every host below a top-level domain.
  const hostOnly = domain === '' || !domain.includes('.');
  if (!hostOnly && !isInDomain(hostOf(url), domain)) return [];
  const path = attributes.get('path') ?? '';
  const cookie: Cookie = {
    name,
    value,
    domain: hostOnly ? hostOf(url) : domain,
    hostOnly,
    path: path.startsWith('/') ? path : defaultPath(url),
    secure: attributes.has('secure'),
  };
  return [{ cookie, ended: isEnded(attributes) }];
};

const splitPair = (text: string): readonly [name: string, value: string] => {
  const at = text.indexOf('=');
  return at < 0 ? [text.trim(), ''] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
};

/** RFC 6265, 5.1.4: the folder of the path. */
const defaultPath = ({ pathname }: URL): string => pathname.slice(0, Math.max(1, pathname.lastIndexOf('/')));

/** Max-Age counts before Expires. */
const isEnded = (attributes: ReadonlyMap<string, string>): boolean => {
  const maxAge = attributes.get('max-age');
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) return Number(maxAge) <= 0;
  const expires = Date.parse(attributes.get('expires') ?? '');
  return !Number.isNaN(expires) && expires <= Date.now();
};
