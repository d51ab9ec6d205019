import type { Registration } from '../../check/check.ts';
import { CLUSTER_SERVICE } from '../../config/registrations/usages.ts';

/** Whether a registration judges objects of the cluster; the others ask services. */
export const readsCluster = ({ views, wantedViews }: Registration): boolean => views.length + wantedViews.length > 0;

/** The check that is red while a rollout is under way, which all others give its time. */
const SETTLING_CHECK = 'workloads-settled';

/** The selected registrations with what `--wait` adds: who waits for the cluster waits for its workloads to settle, too. */
export const withSettling = (
  selected: readonly Registration[],
  all: readonly Registration[],
): readonly Registration[] => {
  const settling = all.find(({ check, service }) => check === SETTLING_CHECK && service === CLUSTER_SERVICE);
  if (settling === undefined || selected.includes(settling) || !selected.some(readsCluster)) return selected;
  return [...selected, settling];
};
