import { objectKey } from '../../src/kubernetes/objects/object-key.ts';
import { ownerOf } from '../../src/kubernetes/objects/pod-owner.ts';
import type { PodRow } from '../../src/kubernetes/views/pods.ts';
import type { ReplicaSetRow } from '../../src/kubernetes/views/replica-sets.ts';
import type { ObjectRef } from '../../src/model/result.ts';

/** The objects that a workload owns. */
export interface WorkloadChildren {
  /** Pods that are not being deleted. */
  readonly pods: readonly PodRow[];
  readonly replicaSets: readonly ReplicaSetRow[];
}

interface ChildViews {
  readonly pods?: readonly PodRow[] | undefined;
  readonly replicaSets?: readonly ReplicaSetRow[] | undefined;
}

/**
 * Returns a function that looks up the children of a workload. Its tables are made at the first call: most runs make
 * none.
 */
export const childrenLookup = ({
  pods = [],
  replicaSets = [],
}: ChildViews): ((workload: ObjectRef) => WorkloadChildren) => {
  let tables: readonly [Map<string, PodRow[]>, Map<string, ReplicaSetRow[]>] | undefined;
  return (workload) => {
    tables ??= [
      Map.groupBy(
        pods.filter(({ deletingAt }) => deletingAt === undefined),
        (pod) => objectKey(ownerOf(pod)),
      ),
      Map.groupBy(replicaSets, ({ ref, owner }) => objectKey({ ...ref, ...(owner ?? NO_OWNER) })),
    ];
    const key = objectKey(workload);
    return { pods: tables[0].get(key) ?? [], replicaSets: tables[1].get(key) ?? [] };
  };
};

const NO_OWNER = { kind: '', name: '' };

/** The children as objects whose own faults may explain that of the workload, pods first. */
export const childRefs = ({ pods, replicaSets }: WorkloadChildren): readonly ObjectRef[] =>
  [...pods, ...replicaSets].map(({ ref }) => ref);
