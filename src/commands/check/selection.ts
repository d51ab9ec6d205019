import type { Registration } from '../../check/check.ts';
import { inShard, selectByFilters } from '../../config/select.ts';
import type { RunContext } from './run-context.ts';

/**
 * The registrations that the filters select, of these the share of this shard.
 * @throws {UsageError} on an unknown value, and when nothing is selected.
 */
export const selectRegistrations = ({ config, flags, shard }: RunContext): readonly Registration[] => {
  const selected = selectByFilters(config.registrations, flags, config);
  return shard === null ? selected : inShard(selected, shard);
};
