import type { LoadedView, LoadedViews } from '../../../kubernetes/rows/cluster-data.ts';
import type { EndpointSliceRow } from '../../../kubernetes/views/endpoint-slices.ts';
import type { PodRow } from '../../../kubernetes/views/pods.ts';
import type { ServicePortRow, ServiceRow } from '../../../kubernetes/views/services.ts';
import type { ReportedReason } from '../../../model/reasons.ts';
import type { ObjectRef } from '../../../model/result.ts';
import type { ServiceTarget } from '../../../params/service-target.ts';

/** One ready endpoint of a Service: where it listens, and the pod that does. */
export interface TargetEndpoint {
  readonly port: number;
  /** Name of the pod; absent where the endpoint is none of this cluster's pods. */
  readonly pod?: string | undefined;
  /** Of the pod, where its row was read, else of the endpoint. */
  readonly address?: string | undefined;
}

/** A Service with the port that a target names. */
export interface ResolvedTarget {
  readonly service: ObjectRef;
  /** The name under which clients in the cluster know it: `payments.shop.svc`. */
  readonly host: string;
  readonly port: number;
  readonly scheme: 'http' | 'https';
  readonly endpoints: readonly TargetEndpoint[];
  /** The objects whose faults explain that it does not answer: the Service, and pods of it that are not ready. */
  readonly because: readonly ObjectRef[];
}

/** Why a target cannot be asked. */
export interface UnresolvedTarget {
  readonly status: 'failed' | 'error' | 'skipped';
  readonly reason: ReportedReason;
  readonly message: string;
  readonly because?: readonly ObjectRef[];
}

/** Looks up the Service, the port and the ready endpoints that a target names, in these namespaces; null: in all. */
export const resolveTarget = (
  target: ServiceTarget,
  views: LoadedViews,
  namespaces: readonly string[] | null,
): ResolvedTarget | UnresolvedTarget => {
  const { services, endpointSlices, pods } = views;
  const problem = problemOf(services) ?? problemOf(endpointSlices);
  if (problem !== undefined) return problem;
  const service = findService(target, rowsOf(services), namespaces);
  if ('message' in service) return service;
  const port = choosePort(target, service);
  if ('message' in port) return port;
  const own = rowsOf(endpointSlices).filter(
    ({ ref, service: name }) => name === service.ref.name && ref.namespace === service.ref.namespace,
  );
  const endpoints = withoutRepeats(own.flatMap((slice) => readyEndpoints(slice, port, rowsOf(pods))));
  const because = [service.ref, ...own.flatMap(unreadyPods)];
  const [first] = endpoints;
  if (first === undefined) {
    const message = `${titleOf(service)} has no ready endpoint for port ${portText(port)}, so that nobody answers`;
    return { status: 'failed', reason: 'no_endpoints', message, because };
  }
  return {
    service: service.ref,
    host: `${service.ref.name}.${service.ref.namespace}.svc`,
    // The name of a headless Service leads to its pods: only their own ports are there.
    port: service.headless === true ? first.port : port.port,
    scheme: writtenScheme(target) ?? schemeOf(port),
    endpoints,
    because,
  };
};

const problemOf = (view: LoadedView | undefined): UnresolvedTarget | undefined => {
  if (view === undefined) return { status: 'error', reason: 'internal', message: 'its lists were not gathered' };
  return 'problem' in view ? view.problem : undefined;
};

const rowsOf = <Row>(view: { readonly rows: readonly Row[] } | { readonly problem: unknown } | undefined) =>
  view !== undefined && 'rows' in view ? view.rows : [];

const findService = (
  target: ServiceTarget,
  services: readonly ServiceRow[],
  namespaces: readonly string[] | null,
): ServiceRow | UnresolvedTarget => {
  const found = services.filter(
    ({ ref }) => ref.name === target.service && (target.namespace ?? ref.namespace) === ref.namespace,
  );
  const [service, ...others] = found;
  if (service === undefined) return absentService(target, namespaces);
  if (others.length > 0) return ambiguousService(target, found);
  return service.type === 'ExternalName'
    ? unusable(
        `${titleOf(service)} is an external name, which has no endpoints: give the address that it stands for${external(service)}`,
      )
    : service;
};

const external = ({ externalName }: ServiceRow): string => (externalName === undefined ? '' : ` (${externalName})`);

