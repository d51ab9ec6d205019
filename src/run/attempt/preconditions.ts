import type { Registration } from '../../check/check.ts';
import type { ViewName } from '../../kubernetes/resources.ts';
import type { ClusterData, GatheredView, LoadedViews } from '../../kubernetes/rows/cluster-data.ts';
import type { CheckVerdict } from './outcome.ts';

type GatheredViews = ClusterData['views'];

/** The verdict on a registration that cannot run: its own problem, or a needed view that could not be read; else undefined. */
export const blockingProblem = (registration: Registration, views: GatheredViews): CheckVerdict | undefined => {
  if (registration.problem !== undefined) return { status: 'error', reason: 'config', message: registration.problem };
  const problems = registration.views.flatMap((name) => viewProblem(name, views));
  return problems.find(({ status }) => status === 'error') ?? problems[0];
};

const viewProblem = (name: ViewName, views: GatheredViews): CheckVerdict[] => {
  const view = gatheredView(name, views);
  if (view === undefined)
    return [{ status: 'error', reason: 'internal', message: `the view ${name} was not gathered` }];
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
    if (view === undefined) return [`judged without ${name}: not gathered`];
    return 'problem' in view ? [`judged without ${name}: ${view.problem.message}`] : readNotes(view);
  }),
];

const readNotes = (view: GatheredView | undefined): readonly string[] =>
  view === undefined || 'problem' in view ? [] : (view.notes ?? []);

const gatheredView = (name: ViewName, views: GatheredViews): GatheredView | undefined =>
  Object.hasOwn(views, name) ? views[name] : undefined;
