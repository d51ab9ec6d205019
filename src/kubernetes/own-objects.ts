import type { Gathered, GatheredView } from '../gathered.ts';
import type { Place } from '../place.ts';
import type { ViewName } from '../sources.ts';
import type { Labels, MetaRow } from './views/meta.ts';

const NAME_LABEL = 'app.kubernetes.io/name';

type Own = (row: MetaRow & { readonly labels: Labels }) => boolean;

/** The chart labels what it makes; its objects beside this run's are the same tool's. */
const isOwn = ({ namespace, pod, job, cronJob }: Place): Own => {
  const names = new Set([`Pod/${pod}`, `Job/${job}`, `CronJob/${cronJob}`]);
  return ({ ref, owner, labels }) =>
    ref.namespace === namespace &&
    (labels[NAME_LABEL] === 'kavmon' ||
      names.has(`${ref.kind}/${ref.name}`) ||
      names.has(`${owner?.kind}/${owner?.name}`));
};

const VIEWS = ['pods', 'jobs', 'cronJobs'] as const satisfies readonly ViewName[];

/** The views without this run's own pod, Job and CronJob, nor what the chart made beside them: a scanner sees itself starting. */
export const withoutOwn = (views: Gathered['views'], place: Place): Gathered['views'] => {
  if (place.namespace === undefined) return views;
  const own = isOwn(place);
  const kept = VIEWS.flatMap((name) => {
    const view = views[name] as GatheredView | undefined;
    if (view === undefined || 'problem' in view) return [];
    return [[name, { ...view, rows: (view.rows as readonly Parameters<Own>[0][]).filter((row) => !own(row)) }]];
  });
  return { ...views, ...(Object.fromEntries(kept) as Gathered['views']) };
};
