import { objectKey } from '../../kubernetes/objects/object-key.ts';
import type { ObjectRef, ReportedFinding, Result } from '../../model/result.ts';
import { objectName } from '../../report/present/names.ts';
import type { WorkloadState, WorkloadStatus } from '../../status/workload-status.ts';

/** A workload with what the checks found of it. */
export interface JudgedWorkload extends WorkloadStatus {
  readonly findings: readonly ReportedFinding[];
  /** The roots of those findings, where they are about other objects. */
  readonly causes: readonly ReportedFinding[];
}

/** Groups of checks that judge replicas and what they run. What others find is about other objects. */
const STATE_GROUPS: ReadonlySet<string> = new Set(['pods', 'workloads', 'images']);

/** Adds the findings about workloads and their pods. A fault that the state does not show makes it degraded. */
export const attachFindings = (
  workloads: readonly WorkloadStatus[],
  results: readonly Result[],
): readonly JudgedWorkload[] => {
  const judged = results.filter(({ group }) => STATE_GROUPS.has(group)).flatMap(({ findings }) => findings);
  const roots = new Map(
    results.flatMap(({ findings }) => findings.map((finding) => [finding.fingerprint, finding] as const)),
  );
  const byObject = new Map<string, ReportedFinding[]>();
  for (const finding of judged)
    for (const key of new Set(objectsOf(finding).map(plainKey)))
      byObject.set(key, [...(byObject.get(key) ?? []), finding]);
  return workloads.map((workload) => {
    const own = [...new Set(keysOf(workload).flatMap((key) => byObject.get(key) ?? []))].toSorted(rootsFirst);
    const known = new Set(own.map(({ fingerprint }) => fingerprint));
    const causes = [
      ...new Set(own.flatMap(({ causedBy }) => (causedBy === undefined ? [] : (roots.get(causedBy) ?? [])))),
    ];
    return {
      ...workload,
      ...raised(workload, own),
      findings: own,
      causes: causes.filter(({ fingerprint }) => !known.has(fingerprint)),
    };
  });
};

const objectsOf = ({ object, objects }: ReportedFinding): readonly ObjectRef[] => [
  ...(object === undefined ? [] : [object]),
  ...objects,
];

const plainKey = ({ container: _, ...ref }: ObjectRef): string => objectKey(ref);

const keysOf = ({ ref, replicas }: WorkloadStatus): readonly string[] => [
  objectKey(ref),
  ...replicas.map((replica) => objectKey(replica.ref)),
];

const rootsFirst = (one: ReportedFinding, other: ReportedFinding): number =>
  Number(one.level === 'warning') - Number(other.level === 'warning') ||
  Number(one.causedBy !== undefined) - Number(other.causedBy !== undefined);

/** States that a fault contradicts: past its grace nothing is launching any more. */
const RAISED: ReadonlySet<WorkloadState> = new Set(['running', 'launching', 'finished']);

const raised = (
  { state, text }: WorkloadStatus,
  findings: readonly ReportedFinding[],
): Pick<WorkloadStatus, 'state' | 'text'> => {
  const fault = findings.find(({ level }) => level === 'fault');
  if (fault === undefined || !RAISED.has(state)) return { state, text };
  return { state: 'degraded', text: [text, fault.message].filter(Boolean).join('; ') };
};

/** What a cause is, in one line. */
export const causeText = (finding: ReportedFinding): string =>
  finding.object === undefined ? finding.message : `${objectName(finding.object)}: ${finding.message}`;
