import { objectKey } from '../../../src/kubernetes/objects/object-key.ts';
import { ownerOf } from '../../../src/kubernetes/objects/pod-owner.ts';
import type { ObjectRef } from '../../../src/model/result.ts';
import { pluralize } from '../../../src/text/pluralize.ts';
import type { FindingDetails, PodProblem } from './findings-by-owner.ts';

/** The problem that stands for all with the same cause, that of the oldest pod, and the owners that share it. */
interface SharedCause<T> {
  readonly first: T;
  readonly owners: readonly ObjectRef[];
}

/** Groups problems whose cause has the same name, such as one image in many workloads. */
export const groupBySharedCause = <T extends PodProblem>(
  problems: readonly T[],
  nameOf: (problem: T) => string,
): ReadonlyMap<string, SharedCause<T>> => {
  const byAge = problems.toSorted((one, other) => one.pod.createdAt - other.pod.createdAt);
  const groups = Map.groupBy(byAge, nameOf);
  return new Map([...groups].map(([name, group]) => [name, { first: group[0] as T, owners: distinctOwners(group) }]));
};

const distinctOwners = (group: readonly PodProblem[]): readonly ObjectRef[] => [
  ...new Map(group.map(({ pod }) => ownerOf(pod)).map((owner) => [objectKey(owner), owner])).values(),
];

/** The details of a group of one owner: all but the first follow from it, and the first says who else is concerned. */
export const linkToSharedCause = <T extends PodProblem>(
  details: FindingDetails,
  group: readonly T[],
  shared: SharedCause<T> | undefined,
): FindingDetails => {
  if (shared === undefined || shared.owners.length < 2) return details;
  const { pod, container } = shared.first;
  if (!group.includes(shared.first)) return { ...details, because: [{ ...pod.ref, ...(container && { container }) }] };
  const others = shared.owners.filter((owner) => objectKey(owner) !== objectKey(ownerOf(pod)));
  return {
    ...details,
    message: `${details.message}; the same in ${pluralize(others.length, 'more workload')}`,
    evidence: { ...details.evidence, alsoIn: others.slice(0, MAX_NAMED).map(ownerText) },
  };
};

const MAX_NAMED = 10;

const ownerText = ({ kind, namespace, name }: ObjectRef): string =>
  `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