const titleOf = ({ ref }: ServiceRow): string => `Service ${ref.namespace}/${ref.name}`;

const unusable = (message: string): UnresolvedTarget => ({ status: 'error', reason: 'config', message });

/** Where it may be in a namespace that is not read, nobody knows whether it is there. */
const absentService = (
  { service, namespace }: ServiceTarget,
  namespaces: readonly string[] | null,
): UnresolvedTarget => {
  if (namespaces !== null && !(namespace !== undefined && namespaces.includes(namespace))) {
    const where = namespace === undefined ? `there is no Service ${service} in` : `namespace ${namespace} is none of`;
    return unusable(`${where} the namespaces that are read (${namespaces.join(', ')}): say which, and have it read`);
  }
  const where = namespace === undefined ? 'in any namespace' : `in namespace ${namespace}`;
  const message = `there is no Service ${service} ${where}: its clients find nobody, or target has another name in mind`;
  return { status: 'failed', reason: 'no_endpoints', message };
};

const ambiguousService = ({ service }: ServiceTarget, found: readonly ServiceRow[]): UnresolvedTarget =>
  unusable(
    `there is a Service ${service} in ${found.map(({ ref }) => ref.namespace).join(', ')}: say which with namespace`,
  );

/** The port by its name or number; only TCP can be asked. */
const choosePort = ({ port: wanted }: ServiceTarget, service: ServiceRow): ServicePortRow | UnresolvedTarget => {
  const ports = service.ports.filter(({ protocol }) => protocol === 'TCP');
  const found = wanted === undefined ? ports : ports.filter(({ port, name }) => port === wanted || name === wanted);
  const [first, ...others] = found;
  if (first !== undefined && others.length === 0) return first;
  const known = ports.length === 0 ? 'it has no TCP port' : `it has ${ports.map(portText).join(', ')}`;
  if (wanted === undefined) return unusable(`${titleOf(service)}: say which port: ${known}`);
  return unusable(`${titleOf(service)} has no port ${wanted}: ${known}`);
};

const portText = ({ port, name }: ServicePortRow): string => (name === undefined ? `${port}` : `${name} (${port})`);

const writtenScheme = ({ scheme }: ServiceTarget): 'http' | 'https' | undefined => {
  if (scheme === undefined) return undefined;
  return scheme === 'https' || scheme === 'wss' ? 'https' : 'http';
};

const HTTPS_PORTS: readonly number[] = [443, 8443, 6443];

const schemeOf = ({ name = '', port, appProtocol = '' }: ServicePortRow): 'http' | 'https' => {
  if (/^(?:https|kubernetes\.io\/wss)$/i.test(appProtocol)) return 'https';
  if (/^(?:http|kubernetes\.io\/(?:h2c|ws))$/i.test(appProtocol)) return 'http';
  if (/(?:^|-)(?:https|tls|ssl)(?:-|$)/.test(name)) return 'https';
  return HTTPS_PORTS.includes(port) && !/(?:^|-)http(?:-|$)/.test(name) ? 'https' : 'http';
};

/** By the name of the port, which Service and slice have in common. */
const readyEndpoints = (
  { ports, endpoints, ref }: EndpointSliceRow,
  { name }: ServicePortRow,
  pods: readonly PodRow[],
): readonly TargetEndpoint[] => {
  const port = ports.find((one) => one.name === name)?.port;
  if (port === undefined) return [];
  return endpoints
    .filter(({ ready }) => ready)
    .map(({ pod, address }) => ({
      port,
      pod,
      address: address ?? pods.find((one) => one.ref.name === pod && one.ref.namespace === ref.namespace)?.address,
    }));
};

/** Of two IP versions there are two slices with the same pods, each of which is asked once. */
const withoutRepeats = (endpoints: readonly TargetEndpoint[]): readonly TargetEndpoint[] =>
  endpoints.filter(
    ({ pod, port }, index) =>
      pod === undefined || endpoints.findIndex((one) => one.pod === pod && one.port === port) === index,
  );

const unreadyPods = ({ ref, endpoints }: EndpointSliceRow): readonly ObjectRef[] =>
  endpoints.flatMap(({ ready, pod }) =>
    ready || pod === undefined || ref.namespace === undefined
      ? []
      : [{ kind: 'Pod', namespace: ref.namespace, name: pod }],
  );
