import type { Registration } from '../check/check.ts';
import { viewLabel } from '../kubernetes/resources.ts';
import type { ReportedFinding, Result } from '../model/result.ts';
import { healthyOf } from '../model/status.ts';
import { verdictOfNothing } from './nothing-to-judge.ts';
import { remedyOf } from './remedies.ts';
import type { SelectedObjects } from './select-objects.ts';
import { isJudged, replaceFindings } from './verdict-of-findings.ts';

/** A registration with the label selector that narrows its result, as people read it. */
export type NarrowedRegistration = Registration & { readonly selector: string };

/**
 * The result of a cluster check for a part of the objects: with the findings that `isKept` keeps, judged again. Where no
 * object at all is selected it is `error`, and where none of the kind that the check judges `skipped`: nothing was verified.
 */
export const narrowResult = (
  result: Result,
  registration: NarrowedRegistration,
  { keys, countOf }: SelectedObjects,
  isKept: (finding: ReportedFinding) => boolean,
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
  const views = [...new Set([...registration.views, ...registration.wantedViews])];
  const counted = views.filter((view) => Object.hasOwn(result.looked, viewLabel(view)));
  const looked = Object.fromEntries(counted.map((view) => [viewLabel(view), countOf(view)]));
  const narrowed = replaceFindings({ ...result, looked }, result.findings.filter(isKept), registration.title);
  const nothing = narrowed.status === 'ok' ? verdictOfNothing(registration, looked) : undefined;
  if (nothing === undefined) return narrowed;
  return { ...narrowed, ...nothing, healthy: null, remedy: remedyOf(registration, nothing) };
};
