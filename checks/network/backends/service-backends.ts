import { type Labels, matchesSelector } from '../../../src/kubernetes/objects/label-selector.ts';
import type { EndpointSliceRow } from '../../../src/kubernetes/views/endpoint-slices.ts';
import type { PodRow } from '../../../src/kubernetes/views/pods.ts';
import type { ServiceRow } from '../../../src/kubernetes/views/services.ts';
import type { ObjectRef } from '../../../src/model/result.ts';

/** A workload whose pods a Service may select. */
export interface Workload {
  readonly ref: ObjectRef;
  readonly templateLabels: Labels;
  readonly replicas: number;
}

export interface BackingViews {
  readonly endpointSlices: readonly EndpointSliceRow[];
  readonly pods?: readonly PodRow[] | undefined;
  readonly workloads?: readonly Workload[] | undefined;
}

/** The objects behind one Service. */
export interface Backing {
  readonly slices: readonly EndpointSliceRow[];
  /** Pods that its selector matches and that are not deleted; undefined when the pods could not be read. */
  readonly pods: readonly PodRow[] | undefined;
  /** Pods that it matches and that are being deleted. */
  readonly leaving: readonly PodRow[];
  /** Workloads whose pod template it matches. */
  readonly workloads: readonly Workload[];
  /** All pods of the namespace. */
  readonly neighbours: readonly PodRow[];
}

/** Returns a function that looks up the objects behind a Service, in tables that are made once. */
export const backingOf = ({ endpointSlices, pods, workloads = [] }: BackingViews): ((row: ServiceRow) => Backing) => {
  const slices = Map.groupBy(endpointSlices, ({ ref, service }) => `${ref.namespace}/${service}`);
  const byNamespace = Map.groupBy(pods ?? [], ({ ref }) => ref.namespace);
  const workloadsBy = Map.groupBy(workloads, ({ ref }) => ref.namespace);
  return ({ ref, selector }) => {
    const neighbours = byNamespace.get(ref.namespace) ?? [];
    const matching = neighbours.filter(({ labels, phase }) => isMatch(selector, labels) && !isDone(phase));
    return {
      slices: slices.get(`${ref.namespace}/${ref.name}`) ?? [],
      pods: pods === undefined ? undefined : matching.filter(({ deletingAt }) => deletingAt === undefined),
      leaving: matching.filter(({ deletingAt }) => deletingAt !== undefined),
      workloads: (workloadsBy.get(ref.namespace) ?? []).filter((one) => isMatch(selector, one.templateLabels)),
      neighbours,
    };
  };
};

const isDone = (phase: string): boolean => phase === 'Succeeded' || phase === 'Failed';

/**
 * Whether a Service's selector, which has labels only, matches; an empty one matches nothing: others manage its
 * endpoints.
 */
export const isMatch = (selector: Labels, labels: Labels): boolean =>
  Object.keys(selector).length > 0 && matchesSelector({ labels: selector }, labels);

/** Whether any endpoint of any slice is ready. */
export const isServed = ({ slices }: Pick<Backing, 'slices'>): boolean =>
  slices.some(({ endpoints }) => endpoints.some(({ ready }) => ready));
