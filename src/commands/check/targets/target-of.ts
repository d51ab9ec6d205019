import type { Registration } from '../../../check/check.ts';
import type { ServiceTarget } from '../../../params/service-target.ts';

/** The Service that a registration names in place of an address; a `target` of other checks is something else. */
export const targetOf = ({ targetAddress, parsed }: Registration): ServiceTarget | undefined =>
  targetAddress === undefined ? undefined : (parsed?.target as ServiceTarget | undefined);
