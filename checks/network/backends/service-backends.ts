import { type Labels, matchesSelector } from '../../../src/kubernetes/objects/label-selector.ts';
import type { EndpointSliceRow } from '../../../src/kubernetes/views/endpoint-slices.ts';
import type { PodRow } from '../../../src/kubernetes/views/pods.ts';
import type { ServiceRow } from '../../../src/kubernetes/views/services.ts';
import type { ObjectRef } from '../../../src/model/result.ts';

/** A workload whose pods a Service may select. */
export interface BackendWorkload {
  readonly ref: ObjectRef;
  readonly templateLabels: Labels;
  readonly replicas: number;
}

export interface BackendViews {
  readonly endpointSlices: readonly EndpointSliceRow[];
  readonly pods?: readonly PodRow[] | undefined;
  readonly workloads?: readonly BackendWorkload[] | undefined;
}

/** The objects behind one Service. */
export interface ServiceBackends {
  readonly slices: readonly EndpointSliceRow[];
  /** Pods that its selector matches and that are not deleted; undefined when the pods could not be read. */
  readonly pods: readonly PodRow[] | undefined;
  /** Pods that it matches and that are being deleted. */
  readonly leaving: readonly PodRow[];
  /** Workloads whose pod template it matches. */
  readonly workloads: readonly BackendWorkload[];
  /** All pods of the namespace. */
  readonly neighbours: readonly PodRow[];
}

/** Returns a function that looks up the objects behind a Service, in tables that are made once. */
export const serviceBackendsLookup = ({
  endpointSlices,
  pods,
  workloads = [],
}: BackendViews): ((row: ServiceRow) => ServiceBackends) => {
  const slices = Map.groupBy(endpointSlices, ({ ref, service }) => `${ref.namespace}/${service}`);
  const byNamespace = Map.groupBy(pods ?? [], ({ ref }) => ref.namespace);
  const workloadsBy = Map.groupBy(workloads, ({ ref }) => ref.namespace);
  return ({ ref, selector }) => {
    const neighbours = byNamespace.get(ref.namespace) ?? [];
    const matching = neighbours.filter(({ labels, phase }) => selectsLabels(selector, labels) && !isDone(phase));
    return {
      slices: slices.get(`${ref.namespace}/${ref.name}`) ?? [],
      pods: pods === undefined ? undefined : matching.filter(({ deletingAt }) => deletingAt === undefined),
      leaving: matching.filter(({ deletingAt }) => deletingAt !== undefined),
      workloads: (workloadsBy.get(ref.namespace) ?? []).filter((one) => selectsLabels(selector, one.templateLabels)),
      neighbours,
    };
  };
};

const isDone = (phase: string): boolean => phase === 'Succeeded' || phase === 'Failed';

/**
 * Whether a Service's selector, which has labels only, matches; an empty one matches nothing: others manage its
 * endpoints.
 */
export const selectsLabels = (selector: Labels, labels: Labels): boolean =>
  Object.keys(selector).length > 0 && matchesSelector({ labels: selector }, labels);

/** Whether any endpoint of any slice is ready. */
export const hasReadyEndpoint = ({ slices }: Pick<ServiceBackends, 'slices'>): boolean =>
  slices.some(({ endpoints }) => endpoints.some(({ ready }) => ready));
