import type { RegistrationIdentity } from '../config/registrations/register.ts';
import { type CheckFilters, inShard, preselectByFilters, type Shard } from '../config/select.ts';
import { type ClusterThread, createClusterThread } from '../run/threads/cluster-thread.ts';
import { REGISTRATIONS_PER_LANE } from '../run/threads/deal-lanes.ts';
import { type PrewarmedPool, startPrewarmedPool } from '../run/threads/prewarmed-worker.ts';
import { optimizeJudging } from './v8-flags.ts';

/** Worker threads that start while the rest of the configuration is read. */
export interface PrewarmedThreads {
  /** Loads the code of its checks. */
  readonly services?: PrewarmedPool | undefined;
  readonly cluster?: ClusterThread | undefined;
  /** Ends those that nobody took. */
  dispose(): Promise<void>;
}

interface PrewarmSelection extends CheckFilters {
  /** A saved cluster has no services to ask, and is read in the main thread. */
  readonly snapshot?: string;
  readonly shard: Shard | null;
  readonly numWorkers: number;
  /** Each look at a cluster that is waited for has a thread of its own. */
  readonly wait?: number;
  /** V8's flags are not those under which a cluster is read. */
  readonly hasOtherFlags: boolean;
}

/**
 * Starts threads as soon as it is seen what they are for: one that asks services, if they are few enough for it, and one that
 * reads the cluster. A run of one HTTP check takes a fifth less time. Whoever has them disposes of them.
 */
export const prewarmThreads = (
  usages: readonly RegistrationIdentity[],
  { shard, snapshot, wait, numWorkers, hasOtherFlags, ...filters }: PrewarmSelection,
): PrewarmedThreads => {
  const isLooking = snapshot === undefined && wait === undefined;
  const preselected = isLooking ? preselectByFilters(usages, filters) : [];
  const selected = shard === null ? preselected : inShard(preselected, shard);
  const services = prewarmServices(selected.filter(asksService));
  const cluster = !hasOtherFlags && selected.some(readsCluster) ? startClusterThread(numWorkers) : undefined;
  return {
    services,
    cluster,
    dispose: async () => {
      await Promise.all([services?.dispose(), cluster?.dispose()]);
    },
  };
};

const startClusterThread = (numWorkers: number): ClusterThread => {
  optimizeJudging();
  const thread = createClusterThread(numWorkers);
  thread.start();
  return thread;
};

const prewarmServices = (services: readonly RegistrationIdentity[]): PrewarmedPool | undefined =>
  services.length === 0 || services.length > REGISTRATIONS_PER_LANE
    ? undefined
    : startPrewarmedPool({
        probes: services.flatMap(({ probes }) => probes),
        checks: services.map(({ check }) => check),
      });

const asksService = ({ module, probes }: RegistrationIdentity): boolean => module === undefined && probes.length > 0;

const readsCluster = ({ module, views, wantedViews }: RegistrationIdentity): boolean =>
  module === undefined && views.length + wantedViews.length > 0;
