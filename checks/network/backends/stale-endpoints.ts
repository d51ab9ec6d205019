import { hasNamedTarget, undeclaredPorts } from '../../../src/kubernetes/backends/pod-ports.ts';
import { isDeadEndpoint, type ServiceBackends } from '../../../src/kubernetes/backends/service-backends.ts';
import { findConditionWithStatus } from '../../../src/kubernetes/objects/conditions.ts';
import type { EndpointRow, EndpointSliceRow } from '../../../src/kubernetes/views/endpoint-slices.ts';
import type { PodRow } from '../../../src/kubernetes/views/pods.ts';
import type { ServiceRow } from '../../../src/kubernetes/views/services.ts';

/** A slice with endpoints that count as ready and lead to no pod. */
export interface StaleSlice {
  readonly slice: EndpointSliceRow;
  readonly dead: readonly EndpointRow[];
  /** The Service has no selector, and no other endpoint. */
  readonly isOnlyWay: boolean;
}

/**
 * The slices of a Service with dead endpoints. Pods and slices are read one after the other: so none while its pods change, and
 * none where nobody is left to compare with.
 */
export const findStaleSlices = (backends: ServiceBackends, limit: number): readonly StaleSlice[] => {
  const { slices, hasSelector } = backends;
  if (hasSelector && !isSettled(backends, limit)) return [];
  const isDead = (slice: EndpointSliceRow) => (endpoint: EndpointRow) =>
    endpoint.ready &&
    !endpoint.terminating &&
    isDeadEndpoint(slice, endpoint, backends) &&
    !isParked(endpoint, backends);
  const living = slices.some((slice) => slice.endpoints.some((one) => one.ready && !isDead(slice)(one)));
  return slices
    .filter(({ changedAt, createdAt, deletingAt }) => (changedAt ?? createdAt) < limit && deletingAt === undefined)
    .map((slice) => ({ slice, dead: slice.endpoints.filter(isDead(slice)), isOnlyWay: !(hasSelector || living) }))
    .filter(({ dead }) => dead.length > 0);
};

/** Whether the pod was of a workload that is scaled to zero. */
const isParked = ({ pod }: EndpointRow, { allWorkloads }: ServiceBackends): boolean =>
  pod !== undefined && allWorkloads.some(({ ref, replicas }) => replicas === 0 && pod.startsWith(`${ref.name}-`));

const isSettled = ({ pods = [], leaving }: ServiceBackends, limit: number): boolean =>
  leaving.length === 0 && pods.length > 0 && pods.every(({ createdAt }) => createdAt < limit);

/** Names of pods that have been ready for long and are no endpoint that is ready. */
export const findUnlistedPods = (
  row: ServiceRow,
  { slices, pods = [] }: ServiceBackends,
  limit: number,
): readonly string[] => {
  const endpoints = slices.flatMap((slice) => slice.endpoints);
  const listed = new Set(endpoints.filter(({ ready }) => ready).map(({ pod }) => pod));
  const isUnlisted = (pod: PodRow): boolean =>
    !listed.has(pod.ref.name) && wasReadyAt(pod, limit) && !undeclaredPorts(row, [pod]).some(hasNamedTarget);
  // Where no endpoint names a pod, another controller makes them.
  return endpoints.some(({ pod }) => pod !== undefined) ? pods.filter(isUnlisted).map(({ ref }) => ref.name) : [];
};

const wasReadyAt = (pod: PodRow, limit: number): boolean =>
  (findConditionWithStatus(pod, 'Ready', 'True')?.at ?? Number.POSITIVE_INFINITY) < limit;
