import { isProbeName } from '../probes/index.ts';
import type { CheckMetadata } from './check.ts';

type CheckSourcesOf = Pick<CheckMetadata, 'needs' | 'wants'>;

/** Whether a check reads objects of the cluster, be it that it could do without each of them. */
export const readsCluster = ({ needs, wants = [] }: CheckSourcesOf): boolean =>
  wants.length > 0 || !needs.every(isProbeName);

/** Whether a check judges nothing but objects of the cluster. */
export const isClusterCheck = (check: CheckSourcesOf): boolean => readsCluster(check) && !check.needs.some(isProbeName);
