import type { RegistrationIdentity } from '../config/registrations/register.ts';
import { type CheckFilters, inShard, preselectByFilters, type Shard } from '../config/select.ts';
import { REGISTRATIONS_PER_LANE } from '../run/threads/deal-lanes.ts';
import { type PrewarmedPool, startPrewarmedPool } from '../run/threads/prewarmed-worker.ts';

/** A worker thread that loads the code of its checks while the rest of the configuration is read. */
export type PrewarmedWorker = PrewarmedPool;

interface PrewarmSelection extends CheckFilters {
  /** A saved cluster has no services to ask. */
  readonly snapshot?: string;
  readonly shard: Shard | null;
}

/**
 * Starts a worker thread as soon as it is seen that services will be asked, if they are few enough for one: a run of one
 * HTTP check takes a fifth less time. Undefined when there is nothing to start it for. Whoever started it disposes of it.
 */
export const prewarmWorker = (
  usages: readonly RegistrationIdentity[],
  { shard, snapshot, ...filters }: PrewarmSelection,
): PrewarmedWorker | undefined => {
  if (snapshot !== undefined) return undefined;
  const selected = preselectByFilters(usages, filters);
  const services = (shard === null ? selected : inShard(selected, shard)).filter(asksService);
  if (services.length === 0 || services.length > REGISTRATIONS_PER_LANE) return undefined;
  return startPrewarmedPool({
    probes: services.flatMap(({ probes }) => probes),
    checks: services.map(({ check }) => check),
  });
};

const asksService = ({ module, probes }: RegistrationIdentity): boolean => module === undefined && probes.length > 0;
