import type { ObjectRef } from '../../model/result.ts';
import { type Labels, matchesSelector } from '../objects/label-selector.ts';
import type { EndpointRow, EndpointSliceRow } from '../views/endpoint-slices.ts';
import type { PodRow } from '../views/pods.ts';
import type { ServiceRow } from '../views/services.ts';

/** A workload whose pods a Service may select. */
export interface BackendWorkload {
  readonly ref: ObjectRef;
  readonly templateLabels: Labels;
  readonly replicas: number;
  /** The governing Service of a StatefulSet. */
  readonly serviceName?: string;
}

export interface BackendViews {
  readonly endpointSlices: readonly EndpointSliceRow[];
  readonly pods?: readonly PodRow[] | undefined;
  readonly workloads?: readonly BackendWorkload[] | undefined;
}

/** The objects behind one Service. */
export interface ServiceBackends {
  readonly hasSelector: boolean;
  readonly slices: readonly EndpointSliceRow[];
  /** Pods that its selector matches and that are not deleted; undefined when the pods could not be read. */
  readonly pods: readonly PodRow[] | undefined;
  /** Pods that it matches and that are being deleted. */
  readonly leaving: readonly PodRow[];
  /** Pods that it matches and that have run to their end. */
  readonly done: readonly PodRow[];
  /** Workloads whose pod template it matches. */
  readonly workloads: readonly BackendWorkload[];
  /** All pods of the namespace. */
  readonly neighbours: readonly PodRow[];
  /** All workloads of the namespace. */
  readonly allWorkloads: readonly BackendWorkload[];
}

/** Returns a function that looks up the objects behind a Service, in tables that are made once. */
export const serviceBackendsLookup = ({
  endpointSlices,
  pods,
  workloads = [],
}: BackendViews): ((row: ServiceRow) => ServiceBackends) => {
  const slices = Map.groupBy(endpointSlices, ({ ref, service }) => `${ref.namespace}/${service}`);
  const byNamespace = podsByNamespace(pods ?? []);
  const workloadsBy = Map.groupBy(workloads, ({ ref }) => ref.namespace);
  return ({ ref, selector }) => {
    const neighbours = byNamespace.get(ref.namespace) ?? [];
    const selected = neighbours.filter(({ labels }) => selectsLabels(selector, labels));
    const matching = selected.filter(({ phase }) => !isDone(phase));
    const allWorkloads = workloadsBy.get(ref.namespace) ?? [];
    return {
      hasSelector: Object.keys(selector).length > 0,
      slices: slices.get(`${ref.namespace}/${ref.name}`) ?? [],
      pods: pods === undefined ? undefined : matching.filter(({ deletingAt }) => deletingAt === undefined),
      leaving: matching.filter(({ deletingAt }) => deletingAt !== undefined),
      done: selected.filter(({ phase }) => isDone(phase)),
      workloads: allWorkloads.filter((one) => selectsLabels(selector, one.templateLabels)),
      neighbours,
      allWorkloads,
    };
  };
};

const groupedPods = new WeakMap<readonly PodRow[], ReadonlyMap<string | undefined, readonly PodRow[]>>();

/** Grouped once for all checks that judge the same rows. */
const podsByNamespace = (pods: readonly PodRow[]): ReadonlyMap<string | undefined, readonly PodRow[]> => {
  const known = groupedPods.get(pods);
  if (known !== undefined) return known;
  const grouped = Map.groupBy(pods, ({ ref }) => ref.namespace);
  groupedPods.set(pods, grouped);
  return grouped;
};

const isDone = (phase: string): boolean => phase === 'Succeeded' || phase === 'Failed';

/**
 * Whether a Service's selector, which has labels only, matches; an empty one matches nothing: others manage its
 * endpoints.
 */
export const selectsLabels = (selector: Labels, labels: Labels): boolean =>
  Object.keys(selector).length > 0 && matchesSelector({ labels: selector }, labels);

/**
 * Whether any endpoint of any slice is ready; while pods match that may be compared with them, one that leads to a pod that is
 * gone does not count.
 */
export const hasReadyEndpoint = (backing: ServiceBackends): boolean =>
  backing.slices.some((slice) =>
    slice.endpoints.some(
      (endpoint) => endpoint.ready && !(backing.pods?.length && isDeadEndpoint(slice, endpoint, backing)),
    ),
  );

/**
 * Whether an endpoint leads to no pod: the pod that it names is gone, or, in a slice that was mirrored before the Service had a
 * selector and that nobody keeps up to date since, its address is that of no pod.
 */
export const isDeadEndpoint = (
  { mirrored, remote }: EndpointSliceRow,
  { pod, address }: EndpointRow,
  { pods, neighbours, hasSelector }: ServiceBackends,
): boolean => {
  if (pods === undefined || remote) return false;
  if (pod !== undefined) return !neighbours.some(({ ref }) => ref.name === pod);
  return Boolean(mirrored && hasSelector && address) && !neighbours.some((one) => one.address === address);
};
