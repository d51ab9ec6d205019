import type { OwnerRow } from '../../src/kubernetes/fields/object-meta.ts';
import type { Labels } from '../../src/kubernetes/objects/label-selector.ts';
import type { CustomResourceRow } from '../../src/kubernetes/views/custom-resources.ts';
import type { ObjectRef } from '../../src/model/result.ts';

interface ChildRow {
  readonly ref: ObjectRef;
  readonly labels?: Labels;
  readonly owner?: OwnerRow;
}

/**
 * Returns a function that looks up the objects below a custom resource: those that it owns, and those whose label names
 * it.
 */
export const resourceChildrenLookup = (
  views: readonly (readonly ChildRow[] | undefined)[],
): ((row: CustomResourceRow, childLabel: string | undefined) => readonly ObjectRef[]) => {
  const children = views.flatMap((rows) => rows ?? []);
  const byOwner = Map.groupBy(children, ({ owner }) => owner?.uid);
  return ({ ref, uid }, childLabel) => [
    ...(uid === '' ? [] : (byOwner.get(uid) ?? [])).map((child) => child.ref),
    ...(childLabel === undefined ? [] : children)
      .filter((child) => child.ref.namespace === ref.namespace && child.labels?.[childLabel as string] === ref.name)
      .map((child) => child.ref),
  ];
};
