import type { Registration } from '../check/check.ts';
import type { ViewName } from '../kubernetes/resources.ts';
import type { ClusterData } from '../kubernetes/rows/cluster-data.ts';
import type { CheckInputs } from './protocol.ts';

/** Runs a part of the plan: on worker threads, or in child processes. */
export interface Executor {
  /** Aborts what still runs; a check that ends within its grace reports how far it got. */
  cancel(message: string): void;
  /** Ends what is left. Resolves soon after `ms` milliseconds, to true when something could not be ended. */
  stop(ms: number): Promise<boolean>;
}

/** The inputs of these registrations: the views that they need or want, and no others. */
export const selectInputs = (registrations: readonly Registration[], { views, now }: ClusterData): CheckInputs => {
  const names = new Set<string>(
    registrations.flatMap((registration): ViewName[] => [...registration.views, ...registration.wantedViews]),
  );
  return { views: Object.fromEntries(Object.entries(views).filter(([name]) => names.has(name))), now };
};
