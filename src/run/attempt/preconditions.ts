import type { Registration } from '../../check/check.ts';
import { isCustomResource, isListedView, type ViewName, viewLabel } from '../../kubernetes/resources.ts';
import type { ClusterData, GatheredView, LoadedViews, ViewProblem } from '../../kubernetes/rows/cluster-data.ts';
import type { CheckVerdict } from './outcome.ts';

type GatheredViews = ClusterData['views'];

/** The verdict on a registration that cannot run: its own problem, or a needed view that could not be read; else undefined. */
export const blockingProblem = (registration: Registration, views: GatheredViews): CheckVerdict | undefined => {
  if (registration.problem !== undefined) return { status: 'error', reason: 'config', message: registration.problem };
  const problems = registration.views.flatMap((name) => viewProblem(name, views));
  return problems.find(({ status }) => status === 'error') ?? problems[0] ?? judgedProblem(registration, views);
};

/**
 * Of the views that a check judges and could do without: one that could not be read leaves objects unverified, and so do all
 * of them together when none is there.
 */
const judgedProblem = ({ judges = [], wantedViews }: Registration, views: GatheredViews): CheckVerdict | undefined => {
  const judged = judges.filter((name) => wantedViews.includes(name));
  const problems = judged.flatMap((name) => viewProblem(name, views));
  // A view that it needs is there by now.
  const isAbsent = judged.length === judges.length && judged.length > 0 && problems.length === judged.length;
  return problems.find(({ status }) => status === 'error') ?? (isAbsent ? problems[0] : undefined);
};

const viewProblem = (name: ViewName, views: GatheredViews): CheckVerdict[] => {
  const view = gatheredView(name, views);
  if (view === undefined)
    return [{ status: 'error', reason: 'internal', message: `the view ${viewLabel(name)} was not gathered` }];
  return 'problem' in view ? [view.problem] : [];
};

/** Rows by view name: of the views that a registration needs or wants, those that could be read. */
export const availableRows = (
  registration: Registration,
  views: LoadedViews,
): Readonly<Record<string, readonly unknown[]>> =>
  Object.fromEntries(
    [...registration.views, ...registration.wantedViews].flatMap((name) => {
      const view = Object.hasOwn(views, name) ? views[name] : undefined;
      return view === undefined || 'problem' in view ? [] : [[name, view.rows]];
    }),
  );

/** Notes on those views: what a read left out, and which of the wanted ones could not be read. */
export const viewNotes = (registration: Registration, views: GatheredViews): string[] => [
  ...registration.views.flatMap((name) => readNotes(gatheredView(name, views))),
  ...registration.wantedViews.flatMap((name) => {
    const view = gatheredView(name, views);
    if (view === undefined) return [`judged without ${viewLabel(name)}: not gathered`];
    if (!('problem' in view)) return readNotes(view);
    return isNotInstalled(name, view.problem) ? [] : [`judged without ${viewLabel(name)}: ${view.problem.message}`];
  }),
];

const isNotInstalled = (name: ViewName, { status }: ViewProblem): boolean =>
  status === 'skipped' && isListedView(name) && isCustomResource(name);

const readNotes = (view: GatheredView | undefined): readonly string[] =>
  view === undefined || 'problem' in view ? [] : (view.notes ?? []);

const gatheredView = (name: ViewName, views: GatheredViews): GatheredView | undefined =>
  Object.hasOwn(views, name) ? views[name] : undefined;
