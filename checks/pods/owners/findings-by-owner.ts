import { objectKey } from '../../../src/kubernetes/objects/object-key.ts';
import type { PodRow } from '../../../src/kubernetes/views/pods.ts';
import type { Finding } from '../../../src/model/result.ts';
import { ownerOf } from './owner.ts';

/** A pod, or a container of it, with something wrong. */
export interface Ill {
  readonly pod: PodRow;
  /** Name of the container; absent: the pod as a whole. */
  readonly container?: string;
  /** Sets one fault of a container apart from another; not text that changes from run to run. */
  readonly cause?: string;
}

export type Told = Omit<Finding, 'object' | 'objects' | 'part'>;

/**
 * One finding for each owner, container and cause, the pods listed inside. `tell` describes the first of a group, which
 * stands as its example.
 */
export const findingsByOwner = <T extends Ill>(
  ills: readonly T[],
  tell: (example: T, group: readonly T[]) => Told,
): readonly Finding[] => {
  const groups = Map.groupBy(ills, ({ pod, container, cause }) =>
    [objectKey(ownerOf(pod)), container, cause].join(' '),
  );
  return [...groups.values()].map((group) => {
    const example = group[0] as T;
    const { pod, container, cause } = example;
    const told = tell(example, group);
    const pods = new Set(group.map((ill) => ill.pod.ref));
    return {
      ...told,
      message: pods.size > 1 ? `${told.message} (${pods.size} pods)` : told.message,
      object: container === undefined ? ownerOf(pod) : { ...ownerOf(pod), container },
      objects: [...pods],
      evidence: { pod: pod.ref.name, ...(container === undefined ? {} : { container }), ...told.evidence },
      ...(cause === undefined ? {} : { part: cause }),
    };
  });
};
