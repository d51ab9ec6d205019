import type { RouteRow } from '../../kubernetes/views/gateway-routes.ts';
import type { GatewayRow, ListenerRow } from '../../kubernetes/views/gateways.ts';
import { HTTPS_PORT, hostServices, hostTitle, isWildcard, type RoutedHost, WILDCARD_REASON } from './host-checks.ts';
import { joinProposals, type LeftOut, type Proposal } from './proposal.ts';

/** A service of the configuration for each Gateway with hosts, which stand in its listeners or in the routes that it takes. */
export const proposeGateways = (gateways: readonly GatewayRow[], routes: readonly RouteRow[]): Proposal =>
  joinProposals(gateways.map((gateway) => proposeGateway(gateway, routes)));

const proposeGateway = (gateway: GatewayRow, routes: readonly RouteRow[]): Proposal => {
  const { ref, listeners } = gateway;
  const title = hostTitle(ref);
  const found = listeners.map((listener) => hostsOf(listener, gateway, routes));
  const hosts = onePerHost(found.flatMap((names, index) => routedHosts(names, listeners[index] as ListenerRow)));
  const leftOut = found.flatMap((names, index): LeftOut[] => [
    ...(names.length === 0
      ? [{ what: `listener ${listeners[index]?.name} of ${title}`, why: 'it names no host, and no route does for it' }]
      : []),
    ...names.filter(isWildcard).map((host) => ({ what: `host ${host} of ${title}`, why: WILDCARD_REASON })),
  ]);
  return { services: hostServices(ref, hosts), leftOut };
};

/** The host of a listener; where it takes several, those of its routes that fit. */
const hostsOf = (
  { name, hostname }: ListenerRow,
  { ref }: GatewayRow,
  routes: readonly RouteRow[],
): readonly string[] => {
  if (hostname !== undefined && !isWildcard(hostname)) return [hostname];
  const domain = hostname?.slice(1) ?? '';
  const attached = routes.filter(({ parents }) =>
    parents.some(
      ({ kind, section = name, ...parent }) =>
        kind === 'Gateway' && parent.namespace === ref.namespace && parent.name === ref.name && section === name,
    ),
  );
  const fitting = [...new Set(attached.flatMap(({ hosts }) => hosts))].filter((host) => host.endsWith(domain));
  return fitting.length === 0 && hostname !== undefined ? [hostname] : fitting;
};

const routedHosts = (names: readonly string[], { port, secrets }: ListenerRow): readonly RoutedHost[] =>
  names
    .filter((host) => !isWildcard(host))
    .map((host) => ({ host, port, isSecure: secrets.length > 0 || port === HTTPS_PORT }));

/** Of a host with and without a certificate the first is what clients are sent to. */
const onePerHost = (hosts: readonly RoutedHost[]): readonly RoutedHost[] =>
  [...Map.groupBy(hosts, ({ host }) => host).values()].flatMap(
    (all) => all.find(({ isSecure }) => isSecure) ?? all[0] ?? [],
  );
