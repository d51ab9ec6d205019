import { objectKey } from '../../kubernetes/objects/object-key.ts';
import { TRAFFIC_KINDS } from '../../kubernetes/objects/traffic-kinds.ts';
import type { Problem, ReportedFinding } from '../../model/result.ts';

/** How much these findings, a root and what follows from it, are about. */
export const measureReach = (findings: readonly ReportedFinding[]): Problem['reach'] => {
  const subjects = new Map(
    findings.flatMap(({ object, objects }) =>
      [...(object === undefined ? [] : [object]), ...objects].map((ref) => [objectKey(ref), ref.kind] as const),
    ),
  );
  const kinds = [...subjects.values()];
  return { objects: kinds.length, services: kinds.filter((kind) => TRAFFIC_KINDS.includes(kind)).length };
};

/** Names of evidence that hold the moment at which a state began. */
const START_NAME = /since$|^(?:lastTransitionTime|deletedAt|endedAt|failedAt)$/i;

/** The earliest moment in the evidence at which it began, RFC 3339 in UTC; undefined when it has none. */
export const startOf = ({ evidence }: ReportedFinding): string | undefined => {
  const moments = Object.entries(evidence).flatMap(([name, value]) =>
    START_NAME.test(name) && typeof value === 'string' ? [Date.parse(value)] : [],
  );
  const known = moments.filter((moment) => !Number.isNaN(moment));
  return known.length === 0 ? undefined : new Date(Math.min(...known)).toISOString();
};
