import type { Registration } from '../check/check.ts';
import type { ViewName } from '../kubernetes/resources.ts';
import type { Gathered } from '../kubernetes/rows/cluster-data.ts';
import type { Material } from './protocol.ts';

/** What works on a part of the plan: threads, or processes. */
export interface Crew {
  /** Tells it that the run ends; what can, says how far it got. */
  cancel(message: string): void;
  /** Ends what is left. Resolves soon after `ms` to whether something could not be ended. */
  stop(ms: number): Promise<boolean>;
}

/** What these registrations need to run: the views that they name and no others. */
export const materialFor = (registrations: readonly Registration[], { views, now }: Gathered): Material => {
  const names = new Set<string>(registrations.flatMap((one): ViewName[] => [...one.views, ...one.wantedViews]));
  return { views: Object.fromEntries(Object.entries(views).filter(([name]) => names.has(name))), now };
};
