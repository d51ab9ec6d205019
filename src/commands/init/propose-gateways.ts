import type { RouteRow } from '../../kubernetes/views/gateway-routes.ts';
import type { GatewayRow, ListenerRow } from '../../kubernetes/views/gateways.ts';
import { hostChecks, isWildcard, type RoutedHost, WILDCARD_REASON, withSuffix } from './host-checks.ts';
import type { LeftOut, Proposal } from './proposal.ts';

/** A service of the configuration for each Gateway with hosts, which stand in its listeners or in the routes that it takes. */
export const proposeGateways = (gateways: readonly GatewayRow[], routes: readonly RouteRow[]): Proposal => {
  const parts = gateways.map((gateway) => proposeGateway(gateway, routes));
  return {
    services: parts.flatMap(({ services }) => services),
    leftOut: parts.flatMap(({ leftOut }) => leftOut),
  };
};

const proposeGateway = (gateway: GatewayRow, routes: readonly RouteRow[]): Proposal => {
  const { ref, listeners } = gateway;
  const title = `Gateway ${ref.namespace}/${ref.name}`;
  const found = listeners.map((listener) => hostsOf(listener, gateway, routes));
  const hosts = onePerHost(found.flatMap((names, index) => routedHosts(names, listeners[index] as ListenerRow)));
  const leftOut = found.flatMap((names, index): LeftOut[] => [
    ...(names.length === 0
      ? [{ what: `listener ${listeners[index]?.name} of ${title}`, why: 'it names no host, and no route does for it' }]
      : []),
    ...names.filter(isWildcard).map((host) => ({ what: `host ${host} of ${title}`, why: WILDCARD_REASON })),
  ]);
  const notes = [`the hosts of ${title}, as their clients see them`];
  const service = {
    name: withSuffix(ref.name, 'gateway'),
    namespace: ref.namespace ?? '',
    notes,
    checks: hostChecks(hosts),
  };
  return { services: hosts.length === 0 ? [] : [service], leftOut };
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

const HTTPS_PORT = 443;

const routedHosts = (names: readonly string[], { port, secrets }: ListenerRow): readonly RoutedHost[] =>
  names
    .filter((host) => !isWildcard(host))
    .map((host) => {
      const isSecure = secrets.length > 0 || port === HTTPS_PORT;
      const isUsual = port === (isSecure ? HTTPS_PORT : 80);
      return { host, port, isSecure, ...(isUsual ? {} : { isOtherPort: true as const }) };
    });

/** Of a host with and without a certificate the first is what clients are sent to. */
const onePerHost = (hosts: readonly RoutedHost[]): readonly RoutedHost[] =>
  [...Map.groupBy(hosts, ({ host }) => host).values()].flatMap(
    (all) => all.find(({ isSecure }) => isSecure) ?? all[0] ?? [],
  );
