import type { Registration } from '../../check/check.ts';
import type { ViewName } from '../../kubernetes/resources.ts';
import type { Gathered, GatheredView, OpenViews } from '../../kubernetes/rows/cluster-data.ts';
import type { Verdict } from './outcome.ts';

type GatheredViews = Gathered['views'];

/** Why a registration cannot run at all, or undefined: its own problem, or a view that it needs and that could not be read. */
export const obstacleOf = (registration: Registration, views: GatheredViews): Verdict | undefined => {
  if (registration.problem !== undefined) return { status: 'error', reason: 'config', message: registration.problem };
  const problems = registration.views.flatMap((name) => problemOf(name, views));
  return problems.find(({ status }) => status === 'error') ?? problems[0];
};

const problemOf = (name: ViewName, views: GatheredViews): Verdict[] => {
  const view = viewOf(name, views);
  if (view === undefined)
    return [{ status: 'error', reason: 'internal', message: `the view ${name} was not gathered` }];
  return 'problem' in view ? [view.problem] : [];
};

/** Rows of the views that a registration needs or wants and that there are, by name. */
export const rowsFor = (registration: Registration, views: OpenViews): Readonly<Record<string, readonly unknown[]>> =>
  Object.fromEntries(
    [...registration.views, ...registration.wantedViews].flatMap((name) => {
      const view = Object.hasOwn(views, name) ? views[name] : undefined;
      return view === undefined || 'problem' in view ? [] : [[name, view.rows]];
    }),
  );

/** What is to be known about those views: what a read left out, which of the wanted ones are not there. */
export const viewNotes = (registration: Registration, views: GatheredViews): string[] => [
  ...registration.views.flatMap((name) => notesOf(viewOf(name, views))),
  ...registration.wantedViews.flatMap((name) => {
    const view = viewOf(name, views);
    if (view === undefined) return [`judged without ${name}: not gathered`];
    return 'problem' in view ? [`judged without ${name}: ${view.problem.message}`] : notesOf(view);
  }),
];

const notesOf = (view: GatheredView | undefined): readonly string[] =>
  view === undefined || 'problem' in view ? [] : (view.notes ?? []);

const viewOf = (name: ViewName, views: GatheredViews): GatheredView | undefined =>
  Object.hasOwn(views, name) ? views[name] : undefined;
