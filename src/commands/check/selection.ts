import type { Registration } from '../../check/check.ts';
import { CLUSTER_SERVICE } from '../../config/registrations/usages.ts';
import { inShard, selectByFilters } from '../../config/select.ts';
import { readsCluster } from './execute-checks.ts';
import type { RunContext } from './run-context.ts';

/**
 * The registrations that the filters select, of these the share of this shard. Who waits for the cluster waits for its
 * workloads to settle, too.
 * @throws {UsageError} on an unknown value, and when nothing is selected.
 */
export const selectRegistrations = ({ config, flags, shard }: RunContext): readonly Registration[] => {
  const filtered = selectByFilters(config.registrations, flags, config);
  const selected = flags.wait === undefined ? filtered : withSettling(filtered, config.registrations);
  return shard === null ? selected : inShard(selected, shard);
};

/** The check that is red while a rollout is under way, which all others give its time. */
const SETTLING_CHECK = 'workloads-settled';

const withSettling = (selected: readonly Registration[], all: readonly Registration[]): readonly Registration[] => {
  const settling = all.find(({ check, service }) => check === SETTLING_CHECK && service === CLUSTER_SERVICE);
  if (settling === undefined || selected.includes(settling) || !selected.some(readsCluster)) return selected;
  return [...selected, settling];
};
