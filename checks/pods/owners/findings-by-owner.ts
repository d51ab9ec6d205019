import { objectKey } from '../../../src/kubernetes/objects/object-key.ts';
import { isOneShot, ownerOf } from '../../../src/kubernetes/objects/pod-owner.ts';
import type { PodRow } from '../../../src/kubernetes/views/pods.ts';
import type { Finding } from '../../../src/model/result.ts';

/** A problem of a pod or of one of its containers. */
export interface PodProblem {
  readonly pod: PodRow;
  /** Name of the container; absent: the pod as a whole has the problem. */
  readonly container?: string;
  /** Tells problems of one container apart; the same in every run. */
  readonly cause?: string;
}

/** A finding without the objects it is about. */
export type FindingDetails = Omit<Finding, 'object' | 'objects' | 'part'>;

/** What keeps a build or a test from running is seen by whoever started it. */
const WARNED = { level: 'warning' } as const;

/**
 * Groups problems by owner, container and cause, and yields one finding for each group, with its pods listed: a cluster may
 * have so many of them that all together fit no memory.
 *
 * @param describe describes a group by its first problem
 */
export function* findingsByOwner<T extends PodProblem>(
  problems: readonly T[],
  describe: (example: T, group: readonly T[]) => FindingDetails,
): Generator<Finding, void, undefined> {
  const groups = Map.groupBy(problems, ({ pod, container, cause }) =>
    [objectKey(ownerOf(pod)), container, cause].join(' '),
  );
  for (const group of groups.values()) yield findingOfGroup(group, describe);
}

const findingOfGroup = <T extends PodProblem>(
  group: readonly T[],
  describe: (example: T, group: readonly T[]) => FindingDetails,
): Finding => {
  const example = group[0] as T;
  const { pod, container, cause } = example;
  const details = describe(example, group);
  const pods = new Set(group.map(({ pod }) => pod.ref));
  return {
    ...(group.every((problem) => isOneShot(problem.pod)) ? WARNED : {}),
    ...details,
    message: pods.size > 1 ? `${details.message} (${pods.size} pods)` : details.message,
    object: container === undefined ? ownerOf(pod) : { ...ownerOf(pod), container },
    objects: [...pods],
    evidence: { pod: pod.ref.name, ...(container === undefined ? {} : { container }), ...details.evidence },
    ...(cause === undefined ? {} : { part: cause }),
  };
};
