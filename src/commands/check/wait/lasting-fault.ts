import type { Result } from '../../../model/result.ts';
import { objectName } from '../../../report/present/names.ts';

/**
 * What of these results only a person can mend: the first workload of which `workloads-settled` says that it does not heal
 * by itself (an image that does not exist, a key that is missing, a refusal by quota or policy), with its fault.
 */
export const lastingFault = (results: readonly Result[]): string | undefined => {
  const lasting = results.flatMap(({ findings }) => findings).find(({ evidence }) => evidence.healsByItself === false);
  if (lasting === undefined) return undefined;
  const { object, message } = lasting;
  return object === undefined ? message : `${objectName(object)} (${message})`;
};
