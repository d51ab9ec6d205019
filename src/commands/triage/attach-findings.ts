import { objectKey } from '../../kubernetes/objects/object-key.ts';
import type { ObjectRef, ReportedFinding } from '../../model/result.ts';
import type { Link, Path } from '../../triage/chain.ts';
import { worstVerdict } from '../../triage/chain.ts';

/** A link with what the checks found on its objects. */
export interface JudgedLink extends Link {
  /** Findings that no other one explains. */
  readonly findings: readonly ReportedFinding[];
  /** Those that another one explains, by its fingerprint in `causedBy`. */
  readonly consequences: readonly ReportedFinding[];
}

/** A path whose links have their findings: a root finding makes its link `broken`, one that warns `suspicious`. */
export const attachFindings = (
  { links }: Path,
  findings: readonly ReportedFinding[],
): { readonly links: readonly JudgedLink[] } => {
  const judged: JudgedLink[] = [];
  let workload: ObjectRef | undefined;
  for (const link of links) {
    if (link.kind === 'workload') workload = link.object;
    if (link.kind === 'endpoints') workload = undefined;
    judged.push(
      judgeLink(
        link,
        findings.filter((finding) => isOfLink(finding, link, workload)),
      ),
    );
  }
  return { links: judged };
};

const judgeLink = (link: Link, all: readonly ReportedFinding[]): JudgedLink => {
  const findings = all.filter(({ causedBy }) => causedBy === undefined);
  const levels = findings.map(({ level }) => (level === 'fault' ? 'broken' : 'suspicious'));
  const fault = findings.find(({ level }) => level === 'fault');
  return {
    ...link,
    verdict: worstVerdict([link.verdict, ...levels]),
    text: fault?.message ?? (link.verdict === 'ok' ? findings[0]?.message : undefined) ?? link.text,
    findings,
    consequences: all.filter(({ causedBy }) => causedBy !== undefined),
  };
};

/** Reasons of findings on a Service that are about what stands behind it. */
const ENDPOINT_REASONS: ReadonlySet<string> = new Set(['no_endpoints', 'few_endpoints', 'endpoints_stale']);

const isOfLink = (finding: ReportedFinding, link: Link, workload: ObjectRef | undefined): boolean => {
  switch (link.kind) {
    case 'route':
      return isAbout(finding, [link.object, ...link.objects]) && isOfUrls(finding, link.urls);
    case 'service':
      return isAboutOrInside(finding, link.object) && !ENDPOINT_REASONS.has(finding.reason);
    case 'endpoints':
      return isAbout(finding, [link.object]) && ENDPOINT_REASONS.has(finding.reason);
    case 'workload':
      return isAbout(finding, [link.object]) && !isOfContainer(finding) && !isOfPods(finding);
    case 'pod':
      return !isOfContainer(finding) && isOfLinkPods(finding, link, workload);
    case 'container':
      return isOfContainer(finding) && isOfLinkPods(finding, link, workload);
  }
};

const isAbout = ({ object }: ReportedFinding, refs: readonly ObjectRef[]): boolean =>
  object !== undefined && refs.some((ref) => objectKey(ref) === objectKey(object));

/** A finding on a NetworkPolicy names the Service that it closes. */
const isAboutOrInside = (finding: ReportedFinding, ref: ObjectRef): boolean =>
  isAbout(finding, [ref]) || finding.objects.some((one) => objectKey(one) === objectKey(ref));

/** A finding on one backend of an Ingress is of the way that leads there. */
const isOfUrls = ({ evidence: { urls } }: ReportedFinding, own: Link['urls'] = []): boolean =>
  !Array.isArray(urls) || urls.some((url) => own.includes(String(url)));

const isOfContainer = ({ object }: ReportedFinding): boolean => object?.container !== undefined;

const isOfPods = ({ object, objects }: ReportedFinding): boolean =>
  object?.kind === 'Pod' || objects.some(({ kind }) => kind === 'Pod');

/** A finding on a workload whose pods are those of the link, or on one of these pods. */
const isOfLinkPods = (finding: ReportedFinding, link: Link, workload: ObjectRef | undefined): boolean => {
  const pods = new Set([link.object, ...link.objects].filter(({ kind }) => kind === 'Pod').map(objectKey));
  if (finding.object !== undefined && pods.has(objectKey(finding.object))) return true;
  if (!isOfPods(finding)) return false;
  const isOwn = workload !== undefined && isAbout(finding, [workload]);
  return isOwn || finding.objects.some((ref) => pods.has(objectKey(ref)));
};
