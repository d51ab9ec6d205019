import type { Foreseen } from '../config/registrations/register.ts';
import { type Filters, inShard, named, type Shard } from '../config/select.ts';
import { type EarlyThread, LANE, startEarlyThread } from '../run/threads/prewarmed-worker.ts';

export type EarlyStart = ReturnType<typeof earlyStart>;

interface Wishes extends Filters {
  /** A saved cluster has no services to ask. */
  readonly snapshot?: string;
}

/**
 * Starts a thread as soon as it is seen that services will be asked, if they are few enough for one; `see` is told what the
 * configuration holds before it is known to be sound.
 */
export const earlyStart = (wishes: Wishes) => {
  let thread: EarlyThread | undefined;
  return {
    see: (uses: readonly Foreseen[], shard: Shard | null): void => {
      if (wishes.snapshot !== undefined) return;
      const all = named(uses, wishes);
      const mine = (shard === null ? all : inShard(all, shard)).filter(asksService);
      if (mine.length === 0 || mine.length > LANE) return;
      thread = startEarlyThread({
        probes: mine.flatMap(({ probes }) => probes),
        checks: mine.map(({ check }) => check),
      });
    },
    thread: (): EarlyThread | undefined => thread,
    /** Ends the thread if nobody took it. */
    drop: async (): Promise<void> => thread?.drop(),
  };
};

const asksService = ({ module, probes }: Foreseen): boolean => module === undefined && probes.length > 0;
