import { isOwnKindView } from '../own-kinds.ts';
import {
  fullResourceName,
  isResourceName,
  type ListedViewName,
  type ResourceName,
  resourceNames,
  resourceOf,
} from '../resources.ts';
import { resourceNameOfFile, withoutExtension } from './resource-of-file.ts';

/** The group of `batch/v1`; empty for the core group. */
export const apiGroupOf = (apiVersion: string): string =>
  apiVersion.includes('/') ? (apiVersion.split('/')[0] as string) : '';

const namesByKind = (names: readonly ResourceName[]): ReadonlyMap<string, ResourceName> =>
  new Map(names.map((name) => [`${resourceOf(name).group}/${resourceOf(name).kind}`, name]));

const NAME_BY_KIND = namesByKind(resourceNames);

/** Which resource the parts of a recording hold; `ownViews` are those of kinds that the configuration names. */
export const createRecordedNames = (ownViews: readonly ListedViewName[]) => {
  const ownByKind = namesByKind(ownViews);
  const ownByResource = new Map(ownViews.map((name) => [fullResourceName(resourceOf(name)), name]));
  return {
    /** The resource of this kind, whatever the version; undefined: of no interest. */
    nameOfKind: (apiVersion: string | undefined, kind: string | undefined): ResourceName | undefined => {
      const key = `${apiGroupOf(apiVersion ?? '')}/${kind}`;
      return NAME_BY_KIND.get(key) ?? ownByKind.get(key);
    },
    /** The resource that a file of this name holds; undefined: it does not say. */
    nameOfFile: (file: string): ResourceName | undefined =>
      resourceNameOfFile(file) ?? ownByResource.get(withoutExtension(file)),
    /** The resource that a snapshot calls so; an own kind may have been judged by other fields then. */
    nameOfView: (view: string): ResourceName | undefined => {
      if (!isResourceName(view)) return undefined;
      return isOwnKindView(view) ? ownByResource.get(fullResourceName(resourceOf(view))) : view;
    },
  };
};
