import { servingContainers } from '../../kubernetes/backends/pod-ports.ts';
import type { ContainerSpec, ProbeSpec } from '../../kubernetes/fields/container-spec.ts';
import type { PodRow } from '../../kubernetes/views/pods.ts';
import type { ServicePortRow, ServiceRow } from '../../kubernetes/views/services.ts';
import type { Json } from '../../model/json.ts';
import type { ProposedCheck } from './proposal.ts';
import { findKnownServer } from './well-known-images.ts';

/** A port of a Service, with a pod behind it. */
export interface ServedPort {
  readonly service: ServiceRow;
  readonly port: ServicePortRow;
  /** Absent where no pod of the cluster serves it. */
  readonly pod: PodRow | undefined;
  /** Begins the names of variables: `ORDERS_DB`. */
  readonly variable: string;
}

/** The checks of one port: what its server is known to speak, what its pods' probes ask, else whether it takes connections. */
export const proposePort = (
  { service, port, pod, variable }: ServedPort,
  isInCatalogue: (check: string) => boolean,
): readonly ProposedCheck[] => {
  const target = targetOf(service, port);
  const container = pod && servingContainer(pod, port);
  const connection: ProposedCheck = { check: 'tcp-connection', params: { target } };
  const known = container && findKnownServer(container.image, isInCatalogue);
  if (known !== undefined && known.port === portNumber(container, port)) {
    const note = `${known.title} by its image: with a login in the variable it says more than that it listens`;
    return [connection, { check: known.check, params: known.params(variable), note, isDraft: true }];
  }
  const probe = container && httpProbe(container, port);
  if (probe !== undefined) return [httpCheck(target, probe)];
  return [{ ...connection, ...connectionNote(container, port) }];
};

const targetOf = ({ ref, ports }: ServiceRow, { port, name }: ServicePortRow): { readonly [key: string]: Json } => ({
  service: ref.name,
  namespace: ref.namespace ?? '',
  ...(ports.length > 1 ? { port: name ?? port } : {}),
});

/** The container that has the port, by its number or name; of a pod with a single one that one. */
const servingContainer = (pod: PodRow, { target }: ServicePortRow): ContainerSpec | undefined => {
  const containers = servingContainers(pod);
  const declaring = containers.find(({ ports }) => ports.some(({ port, name }) => port === target || name === target));
  return declaring ?? (containers.length === 1 ? containers[0] : undefined);
};

const portNumber = (container: ContainerSpec | undefined, { target }: ServicePortRow): number | undefined =>
  typeof target === 'number' ? target : container?.ports.find(({ name }) => name === target)?.port;

/** What says whether it takes traffic, else whether it lives, of this port. */
const httpProbe = (container: ContainerSpec, port: ServicePortRow): ProbeSpec | undefined =>
  [container.readiness, container.liveness, container.startup].find(
    (probe) => probe?.kind === 'http' && probedNumber(container, probe) === portNumber(container, port),
  );

const probedNumber = ({ ports }: ContainerSpec, { port }: ProbeSpec): number | undefined =>
  typeof port === 'number' ? port : ports.find(({ name }) => name === port)?.port;

const httpCheck = (target: { readonly [key: string]: Json }, { path, scheme }: ProbeSpec): ProposedCheck => {
  const isSecure = scheme === 'HTTPS';
  const asked = {
    ...target,
    ...(path === undefined || path === '/' ? {} : { path }),
    ...(isSecure ? { scheme: 'https' } : {}),
  };
  if (!isSecure) return { check: 'http-endpoint', params: { target: asked } };
  const note = 'as the kubelet, which verifies no certificate: give tls.ca or tls.serverName in place of insecure';
  return { check: 'http-endpoint', params: { target: asked, tls: { insecure: true } }, note };
};

const HTTP_NAME_PATTERN = /(?:^|-)(?:https?|web|www)(?:-|$)/;

const connectionNote = (container: ContainerSpec | undefined, { name = '' }: ServicePortRow): { note?: string } => {
  const probes = [container?.readiness, container?.liveness, container?.startup];
  if (probes.some((probe) => probe?.kind === 'grpc')) return { note: 'its pods are asked by gRPC' };
  if (!HTTP_NAME_PATTERN.test(name)) return {};
  return {
    note: 'it speaks HTTP by its name, and no probe of its pods says which path answers: http-endpoint asks one',
  };
};
