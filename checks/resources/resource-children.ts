import type { OwnerRow } from '../../src/kubernetes/fields/object-meta.ts';
import type { Labels } from '../../src/kubernetes/objects/label-selector.ts';
import type { CustomResourceRow } from '../../src/kubernetes/views/custom-resources.ts';
import type { ObjectRef } from '../../src/model/result.ts';

interface ChildRow {
  readonly ref: ObjectRef;
  readonly uid: string;
  readonly labels?: Labels;
  readonly owner?: OwnerRow;
}

/**
 * Returns a function that looks up the objects below a custom resource, at any depth: those that it owns, those whose label
 * names it, and what these own in turn.
 */
export const resourceChildrenLookup = (
  views: readonly (readonly ChildRow[] | undefined)[],
): ((row: CustomResourceRow, childLabel: string | undefined) => readonly ObjectRef[]) => {
  const children = views.flatMap((rows) => rows ?? []);
  const byOwner = Map.groupBy(
    children.filter(({ owner }) => owner?.uid),
    ({ owner }) => owner?.uid,
  );
  return (row, childLabel) => {
    const labelled = childLabel === undefined ? [] : children.filter((child) => isLabelled(child, row, childLabel));
    const below = new Set<ChildRow>([...(byOwner.get(row.uid) ?? []), ...labelled]);
    // A set goes on to what is added to it meanwhile.
    for (const child of below) for (const next of byOwner.get(child.uid) ?? []) below.add(next);
    return [...below].filter((child) => child.uid !== row.uid).map((child) => child.ref);
  };
};

const isLabelled = (child: ChildRow, { ref, uid }: CustomResourceRow, label: string): boolean =>
  child.uid !== uid && child.ref.namespace === ref.namespace && child.labels?.[label] === ref.name;
