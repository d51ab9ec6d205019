import type { ReportedFinding, Result } from '../../../model/result.ts';
import { objectName } from '../../../report/present/names.ts';
import type { Refusals } from '../../../status/refused-creations.ts';
import type { WaitedFor } from './waited-for.ts';

/**
 * What of these results only a person can mend: the first workload that is waited for and of which `workloads-settled` says
 * that it does not heal by itself (an image that does not exist, a key that is missing, a refusal by policy), or events say
 * that its pods will not be created.
 */
export const lastingFault = (
  results: readonly Result[],
  { fingerprints }: Pick<WaitedFor, 'fingerprints'>,
  { lastingRefusal }: Pick<Refusals, 'lastingRefusal'>,
): string | undefined => {
  const waited = results.flatMap(({ findings }) => findings).filter(({ fingerprint }) => fingerprints.has(fingerprint));
  const lasting = waited.find(({ evidence }) => evidence.healsByItself === false);
  if (lasting !== undefined) return `${findingName(lasting)} does not mend itself`;
  return waited
    .map((finding) => ({ finding, refusal: refusalOf(finding, lastingRefusal) }))
    .flatMap(({ finding, refusal }) =>
      refusal === undefined ? [] : `${findingName(finding)} does not mend itself, its pods are refused: ${refusal}`,
    )[0];
};

const findingName = ({ object, message }: ReportedFinding): string =>
  object === undefined ? message : objectName(object);

const refusalOf = (
  { reason, object }: ReportedFinding,
  lastingRefusal: Refusals['lastingRefusal'],
): string | undefined => (reason === 'not_settled' && object !== undefined ? lastingRefusal(object) : undefined);
