import type { Registration } from '../check/check.ts';
import {
  type LabelSelector,
  type Labels,
  matchesSelector,
  parseSelector,
} from '../kubernetes/objects/label-selector.ts';
import { objectKey } from '../kubernetes/objects/object-key.ts';
import { revisionOwner } from '../kubernetes/objects/revision-owner.ts';
import { type ResourceName, resourceTable } from '../kubernetes/resources.ts';
import type { ClusterData } from '../kubernetes/rows/cluster-data.ts';
import { iterateRows } from '../kubernetes/rows/pages.ts';
import type { ObjectRef, ReportedFinding, Result } from '../model/result.ts';
import { healthyOf } from '../model/status.ts';
import { verdictOfNothing } from './nothing-to-judge.ts';
import { remedyOf } from './remedies.ts';
import { isJudged, replaceFindings } from './verdict-of-findings.ts';

/** The fields of a row, of any view, that selection reads. */
interface SelectableRow {
  readonly ref: ObjectRef;
  readonly labels?: Labels;
  readonly templateLabels?: Labels;
  readonly owner?: { readonly kind: string; readonly name: string };
}

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
    if (selector !== undefined) return narrowToService(result, claims(selector), { ...registration, selector });
    const sets = claimed.map(claims);
    if (sets.length === 0) return result;
    const findings = result.findings.filter((finding) => !sets.some(({ keys }) => isAboutAny(finding, keys)));
    return findings.length === result.findings.length ? result : replaceFindings(result, findings, title);
  });
};

interface SelectedObjects {
  readonly keys: ReadonlySet<string>;
  /** How many objects of each view are selected, owners included. */
  readonly countOf: (view: string) => number;
}

const narrowToService = (
  result: Result,
  { keys, countOf }: SelectedObjects,
  registration: Registration & { readonly selector: string },
): Result => {
  const isEmpty = result.status === 'skipped' && result.reason === 'empty_result';
  if (!isJudged(result) && !isEmpty) return result;
  if (keys.size === 0) {
    const verdict = { status: 'error', reason: 'empty_result' } as const;
    const message = `the selector "${registration.selector}" matches no object`;
    const remedy = remedyOf(registration, verdict);
    return { ...result, ...verdict, healthy: healthyOf('error'), message, remedy, findings: [] };
  }
  if (isEmpty) return result;
  const findings = result.findings.filter((finding) => isAboutAny(finding, keys));
  const looked = Object.fromEntries(Object.keys(result.looked).map((view) => [view, countOf(view)]));
  const narrowed = replaceFindings({ ...result, looked }, findings, registration.title);
  const nothing = narrowed.status === 'ok' ? verdictOfNothing(registration, looked) : undefined;
  if (nothing === undefined) return narrowed;
  return { ...narrowed, ...nothing, healthy: null, remedy: remedyOf(registration, nothing) };
};

const isAboutAny = ({ object, objects }: ReportedFinding, keys: ReadonlySet<string>): boolean =>
  [...(object === undefined ? [] : [object]), ...objects].some((ref) => keys.has(objectKey(ref)));

const cachedSelection = (views: ClusterData['views']): ((selector: string) => SelectedObjects) => {
  const known = new Map<string, SelectedObjects>();
  return (selector) => {
    const claim = known.get(selector) ?? selectObjects(selector, views);
    known.set(selector, claim);
    return claim;
  };
};

const selectObjects = (text: string, views: ClusterData['views']): SelectedObjects => {
  const selector = parseSelector(text);
  const keys = new Set<string>();
  for (const view of Object.values(views)) {
    for (const row of iterateRows(view) as Iterable<SelectableRow>) {
      if (isSelected(row, selector)) for (const ref of [row.ref, ...ownersOf(row)]) keys.add(objectKey(ref));
    }
  }
  return { keys, countOf: (view) => countOfKind(keys, view) };
};

const countOfKind = (keys: ReadonlySet<string>, view: string): number => {
  const kind = Object.hasOwn(resourceTable, view) ? resourceTable[view as ResourceName].kind : undefined;
  return [...keys].filter((key) => key.startsWith(`${kind}/`)).length;
};

const isSelected = ({ labels, templateLabels }: SelectableRow, selector: LabelSelector): boolean =>
  (labels !== undefined && matchesSelector(selector, labels)) ||
  (templateLabels !== undefined && matchesSelector(selector, templateLabels));

/** The owners of the object: its controller, and what stands above that one. */
const ownersOf = ({ ref, labels, owner }: SelectableRow): readonly ObjectRef[] => {
  if (owner === undefined) return [];
  const namespace = ref.namespace === undefined ? {} : { namespace: ref.namespace };
  const above = revisionOwner(owner, labels);
  return [
    { kind: owner.kind, name: owner.name, ...namespace },
    ...(above === undefined ? [] : [{ ...above, ...namespace }]),
  ];
};
