import type { ObjectRef } from '../model/result.ts';
import { customKinds } from './custom-kinds.ts';
import { resourceTable } from './resources.ts';

type KindName = Pick<ObjectRef, 'kind' | 'group'>;

const groupsByKind = new Map<string, Set<string>>();
for (const { kind, group } of Object.values(resourceTable)) {
  const groups = groupsByKind.get(kind) ?? new Set();
  groupsByKind.set(kind, groups.add(group));
}

const customGroups = new Set<string>(Object.values(customKinds).map(({ group, kind }) => `${kind}.${group}`));

/** Kinds whose references have no group: Kubernetes' own and those of the Gateway API. */
const plainKinds = new Set<string>(
  Object.values(resourceTable)
    .filter(({ group, kind }) => !customGroups.has(`${kind}.${group}`))
    .map(({ kind }) => kind),
);

/** The kind, with its API group where another kind that is read has the same name: `Service.serving.knative.dev`. */
export const kindTitle = ({ kind, group }: KindName): string => {
  const hasNamesake = group !== undefined && [...(groupsByKind.get(kind) ?? [])].some((other) => other !== group);
  return hasNamesake ? `${kind}.${group}` : kind;
};

/**
 * The names by which users may mean a kind, the full one first. A namesake of a kind of Kubernetes has only that: `Service`
 * alone is the one of Kubernetes, as kubectl takes it.
 */
export const namesOfKind = ({ kind, group }: KindName): readonly string[] => {
  if (group === undefined) return [kind];
  return [`${kind}.${group}`, ...(plainKinds.has(kind) ? [] : [kind])];
};

/** An object by what names it elsewhere: with its group where references of its kind have one. */
export const namedObject = ({ group, ...ref }: ObjectRef): ObjectRef =>
  customGroups.has(`${ref.kind}.${group}`) ? { ...ref, group: group as string } : ref;
