import { type Labels, matchesSelector } from '../../../src/kubernetes/objects/label-selector.ts';
import type { EndpointSliceRow } from '../../../src/kubernetes/views/endpoint-slices.ts';
import type { PodRow } from '../../../src/kubernetes/views/pods.ts';
import type { ServiceRow } from '../../../src/kubernetes/views/services.ts';
import type { ObjectRef } from '../../../src/model/result.ts';

/** What may stand behind a Service. */
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

/** What stands behind one Service. */
export interface Backing {
  readonly slices: readonly EndpointSliceRow[];
  /** Pods that its selector matches and that are to stay; undefined when the pods could not be read. */
  readonly pods: readonly PodRow[] | undefined;
  /** Those that match as well and are on their way out. */
  readonly leaving: readonly PodRow[];
  /** Workloads whose pods it matches, if they have any. */
  readonly workloads: readonly Workload[];
  /** All pods of the namespace. */
  readonly neighbours: readonly PodRow[];
}

/** Looks up what stands behind a Service; the tables are made once. */
export const backingOf = ({ endpointSlices, pods, workloads = [] }: BackingViews): ((row: ServiceRow) => Backing) => {
  const slices = Map.groupBy(endpointSlices, ({ ref, service }) => `${ref.namespace}/${service}`);
  const byNamespace = Map.groupBy(pods ?? [], ({ ref }) => ref.namespace);
  const workloadsBy = Map.groupBy(workloads, ({ ref }) => ref.namespace);
  return ({ ref, selector }) => {
    const neighbours = byNamespace.get(ref.namespace) ?? [];
    const matching = neighbours.filter(({ labels, phase }) => isMatch(selector, labels) && !isOver(phase));
    return {
      slices: slices.get(`${ref.namespace}/${ref.name}`) ?? [],
      pods: pods === undefined ? undefined : matching.filter(({ deletingAt }) => deletingAt === undefined),
      leaving: matching.filter(({ deletingAt }) => deletingAt !== undefined),
      workloads: (workloadsBy.get(ref.namespace) ?? []).filter((one) => isMatch(selector, one.templateLabels)),
      neighbours,
    };
  };
};

const isOver = (phase: string): boolean => phase === 'Succeeded' || phase === 'Failed';

/** A Service's selector is labels only; an empty one matches nothing: others make its endpoints. */
export const isMatch = (selector: Labels, labels: Labels): boolean =>
  Object.keys(selector).length > 0 && matchesSelector({ labels: selector }, labels);

/** Whether any endpoint of any slice takes traffic. */
export const isServed = ({ slices }: Pick<Backing, 'slices'>): boolean =>
  slices.some(({ endpoints }) => endpoints.some(({ ready }) => ready));
