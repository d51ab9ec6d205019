import type { Registration } from '../check/check.ts';
import type { ClusterData } from '../kubernetes/rows/cluster-data.ts';
import type { Result } from '../model/result.ts';
import { narrowResult } from './narrow-result.ts';
import { isAboutSelected, type SelectedObjects, selectObjects } from './select-objects.ts';
import { replaceFindings } from './verdict-of-findings.ts';

/**
 * The results with every finding in one place: under the service whose selector matches its object, else under the
 * cluster. Each check judged all objects, since a Service or an Ingress depends on objects beside it. A selector that matches
 * nothing is `error`: nothing was verified.
 */
export const attributeToServices = (
  results: readonly Result[],
  registrations: readonly Registration[],
  views: ClusterData['views'],
): readonly Result[] => {
  const claims = cachedSelection(views);
  return results.map((result, index) => {
    const registration = registrations[index] as Registration;
    const { selector, claimed = [], title } = registration;
    if (selector !== undefined) {
      const selected = claims(selector);
      return narrowResult(result, { ...registration, selector }, selected, (finding) =>
        isAboutSelected(finding, selected),
      );
    }
    const sets = claimed.map(claims);
    if (sets.length === 0) return result;
    const findings = result.findings.filter((finding) => !sets.some((selected) => isAboutSelected(finding, selected)));
    return findings.length === result.findings.length ? result : replaceFindings(result, findings, title);
  });
};

const cachedSelection = (views: ClusterData['views']): ((selector: string) => SelectedObjects) => {
  const known = new Map<string, SelectedObjects>();
  return (selector) => {
    const claim = known.get(selector) ?? selectObjects([selector], views);
    known.set(selector, claim);
    return claim;
  };
};
