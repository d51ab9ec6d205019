import type { Registration } from '../check/check.ts';
import type { ClusterData } from '../kubernetes/rows/cluster-data.ts';
import type { ReportedFinding, Result } from '../model/result.ts';
import { type CauseMap, findDirectCauses } from './link-causes.ts';
import { narrowResult } from './narrow-result.ts';
import { judgedViews } from './nothing-to-judge.ts';
import { isAboutSelected, selectObjects } from './select-objects.ts';

/**
 * The results of the cluster's own checks with nothing but what concerns the objects that one of these label selectors
 * chooses: findings about them, and what causes these, wherever it is. Results of services, which have selectors of their
 * own, and of checks that judge no objects (what answers behind a `target`), stay as they are.
 * @throws {UsageError} on a text that is no selector.
 */
export const keepSelected = (
  results: readonly Result[],
  registrations: readonly Registration[],
  { selectors, views }: { readonly selectors: readonly string[]; readonly views: ClusterData['views'] },
): readonly Result[] => {
  if (selectors.length === 0) return results;
  const selected = selectObjects(selectors, views);
  const findings = results.flatMap((result) => result.findings);
  const about = findings.filter((finding) => isAboutSelected(finding, selected));
  const kept = withCauses(about, findDirectCauses(findings));
  const selector = selectors.join('" or "');
  return results.map((result, index) => {
    const registration = registrations[index] as Registration;
    if (registration.selector !== undefined || judgedViews(registration).length === 0) return result;
    return narrowResult(result, { ...registration, selector }, selected, (finding) => kept.has(finding));
  });
};

const withCauses = (findings: readonly ReportedFinding[], causes: CauseMap): ReadonlySet<ReportedFinding> => {
  const all = new Set(findings);
  for (const finding of all) {
    const cause = causes.get(finding);
    if (cause !== undefined) all.add(cause);
  }
  return all;
};
