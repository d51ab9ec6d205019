import type { ClusterData } from '../../kubernetes/rows/cluster-data.ts';
import { iterateRows } from '../../kubernetes/rows/pages.ts';
import type { PodRow } from '../../kubernetes/views/pods.ts';
import type { ReportedFinding, Result } from '../../model/result.ts';

const UID_PATTERN = /\bby pod ([0-9a-f]{8}-[0-9a-f-]{27})\b/;

/** The results with the names of the pods that their findings' pods made room for: the scheduler's event has only the uid. */
export const namePreemptors = (results: readonly Result[], views: ClusterData['views']): readonly Result[] => {
  const wanted = new Set(results.flatMap(({ findings }) => findings.flatMap((finding) => uidOf(finding) ?? [])));
  if (wanted.size === 0 || views.pods === undefined) return results;
  const named = new Map<string, string>();
  for (const pod of iterateRows(views.pods) as Iterable<PodRow>)
    if (wanted.has(pod.uid)) named.set(pod.uid, podText(pod));
  const explain = (finding: ReportedFinding): ReportedFinding => {
    const name = named.get(uidOf(finding) ?? '');
    return name === undefined ? finding : { ...finding, evidence: { ...finding.evidence, preemptedBy: name } };
  };
  return results.map((result) => ({ ...result, findings: result.findings.map(explain) }));
};

const uidOf = ({ evidence: { preempted } }: ReportedFinding): string | undefined =>
  typeof preempted === 'string' ? UID_PATTERN.exec(preempted)?.[1] : undefined;

/** `pod batch/render-1 (priority 1000, urgent)` */
const podText = ({ ref, template: { priority = 0, priorityClass } }: PodRow): string =>
  `pod ${ref.namespace}/${ref.name} (priority ${priority}${priorityClass === undefined ? '' : `, ${priorityClass}`})`;
