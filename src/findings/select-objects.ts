import { isChosenBy, type LabelledRow, parseSelector } from '../kubernetes/objects/label-selector.ts';
import { objectKey } from '../kubernetes/objects/object-key.ts';
import { revisionOwner } from '../kubernetes/objects/revision-owner.ts';
import { type ResourceName, resourceTable } from '../kubernetes/resources.ts';
import type { ClusterData } from '../kubernetes/rows/cluster-data.ts';
import { iterateRows } from '../kubernetes/rows/pages.ts';
import type { ObjectRef, ReportedFinding } from '../model/result.ts';

/** The fields of a row, of any view, that selection reads. */
interface SelectableRow extends LabelledRow {
  readonly ref: ObjectRef;
  readonly owner?: { readonly kind: string; readonly name: string };
}

export interface SelectedObjects {
  /** Of the objects, as `objectKey` writes them. */
  readonly keys: ReadonlySet<string>;
  /** How many objects of each view are selected, owners included. */
  readonly countOf: (view: string) => number;
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
  for (const row of iterateSelectable(views)) {
    const key = objectKey(row.ref);
    const above = ownersOf(row).map(objectKey);
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

const countOfKind = (keys: ReadonlySet<string>, view: string): number => {
  const kind = Object.hasOwn(resourceTable, view) ? resourceTable[view as ResourceName].kind : undefined;
  return [...keys].filter((key) => key.startsWith(`${kind}/`)).length;
};

/** The owners of the object: its controller, and what stands above that one. */
const ownersOf = ({ ref, labels, owner }: SelectableRow): readonly ObjectRef[] => {
  if (owner === undefined) return [];
  const namespace = ref.namespace === undefined ? {} : { namespace: ref.namespace };
  const above = revisionOwner(owner, labels);
  return [
    { kind: owner.kind, name: owner.name, ...namespace },
    ...(above === undefined ? [] : [{ ...above, ...namespace }]),
  ];
};
