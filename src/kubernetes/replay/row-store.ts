import { BrokenList } from '../lists/chunk-buffer.ts';
import type { ResourceEntry } from '../resource-entry.ts';
import {
  formatApiVersion,
  fullResourceName,
  isCustomResource,
  isReadByName,
  type ListedViewName,
  projectObject,
  type ResourceName,
  resourceOf,
} from '../resources.ts';
import type { LoadedView, ViewProblem } from '../rows/cluster-data.ts';
import type { EventRow } from '../views/events.ts';
import { apiGroupOf, createRecordedNames } from './recorded-names.ts';
import { createRecordedProblems } from './recorded-problems.ts';

/** An object of a recording. */
export interface RecordedObject {
  readonly kind?: string | undefined;
  readonly apiVersion?: string | undefined;
  readonly metadata?: { readonly name?: string; readonly namespace?: string; readonly uid?: string };
}

/** More than any cluster has: a file without an end is not read until the memory is full. */
const MAX_OBJECTS = 1_000_000;

/**
 * Collects the rows of a recording by resource, each object once. `isWanted` decides by the namespace of each object;
 * `ownViews` are those of kinds that the configuration names.
 */
export const createRowStore = (
  isWanted: (namespace: string | undefined) => boolean,
  ownViews: readonly ListedViewName[] = [],
) => {
  const rows = new Map<ResourceName, Map<string, unknown>>();
  const problems = createRecordedProblems();
  let added = 0;
  const countObject = (): void => {
    if (++added > MAX_OBJECTS) throw new BrokenList(`it has more than ${MAX_OBJECTS} objects`);
  };
  const rowsOf = (name: ResourceName): Map<string, unknown> => {
    const stored = rows.get(name) ?? new Map<string, unknown>();
    rows.set(name, stored);
    return stored;
  };
  return {
    ...problems,
    ...createRecordedNames(ownViews),
    /** The recording has this resource, perhaps without an object. */
    markPresent: (name: ResourceName): void => {
      rowsOf(name);
    },
    /** It has nothing that may be judged. */
    isEmpty: (): boolean => rows.size === 0 && !problems.hasProblems(),
    /** Drops the rows of this list so far; null: of all namespaces. */
    restart: (name: ResourceName, namespace: string | null): void => {
      const stored = rowsOf(name);
      for (const [key, row] of stored) {
        const { ref } = row as { ref?: { namespace?: string } };
        if (namespace === null || ref?.namespace === namespace) stored.delete(key);
      }
    },
    add: (name: ResourceName, object: RecordedObject): void => {
      countObject();
      const { resource, kind } = resourceOf(name);
      const needed = formatApiVersion(resourceOf(name));
      const { apiVersion = needed } = object;
      if (!isReadVersion(name, apiVersion)) {
        problems.markInvalid(name, `the snapshot has ${resource} as ${apiVersion}, ${needed} is needed`);
        return;
      }
      const { namespace, name: objectName, uid } = object.metadata ?? {};
      const key = uid ?? `${kind}/${namespace}/${objectName}`;
      if (isWanted(name === 'namespaces' ? objectName : namespace)) rowsOf(name).set(key, projectObject(name, object));
    },
    events: (): readonly EventRow[] => [...(rows.get('events')?.values() ?? [])] as EventRow[],
    view: (name: ListedViewName): LoadedView => {
      const stored = rows.get(name);
      const problem = problems.problemOf(name, stored !== undefined);
      if (problem !== undefined) return { problem };
      if (stored !== undefined) return { rows: [...stored.values()] as never };
      return { problem: unrecordedProblem(name) };
    },
  };
};

/** Whether objects of this version are read as this resource. */
const isReadVersion = (name: ResourceName, apiVersion: string): boolean => {
  const { group, version, olderVersions = [] }: ResourceEntry = resourceOf(name);
  // An own kind without versions is read in any.
  if (version === '') return apiGroupOf(apiVersion) === group;
  return [version, ...olderVersions].some((one) => formatApiVersion({ group, version: one }) === apiVersion);
};

/** What a recording lacks could not be looked at; a custom resource need not have been there. */
const unrecordedProblem = (name: ListedViewName): ViewProblem => {
  const full = fullResourceName(resourceOf(name));
  const how = isReadByName(name)
    ? '"kavmon snapshot save" with the check selected, which keeps no key'
    : `"kubectl get ${full} -A -o json > ${full}.json"`;
  return {
    status: isCustomResource(name) ? 'skipped' : 'error',
    reason: 'dependency',
    message: `the snapshot has no ${full}: record it with ${how}`,
  };
};

export type RowStore = ReturnType<typeof createRowStore>;
