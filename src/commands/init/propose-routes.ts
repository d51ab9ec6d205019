import type { IngressRow } from '../../kubernetes/views/ingresses.ts';
import { HTTPS_PORT, hostServices, hostTitle, isWildcard, type RoutedHost, WILDCARD_REASON } from './host-checks.ts';
import { joinProposals, type LeftOut, type Proposal } from './proposal.ts';

/** A service of the configuration for each Ingress with hosts of its own. */
export const proposeRoutes = (ingresses: readonly IngressRow[]): Proposal => {
  const takers = findTakers(ingresses);
  return joinProposals(ingresses.map((ingress) => proposeRoute(ingress, takers)));
};

/**
 * Which Ingress each host is asked for. Of several the first with a certificate for it: one without may be there for a moment
 * only, to answer the challenge of an ACME server.
 */
const findTakers = (ingresses: readonly IngressRow[]): ReadonlyMap<string, IngressRow> => {
  const takers = new Map<string, IngressRow>();
  for (const hostsIn of [securedHosts, hostsOf])
    for (const ingress of ingresses)
      for (const host of hostsIn(ingress)) if (!takers.has(host)) takers.set(host, ingress);
  return takers;
};

const securedHosts = ({ tls }: IngressRow): readonly string[] => tls.flatMap(({ hosts }) => hosts);

const hostsOf = (ingress: IngressRow): readonly string[] => [
  ...new Set([...securedHosts(ingress), ...ingress.paths.flatMap(({ host }) => host ?? [])]),
];

const proposeRoute = (ingress: IngressRow, takers: ReadonlyMap<string, IngressRow>): Proposal => {
  const hosts = hostsOf(ingress);
  const leftOut = hosts.flatMap((host): LeftOut[] => {
    const why = isWildcard(host) ? WILDCARD_REASON : elsewhere(takers.get(host), ingress);
    return why === undefined ? [] : [{ what: `host ${host} of ${hostTitle(ingress.ref)}`, why }];
  });
  const routed = hosts
    .filter((host) => !isWildcard(host) && takers.get(host) === ingress)
    .map((host): RoutedHost => {
      const isSecure = securedHosts(ingress).includes(host);
      return { host, port: isSecure ? HTTPS_PORT : 80, isSecure, path: shortestPath(ingress, host) };
    });
  return { services: hostServices(ingress.ref, routed), leftOut };
};

const elsewhere = (taker: IngressRow | undefined, ingress: IngressRow): string | undefined =>
  taker === undefined || taker === ingress ? undefined : `it is asked for ${hostTitle(taker.ref)}`;

/** The shortest path of a host that is no pattern. */
const shortestPath = ({ paths }: IngressRow, wanted: string): string => {
  const plain = paths.flatMap(({ host, path = '/' }) =>
    host === wanted && /^\/[\w./~-]*$/.test(path) && !path.includes('..') ? [path] : [],
  );
  return plain.toSorted((one, other) => one.length - other.length)[0] ?? '/';
};
