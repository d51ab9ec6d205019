import { servingContainers } from '../../kubernetes/backends/pod-ports.ts';
import type { ContainerSpec, ProbeSpec } from '../../kubernetes/fields/container-spec.ts';
import type { PodRow } from '../../kubernetes/views/pods.ts';
import type { ServicePortRow, ServiceRow } from '../../kubernetes/views/services.ts';
import type { Json } from '../../model/json.ts';
import type { ProposedCheck } from './proposal.ts';
import { findKnownPath, findKnownServer, type KnownPlace, type KnownServer } from './well-known-images.ts';

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
  if (container === undefined) return [{ ...connection, ...nameNote(port) }];
  const number = portNumber(container, port);
  const asked = probeCheck(target, container, number);
  const known = findKnownServer(container.image, number, isInCatalogue);
  if (known !== undefined) {
    const address = `${service.ref.name}.${service.ref.namespace}.svc:${port.port}`;
    return [asked ?? connection, draftOf(known, { target, address, variable })];
  }
  return [asked ?? { ...connection, ...nameNote(port) }];
};

const draftOf = ({ title, check, params, hint }: KnownServer, place: KnownPlace): ProposedCheck => ({
  check,
  params: params(place),
  note: `${title} by its image: with a login it says more than that it listens${hint === undefined ? '' : `; ${hint}`}`,
  isDraft: true,
});

/** What the kubelet asks of this port, else what the server of the image is known to answer. */
const probeCheck = (
  target: KnownPlace['target'],
  container: ContainerSpec,
  number: number | undefined,
): ProposedCheck | undefined => {
  const probe = probeOfPort(container, number);
  if (probe?.kind === 'http') return httpCheck(target, probe);
  if (probe?.kind === 'grpc') return grpcCheck(target, probe);
  const path = findKnownPath(container.image, number);
  return path === undefined ? undefined : { check: 'http-endpoint', params: { target: { ...target, path } } };
};

/** A gRPC server is asked in the clear by the kubelet, for the service that the probe names. */
const grpcCheck = (target: KnownPlace['target'], { service }: ProbeSpec): ProposedCheck => ({
  check: 'grpc-health',
  params: { target, ...(service === undefined ? {} : { services: [service] }) },
});

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
const probeOfPort = (container: ContainerSpec, number: number | undefined): ProbeSpec | undefined =>
  [container.readiness, container.liveness, container.startup].find(
    (probe) =>
      probe !== undefined && ['http', 'grpc'].includes(probe.kind) && probedNumber(container, probe) === number,
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

const nameNote = ({ name = '', appProtocol = '' }: ServicePortRow): { note?: string } =>
  [name, appProtocol].some((one) => HTTP_NAME_PATTERN.test(one))
    ? { note: 'it speaks HTTP by its name, and no probe of its pods says which path answers: http-endpoint asks one' }
    : {};
