import { objectKey } from '../../kubernetes/objects/object-key.ts';
import type { ReportedFinding, Result } from '../../model/result.ts';
import type { DrillFault } from './faults.ts';

/** A fault of this drill, with the objects that were made for it. */
export interface MadeFault {
  readonly fault: DrillFault;
  readonly namespace: string;
  /** Of its objects. */
  readonly name: string;
}

/** The finding that names a fault: about one of its objects, with one of its reasons. Undefined: none does. */
export const findNaming = (results: readonly Result[], made: MadeFault): ReportedFinding | undefined =>
  results
    .flatMap(({ findings }) => findings)
    .find((finding) => made.fault.reasons.some((reason) => reason === finding.reason) && isAbout(finding, made));

const isAbout = ({ object, objects }: ReportedFinding, { namespace, name }: MadeFault): boolean => {
  const keys = new Set([...(object === undefined ? [] : [object]), ...objects].map(objectKey));
  const kinds = ['Deployment', 'Job', 'Service'];
  return (
    kinds.some((kind) => keys.has(objectKey({ kind, namespace, name }))) ||
    objects.some((one) => one.kind === 'Pod' && one.namespace === namespace && one.name.startsWith(`${name}-`))
  );
};
