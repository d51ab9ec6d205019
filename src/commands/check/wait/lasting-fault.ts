import type { Result } from '../../../model/result.ts';
import { objectName } from '../../../report/present/names.ts';
import type { WaitedFor } from './waited-for.ts';

/**
 * What of these results only a person can mend: the first workload that is waited for and of which `workloads-settled` says
 * that it does not heal by itself (an image that does not exist, a key that is missing, a refusal by policy).
 */
export const lastingFault = (
  results: readonly Result[],
  { fingerprints }: Pick<WaitedFor, 'fingerprints'>,
): string | undefined => {
  const lasting = results
    .flatMap(({ findings }) => findings)
    .find(({ fingerprint, evidence }) => evidence.healsByItself === false && fingerprints.has(fingerprint));
  if (lasting === undefined) return undefined;
  return lasting.object === undefined ? lasting.message : objectName(lasting.object);
};
