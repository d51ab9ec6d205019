import type { Registration } from '../../check/check.ts';
import { inShard, selectByFilters } from '../../config/select.ts';
import { withSettling } from '../input/cluster-registrations.ts';
import type { RunContext } from './run-context.ts';

/**
 * The registrations that the filters select, of these the share of this shard. Who waits for the cluster waits for its
 * workloads to settle, too.
 * @throws {UsageError} on an unknown value, and when nothing is selected.
 */
export const selectRegistrations = ({ config, flags, shard, telemetry }: RunContext): readonly Registration[] => {
  const filtered = selectByFilters(config.registrations, flags, config);
  const selected = flags.wait === undefined ? filtered : withSettling(filtered, config.registrations);
  const ofShard = shard === null ? selected : inShard(selected, shard);
  const trace = telemetry?.trace ?? undefined;
  return trace === undefined ? ofShard : ofShard.map((registration) => ({ ...registration, trace }));
};
