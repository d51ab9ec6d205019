import type { EnvAddress } from '../../kubernetes/fields/env-addresses.ts';
import { findNearestWord } from '../../text/nearest-word.ts';

/** How resolvers and clients of many languages name a host that they do not find. */
const UNKNOWN_HOST_PATTERNS = [
  /\blookup ([\w.-]+)(?: on \S+)?: (?:no such host|server misbehaving|temporary failure)/i,
  /\b(?:ENOTFOUND|EAI_AGAIN) ([\w.-]+)/,
  /UnknownHostException: ([\w.-]+)/,
  /(?:could not|couldn't|cannot|can't|unable to|failed to) (?:resolve|translate) (?:host(?: ?name| address)?|server)[: ]+["']?([\w.-]+)/i,
  /\bunknown (?:\w+ server )?host[: ]+["']([\w.-]+)/i,
  /\bbad address ["']?([\w.-]+)/i,
  /\bgetaddrinfo for (?:host )?["']?([\w.-]+)/i,
  /\bhost not found in upstream ["']([\w.-]+)/i,
  /\bhost(?:name)? ["']([\w.-]+)["'].{0,40}(?:not known|not resolve|not found|unknown)/i,
];

/** What resolvers say of a name, which stands elsewhere in the line. */
const UNKNOWN_NAME_PATTERN =
  /name or service not known|no such host is known|name ?resolution|nodename nor servname|nxdomain/i;

/** Where a client puts the name that it looked up: `db:5432`, `'db'`, `ping: db: `. */
const NAME_PLACES = [
  /(?:^|[\s(/@])([a-z][\w-]*(?:\.[\w-]+)*):\d{2,5}\b/i,
  /(?:on|to|for|resolve|server) ["']([\w.-]+)["']/i,
  /^\w+: ([\w.-]+): name or service/i,
];

const hostsInLine = (line: string): readonly string[] => {
  const named = UNKNOWN_HOST_PATTERNS.flatMap((pattern) => pattern.exec(line)?.[1] ?? []);
  if (named.length > 0 || !UNKNOWN_NAME_PATTERN.test(line)) return named;
  return NAME_PLACES.flatMap((place) => place.exec(line)?.[1] ?? []).slice(0, 1);
};

/** Host names that the lines of a log say do not resolve. */
export const hostsInLog = (lines: readonly string[]): readonly string[] => [
  ...new Set(lines.flatMap(hostsInLine).map((host) => host.toLowerCase())),
];

/** The names of the Services of each namespace. */
export type ServiceNames = ReadonlyMap<string, readonly string[]>;

/** The Service and namespace that a host name would be; undefined when it has another form: a name outside, a pod's. */
const serviceOfHost = (host: string, namespace: string, services: ServiceNames) => {
  const [name = '', second, third] = host.replace(/\.$/, '').split('.');
  if (second === undefined) return name === 'localhost' ? undefined : { name, namespace };
  // The Services of other namespaces may not have been read.
  const isKnown = second === namespace || services.has(second);
  return isKnown && (third === 'svc' || third === undefined) ? { name, namespace: second } : undefined;
};

/** Why a name that did not resolve is no Service, and which one is near; undefined where it is one, or lies outside. */
export const unknownHostText = (host: string, own: string, services: ServiceNames): string | undefined => {
  const wanted = serviceOfHost(host, own, services);
  if (wanted === undefined || services.get(wanted.namespace)?.includes(wanted.name)) return undefined;
  const near = nearbyService(wanted, services);
  return `${host}: there is no Service ${wanted.name} in namespace ${wanted.namespace}${near === undefined ? '' : `; ${near}`}`;
};

/** The same for an address in a variable, which nobody may have asked for: only where another Service is near. */
export const unknownAddressText = (
  { variable, host, port }: EnvAddress,
  own: string,
  services: ServiceNames,
): string | undefined => {
  const wanted = serviceOfHost(host, own, services);
  if (wanted === undefined || services.get(wanted.namespace)?.includes(wanted.name)) return undefined;
  const near = nearbyService(wanted, services);
  return near === undefined
    ? undefined
    : `${host}:${port} in ${variable}: there is no Service ${wanted.name} in namespace ${wanted.namespace}; ${near}`;
};

const nearbyService = (
  { name, namespace }: { readonly name: string; readonly namespace: string },
  services: ServiceNames,
): string | undefined => {
  const elsewhere = [...services].find(([other, names]) => other !== namespace && names.includes(name));
  if (elsewhere !== undefined) return `namespace ${elsewhere[0]} has one`;
  const near = findNearestWord(name, services.get(namespace) ?? []);
  return near === undefined ? undefined : `the nearest is ${near}`;
};
