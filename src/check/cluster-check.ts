import type { ViewName } from '../kubernetes/resources.ts';
import { isProbeName } from '../probes/index.ts';
import type { CheckMetadata } from './check.ts';

type CheckSourcesOf = Pick<CheckMetadata, 'needs' | 'wants'>;

/** Whether a check reads objects of the cluster, be it that it could do without each of them. */
export const readsCluster = ({ needs, wants = [] }: CheckSourcesOf): boolean =>
  wants.length > 0 || !needs.every(isProbeName);

/** Whether a check judges nothing but objects of the cluster. */
export const isClusterCheck = (check: CheckSourcesOf): boolean => readsCluster(check) && !check.needs.some(isProbeName);

/** Whether a check judges objects that a selector can narrow; those that a parameter names are no such. */
export const judgesCluster = (check: CheckMetadata): boolean => check.wantedBy === undefined && readsCluster(check);

/** The views that the parameters of a check name, of kinds that the catalogue does not know; undefined: it names none ever. */
export const namedViewsOf = (
  { namedViews }: CheckMetadata,
  settings: Readonly<Record<string, unknown>>,
): readonly ViewName[] | undefined => namedViews?.viewsOf(settings[namedViews.parameter]);

/** The lists that a check can do without and is to be handed, by its settings. */
export const wantedViewsOf = (
  { wants = [], wantedBy }: CheckMetadata,
  settings: Readonly<Record<string, unknown>>,
): readonly ViewName[] => {
  if (wantedBy === undefined) return wants;
  const named: unknown = Object.hasOwn(settings, wantedBy.parameter) ? settings[wantedBy.parameter] : undefined;
  if (typeof named !== 'object' || named === null) return [];
  return Object.entries(wantedBy.views).flatMap(([key, views]) => (Object.hasOwn(named, key) ? views : []));
};
