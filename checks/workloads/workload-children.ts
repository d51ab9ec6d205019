import { objectKey } from '../../src/kubernetes/objects/object-key.ts';
import type { PodRow } from '../../src/kubernetes/views/pods.ts';
import type { ReplicaSetRow } from '../../src/kubernetes/views/replica-sets.ts';
import type { ObjectRef } from '../../src/model/result.ts';
import { ownerOf } from '../pods/owners/owner.ts';

/** What a workload is made of. */
export interface Insides {
  /** Those that are not on their way out. */
  readonly pods: readonly PodRow[];
  readonly replicaSets: readonly ReplicaSetRow[];
}

interface ChildViews {
  readonly pods?: readonly PodRow[] | undefined;
  readonly replicaSets?: readonly ReplicaSetRow[] | undefined;
}

/** Looks up what is inside a workload. The tables are made at the first question: most clusters ask none. */
export const insidesOf = ({ pods = [], replicaSets = [] }: ChildViews): ((workload: ObjectRef) => Insides) => {
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

/** Objects whose own faults would explain what is wrong with the workload: its pods first. */
export const becauseOf = ({ pods, replicaSets }: Insides): readonly ObjectRef[] =>
  [...pods, ...replicaSets].map(({ ref }) => ref);
