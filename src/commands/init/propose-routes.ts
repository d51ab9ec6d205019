import type { IngressRow } from '../../kubernetes/views/ingresses.ts';
import { hostChecks, isWildcard, type RoutedHost, WILDCARD_REASON, withSuffix } from './host-checks.ts';
import type { LeftOut, Proposal } from './proposal.ts';

/** A service of the configuration for each Ingress with hosts of its own: several may share one, of which the first counts. */
export const proposeRoutes = (ingresses: readonly IngressRow[]): Proposal => {
  const taken = new Map<string, string>();
  const parts = ingresses.map((ingress) => proposeRoute(ingress, taken));
  return {
    services: parts.flatMap(({ services }) => services),
    leftOut: parts.flatMap(({ leftOut }) => leftOut),
  };
};

const proposeRoute = (ingress: IngressRow, taken: Map<string, string>): Proposal => {
  const { ref, tls, paths } = ingress;
  const title = `Ingress ${ref.namespace}/${ref.name}`;
  const secured = new Set(tls.flatMap(({ hosts }) => hosts));
  const hosts = [...new Set([...secured, ...paths.flatMap(({ host }) => host ?? [])])];
  const own = hosts.filter((host) => !isWildcard(host) && !taken.has(host));
  const leftOut = hosts.flatMap((host): LeftOut[] => {
    const why = isWildcard(host) ? WILDCARD_REASON : elsewhere(taken.get(host));
    return why === undefined ? [] : [{ what: `host ${host} of ${title}`, why }];
  });
  for (const host of own) taken.set(host, title);
  const routed = own.map((host): RoutedHost => {
    const isSecure = secured.has(host);
    return { host, port: isSecure ? 443 : 80, isSecure, path: shortestPath(ingress, host) };
  });
  const notes = [`the hosts of ${title}, as their clients see them`];
  const service = {
    name: withSuffix(ref.name, 'ingress'),
    namespace: ref.namespace ?? '',
    notes,
    checks: hostChecks(routed),
  };
  return { services: own.length === 0 ? [] : [service], leftOut };
};

const elsewhere = (title: string | undefined): string | undefined =>
  title === undefined ? undefined : `it is asked for ${title}`;

/** The shortest path of a host that is no pattern. */
const shortestPath = ({ paths }: IngressRow, wanted: string): string => {
  const plain = paths.flatMap(({ host, path = '/' }) =>
    host === wanted && /^\/[\w./~-]*$/.test(path) && !path.includes('..') ? [path] : [],
  );
  return plain.toSorted((one, other) => one.length - other.length)[0] ?? '/';
};
