import type { Place } from '../process/identity.ts';
import type { MetaRow } from './fields/object-meta.ts';
import type { Labels } from './objects/label-selector.ts';
import type { ViewName } from './resources.ts';

const NAME_LABEL = 'app.kubernetes.io/name';
const COMPONENT_LABEL = 'app.kubernetes.io/component';

const OWN_VIEWS: ReadonlySet<ViewName> = new Set<ViewName>(['pods', 'jobs', 'cronJobs', 'deployments', 'replicaSets']);

/**
 * Tells this run's own pod, Job and CronJob, and what the chart made beside them: a scanner sees itself starting. The
 * chart labels what it makes; its objects beside this run's are the same tool's. Those elsewhere are judged like all else,
 * or nobody would tell that kavmon itself does not run; but what `helm test` leaves fails as its checks did, and is told by them.
 */
export const createOwnObjectTest = ({
  namespace,
  pod,
  job,
  cronJob,
}: Place): ((view: ViewName, row: unknown) => boolean) => {
  const names = new Set([`Pod/${pod}`, `Job/${job}`, `CronJob/${cronJob}`]);
  return (view, row) => {
    if (!OWN_VIEWS.has(view)) return false;
    const { ref, owner, labels } = row as MetaRow & { readonly labels: Labels };
    const isOfChart = labels[NAME_LABEL] === 'kavmon';
    if (isOfChart && labels[COMPONENT_LABEL] === 'test') return true;
    return (
      namespace !== undefined &&
      ref.namespace === namespace &&
      (isOfChart || names.has(`${ref.kind}/${ref.name}`) || names.has(`${owner?.kind}/${owner?.name}`))
    );
  };
};
