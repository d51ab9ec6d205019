import { formatLabels } from '../../kubernetes/backends/selector-text.ts';
import { selectsLabels } from '../../kubernetes/backends/service-backends.ts';
import { findConditionWithStatus } from '../../kubernetes/objects/conditions.ts';
import type { EndpointSliceRow } from '../../kubernetes/views/endpoint-slices.ts';
import type { PodRow } from '../../kubernetes/views/pods.ts';
import type { ServicePortRow, ServiceRow } from '../../kubernetes/views/services.ts';
import { joinProposals, type LeftOut, type Proposal, type ProposedCheck } from './proposal.ts';
import { proposePort } from './propose-port.ts';

/** What a proposal for Services is made from. */
export interface ServiceRows {
  readonly services: readonly ServiceRow[];
  /** Absent: they could not be read. */
  readonly pods: readonly PodRow[] | undefined;
  /** Of Services whose endpoints somebody else makes; absent: they could not be read. */
  readonly endpointSlices?: readonly EndpointSliceRow[] | undefined;
}

type InCatalogue = (check: string) => boolean;

/** One service of the configuration for Services with the same pods, and why others have none. */
export const proposeServices = (
  { services, pods = [], endpointSlices = [] }: ServiceRows,
  isInCatalogue: InCatalogue,
): Proposal => {
  const namespacesBy = Map.groupBy(services, ({ selector }) => formatLabels(selector));
  const isOfOneNamespace = ({ selector }: ServiceRow): boolean =>
    new Set(namespacesBy.get(formatLabels(selector))?.map(({ ref }) => ref.namespace)).size === 1;
  const parts = groupByPods(services).map((group): Proposal => {
    const [first, ...others] = group as [ServiceRow, ...ServiceRow[]];
    const pod = podBehind(first, pods, endpointSlices);
    const problem = problemOf(first, pod);
    if (problem !== undefined)
      return { services: [], leftOut: group.map((row) => ({ what: titleOf(row), why: problem })) };
    const same = others.map((row) => ({ what: titleOf(row), why: `it has the pods of ${titleOf(first)}` }));
    const { checks, leftOut } = proposePorts(first, pod, isInCatalogue);
    const notes = pod !== undefined && !isReady(pod) ? ['none of its pods is ready as this is written'] : [];
    const { name, namespace = '' } = first.ref;
    const service = { name, namespace, ...selectorOf(first, isOfOneNamespace(first)), notes, checks };
    return { services: checks.length === 0 ? [] : [service], leftOut: [...same, ...leftOut] };
  });
  return joinProposals(parts);
};

interface ProposedPorts {
  readonly checks: readonly ProposedCheck[];
  readonly leftOut: readonly LeftOut[];
}

const proposePorts = (service: ServiceRow, pod: PodRow | undefined, isInCatalogue: InCatalogue): ProposedPorts => {
  const variable = service.ref.name.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_');
  const leftOut = service.ports.flatMap((port): readonly LeftOut[] => {
    const why = unaskedPort(port, service);
    return why === undefined ? [] : [{ what: `port ${portTitle(port)} of ${titleOf(service)}`, why }];
  });
  const checks = service.ports
    .filter((port) => unaskedPort(port, service) === undefined)
    .flatMap((port) =>
      proposePort({ service, port, pod, variable }, isInCatalogue).map((check) => ({ ...check, port })),
    );
  return { checks: nameChecks(checks), leftOut };
};

const isReady = (pod: PodRow): boolean => findConditionWithStatus(pod, 'Ready', 'True') !== undefined;

/** Services that select the same pods, the one that clients use first. */
const groupByPods = (services: readonly ServiceRow[]): readonly (readonly ServiceRow[])[] => {
  const groups = Map.groupBy(services, ({ ref, selector }) =>
    Object.keys(selector).length === 0 ? `${ref.namespace}/${ref.name}` : `${ref.namespace} ${formatLabels(selector)}`,
  );
  return [...groups.values()].map((group) =>
    group.toSorted(
      (one, other) =>
        Number(one.headless ?? false) - Number(other.headless ?? false) || one.ref.name.length - other.ref.name.length,
    ),
  );
};

/** A pod that serves it, a ready one if there is; without a selector one that its endpoints name, as operators of databases write them. */
const podBehind = (
  { ref, selector }: ServiceRow,
  pods: readonly PodRow[],
  slices: readonly EndpointSliceRow[],
): PodRow | undefined => {
  const named = slices
    .filter((slice) => slice.service === ref.name && slice.ref.namespace === ref.namespace)
    .flatMap(({ endpoints }) => endpoints.flatMap(({ pod }) => pod ?? []));
  const isBehind = (pod: PodRow): boolean =>
    Object.keys(selector).length === 0 ? named.includes(pod.ref.name) : selectsLabels(selector, pod.labels);
  const behind = pods.filter((pod) => pod.ref.namespace === ref.namespace && isBehind(pod));
  return behind.find(isReady) ?? behind[0];
};

const SYSTEM_NAMESPACES = /^(?:kube|openshift|gke|gmp|aks)(?:-|$)/;

const problemOf = (row: ServiceRow, pod: PodRow | undefined): string | undefined => {
  const { ref, type, selector } = row;
  if (ref.namespace === 'default' && ref.name === 'kubernetes') return 'it is the API server, which is read anyway';
  if (SYSTEM_NAMESPACES.test(ref.namespace ?? ''))
    return 'it is of the cluster itself, which checks of the cluster judge';
  if (type === 'ExternalName') return 'it is an external name: a check of a service with its address asks it';
  if (pod === undefined && Object.keys(selector).length > 0)
    return 'no pod matches its selector as this is written, so that nothing is known of what it serves';
  return undefined;
};

const METRICS_PATTERN = /(?:^|-)(?:metrics?|prom|prometheus|exporter)(?:-|$)/;

const unaskedPort = ({ protocol, name = '' }: ServicePortRow, { ports }: ServiceRow): string | undefined => {
  if (protocol !== 'TCP') return `it is ${protocol}: only TCP can be asked`;
  return METRICS_PATTERN.test(name) && ports.length > 1 ? 'it is for metrics, which no user asks' : undefined;
};

/** Labels that several namespaces use would claim objects of all of them. */
const selectorOf = ({ selector }: ServiceRow, isOfOneNamespace: boolean): { readonly selector?: string } =>
  isOfOneNamespace && Object.keys(selector).length > 0 ? { selector: formatLabels(selector) } : {};

/** Several of one check differ in name by their ports. */
const nameChecks = (
  checks: readonly (ProposedCheck & { readonly port: ServicePortRow })[],
): readonly ProposedCheck[] => {
  const counts = Map.groupBy(checks, ({ check }) => check);
  return checks.map(({ port, ...check }) =>
    (counts.get(check.check)?.length ?? 0) > 1 ? { ...check, name: port.name ?? `port-${port.port}` } : check,
  );
};

const titleOf = ({ ref }: ServiceRow): string => `Service ${ref.namespace}/${ref.name}`;

const portTitle = ({ name, port }: ServicePortRow): string => (name === undefined ? `${port}` : `${name} (${port})`);
