import { customKinds } from '../kubernetes/custom-kinds.ts';
import { isChosenBy, type LabelledRow, parseSelector } from '../kubernetes/objects/label-selector.ts';
import { objectKey } from '../kubernetes/objects/object-key.ts';
import { revisionOwner } from '../kubernetes/objects/revision-owner.ts';
import { isOwnKindView } from '../kubernetes/own-kinds.ts';
import { isListedView, resourceOf, type ViewName } from '../kubernetes/resources.ts';
import type { ClusterData } from '../kubernetes/rows/cluster-data.ts';
import { iterateRows } from '../kubernetes/rows/pages.ts';
import type { ObjectRef, ReportedFinding } from '../model/result.ts';

/** The fields of a row, of any view, that selection reads. */
interface SelectableRow extends LabelledRow {
  readonly ref: ObjectRef;
  readonly uid?: string;
  readonly owner?: { readonly kind: string; readonly name: string; readonly uid: string };
}

export interface SelectedObjects {
  /** Of the objects, as `objectKey` writes them. */
  readonly keys: ReadonlySet<string>;
  /** How many objects of each view are selected, owners included. */
  readonly countOf: (view: ViewName) => number;
}

/**
 * The objects that one of these label selectors matches, with their owners, and with all that they own: the pods of a
 * Deployment go with it, whatever their own labels are.
 * @throws {UsageError} on a text that is no selector.
 */
export const selectObjects = (texts: readonly string[], views: ClusterData['views']): SelectedObjects => {
  const selectors = texts.map(parseSelector);
  const matched = new Set<string>();
  const owners = new Set<string>();
  const dependents = new Map<string, string[]>();
  const customOwners = customRefsByUid(views);
  for (const row of iterateSelectable(views)) {
    const key = objectKey(row.ref);
    const above = ownersOf(row, customOwners).map(objectKey);
    for (const owner of above) addDependent(dependents, owner, key);
    if (!isChosenBy(selectors, row)) continue;
    matched.add(key);
    for (const owner of above) owners.add(owner);
  }
  const keys = new Set([...withDependents(matched, dependents), ...owners]);
  return { keys, countOf: (view) => countOfKind(keys, view) };
};

/** Whether the finding is about one of the objects. */
export const isAboutSelected = ({ object, objects }: ReportedFinding, { keys }: SelectedObjects): boolean =>
  [...(object === undefined ? [] : [object]), ...objects].some((ref) => keys.has(objectKey(ref)));

function* iterateSelectable(views: ClusterData['views']): Generator<SelectableRow> {
  const { apiServers: _, ...lists } = views;
  for (const view of Object.values(lists)) yield* iterateRows(view) as Iterable<SelectableRow>;
}

/** Owner references have no group as references of custom resources do. */
const customRefsByUid = (views: ClusterData['views']): ReadonlyMap<string, ObjectRef> => {
  const refs = new Map<string, ObjectRef>();
  for (const { ref, uid } of iterateSelectable(views)) if (ref.group !== undefined && uid) refs.set(uid, ref);
  return refs;
};

const addDependent = (dependents: Map<string, string[]>, owner: string, key: string): void => {
  const known = dependents.get(owner);
  if (known === undefined) dependents.set(owner, [key]);
  else known.push(key);
};

/** The objects, and what they own, at any depth: a CronJob, its Jobs and their pods. */
const withDependents = (keys: ReadonlySet<string>, dependents: ReadonlyMap<string, readonly string[]>): Set<string> => {
  const all = new Set(keys);
  for (const key of all) for (const dependent of dependents.get(key) ?? []) all.add(dependent);
  return all;
};

const countOfKind = (keys: ReadonlySet<string>, view: ViewName): number => {
  if (!isListedView(view)) return 0;
  const { kind, group } = resourceOf(view);
  const ref = Object.hasOwn(customKinds, view) || isOwnKindView(view) ? { kind, group } : { kind };
  const prefix = objectKey({ ...ref, name: '' }).replace(/\/\/$/, '/');
  return [...keys].filter((key) => key.startsWith(prefix)).length;
};

/** The owners of the object: its controller, and what stands above that one. */
const ownersOf = (
  { ref, labels, owner }: SelectableRow,
  customOwners: ReadonlyMap<string, ObjectRef>,
): readonly ObjectRef[] => {
  if (owner === undefined) return [];
  const custom = customOwners.get(owner.uid);
  if (custom !== undefined) return [custom];
  const namespace = ref.namespace === undefined ? {} : { namespace: ref.namespace };
  const above = revisionOwner(owner, labels);
  return [
    { kind: owner.kind, name: owner.name, ...namespace },
    ...(above === undefined ? [] : [{ ...above, ...namespace }]),
  ];
};
