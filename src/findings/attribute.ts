import type { Registration } from '../check/check.ts';
import type { ClusterData } from '../kubernetes/rows/cluster-data.ts';
import type { ReportedFinding, Result } from '../model/result.ts';
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
  claims: ServiceClaims,
): readonly Result[] =>
  results.map((result, index) => {
    const registration = registrations[index] as Registration;
    const isOwn = claims.ownerTest(registration);
    const { selector, title } = registration;
    if (selector !== undefined)
      return narrowResult(result, { ...registration, selector }, claims.select(selector), isOwn);
    const findings = result.findings.filter(isOwn);
    return findings.length === result.findings.length ? result : replaceFindings(result, findings, title);
  });

/** Which objects services claim by their selectors. */
export interface ServiceClaims {
  readonly select: (selector: string) => SelectedObjects;
  /** A function that says whether a finding of this check belongs to the service of the registration. */
  readonly ownerTest: (registration: Registration) => (finding: ReportedFinding) => boolean;
}

/** Claims over what was read of the cluster; the objects of each selector are looked for once. */
export const createClaims = (views: ClusterData['views']): ServiceClaims => {
  const select = cachedSelection(views);
  return {
    select,
    ownerTest: ({ selector, claimed = [] }) => {
      if (selector !== undefined) {
        const selected = select(selector);
        return (finding) => isAboutSelected(finding, selected);
      }
      const sets = claimed.map(select);
      return (finding) => !sets.some((selected) => isAboutSelected(finding, selected));
    },
  };
};

const cachedSelection = (views: ClusterData['views']): ((selector: string) => SelectedObjects) => {
  const known = new Map<string, SelectedObjects>();
  return (selector) => {
    const claim = known.get(selector) ?? selectObjects([selector], views);
    known.set(selector, claim);
    return claim;
  };
};
