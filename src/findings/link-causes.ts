import { objectKey } from '../kubernetes/objects/object-key.ts';
import type { ObjectRef, ReportedFinding, Result } from '../model/result.ts';
import { replaceFindings } from './verdict-of-findings.ts';

/**
 * The same results, with `causedBy` on each finding that another one explains: the fingerprint of the root of its chain. A
 * finding names the objects whose faults would explain it (`because`); one that is about such an object is its cause. Findings
 * without a cause come first, so that the message of a result is about a root. Changes no verdict.
 */
export const linkCauses = (results: readonly Result[]): readonly Result[] => {
  const findings = results.flatMap((result) => result.findings);
  const parents = findDirectCauses(findings);
  return results.map((result) => {
    const linked = result.findings.map((finding) => {
      const { because: _, ...rest } = finding;
      const root = rootCauseOf(finding, parents);
      return root === undefined ? rest : { ...rest, causedBy: root.fingerprint };
    });
    return replaceWithLinked(result, linked);
  });
};

const replaceWithLinked = (result: Result, linked: readonly ReportedFinding[]): Result => {
  const findings = sortRootsFirst(linked);
  const isAsBefore = findings.every((finding, at) => finding === linked[at]);
  return isAsBefore ? { ...result, findings } : replaceFindings(result, findings, result.message);
};

/** The findings that no other one causes, then those that follow. */
export const sortRootsFirst = (findings: readonly ReportedFinding[]): readonly ReportedFinding[] =>
  findings.toSorted((one, other) => Number(one.causedBy !== undefined) - Number(other.causedBy !== undefined));

/** What explains a finding directly, which another one may explain in turn. */
export type CauseMap = ReadonlyMap<ReportedFinding, ReportedFinding>;

/** The direct cause of each of these findings that has one among them. */
export const findDirectCauses = (findings: readonly ReportedFinding[]): CauseMap => {
  const about = new Map<string, ReportedFinding[]>();
  for (const finding of findings) {
    for (const key of subjectKeys(finding)) about.set(key, [...(about.get(key) ?? []), finding]);
  }
  const parents = new Map<ReportedFinding, ReportedFinding>();
  for (const finding of findings) {
    const parent = (finding.because ?? [])
      .flatMap((ref) => (about.get(objectKey(ref)) ?? []).filter((candidate) => !isOtherContainer(candidate, ref)))
      .find(
        (candidate) => candidate !== finding && canExplain(candidate, finding) && !isExplainedBy(candidate, finding),
      );
    if (parent !== undefined) parents.set(finding, parent);
  }
  return parents;
};

/** Where both name a container it has to be the same one: the crash of a sidecar does not explain another container's. */
const isOtherContainer = ({ object }: ReportedFinding, { container }: ObjectRef): boolean =>
  container !== undefined && object?.container !== undefined && object.container !== container;

/** Whether one finding may be the reason of another, by what both are. */
const canExplain = (cause: ReportedFinding, finding: ReportedFinding): boolean =>
  !isNodeAside(cause, finding) && !isOwnWarning(cause, finding) && !isSecretThere(cause, finding);

/** A Secret that was made is there, be it that it is not made anew: a pod that does not come up waits for something else. */
const isSecretThere = ({ evidence }: ReportedFinding, { reason }: ReportedFinding): boolean =>
  reason === 'stuck_creating' && evidence.secretMade === true;

/** A node that is old or full harms no pod that it has, and one that takes no pods only those that look for a node. */
const isNodeAside = ({ reason }: ReportedFinding, finding: ReportedFinding): boolean =>
  reason === 'node_cordoned' || reason === 'node_removal'
    ? finding.reason !== 'unschedulable'
    : reason === 'node_full' || reason === 'version_skew';

/** What is only worth a warning of a workload does not keep it from settling. */
const isOwnWarning = ({ level, object }: ReportedFinding, finding: ReportedFinding): boolean =>
  finding.reason === 'not_settled' &&
  level === 'warning' &&
  object !== undefined &&
  finding.object !== undefined &&
  objectKey(object) === objectKey(finding.object);

/** A finding that the other would explain in turn is not its cause. */
const isExplainedBy = (one: ReportedFinding, other: ReportedFinding): boolean => {
  const subjects = subjectKeys(other);
  return (one.because ?? []).some((ref) => subjects.has(objectKey(ref)));
};

const subjectKeys = ({ object, objects }: ReportedFinding): ReadonlySet<string> =>
  new Set([...(object === undefined ? [] : [object]), ...objects].map(objectKey));

const rootCauseOf = (finding: ReportedFinding, parents: CauseMap): ReportedFinding | undefined => {
  const seen = new Set([finding]);
  let root: ReportedFinding | undefined;
  for (let next = parents.get(finding); next !== undefined && !seen.has(next); next = parents.get(next)) {
    seen.add(next);
    root = next;
  }
  return root;
};
