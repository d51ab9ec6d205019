import type { CustomKindName } from './custom-kinds.ts';
import type { ResourceEntry } from './resource-entry.ts';
import { type CustomResourceRow, projectCustomResource } from './views/custom-resources.ts';

/** A kind of custom resource that the configuration names. */
export interface OwnKind {
  readonly group: string;
  /** The plural: `widgets`. */
  readonly resource: string;
  readonly kind: string;
  /** Those that can be read, the best first; none: those that the API server has. */
  readonly versions: readonly string[];
  readonly namespaced: boolean;
  /** Fields that are judged beside the conditions. */
  readonly paths: readonly string[];
}

const PREFIX = 'own:';

/**
 * Returns the view of an own kind. Its name holds all that reading it takes, so that it means the same in every thread. By its
 * type it is a view of the table: its rows have the same shape.
 */
export const ownKindView = ({ group, resource, kind, versions, namespaced, paths }: OwnKind): CustomKindName =>
  `${PREFIX}${JSON.stringify({ group, resource, kind, versions, namespaced, paths })}` as CustomKindName;

/** Whether the view is of a kind that the configuration names. */
export const isOwnKindView = (view: string): boolean => view.startsWith(PREFIX);

const entries = new Map<string, ResourceEntry<CustomResourceRow>>();

/** Where the objects of an own kind are, and their projection. */
export const ownKindEntry = (view: string): ResourceEntry<CustomResourceRow> => {
  const known = entries.get(view);
  if (known !== undefined) return known;
  const { group, resource, kind, versions, namespaced, paths } = JSON.parse(view.slice(PREFIX.length)) as OwnKind;
  const [version = '', ...olderVersions] = versions;
  const project = projectCustomResource(group, kind, paths) as ResourceEntry<CustomResourceRow>['project'];
  const entry = { group, version, olderVersions, resource, kind, namespaced, paths, project };
  entries.set(view, entry);
  return entry;
};
