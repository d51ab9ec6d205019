import type { RuntimeIdentity } from '../process/runtime-identity.ts';
import type { MetaRow } from './fields/object-meta.ts';
import type { Labels } from './objects/label-selector.ts';
import type { ViewName } from './resources.ts';

const NAME_LABEL = 'app.kubernetes.io/name';
const COMPONENT_LABEL = 'app.kubernetes.io/component';

const OWN_VIEWS: ReadonlySet<ViewName> = new Set<ViewName>(['pods', 'jobs', 'cronJobs', 'deployments', 'replicaSets']);

/**
 * Returns a test for this run's own pod, Job and CronJob, and for what the chart made in the same namespace (by its labels):
 * a run would see itself start. Objects of the chart elsewhere are judged, so that a Kavmon that does not run is noticed.
 * The pod of `helm test` is left out everywhere: it fails whenever one of its checks does.
 */
export const createOwnObjectTest = ({
  namespace,
  pod,
  job,
  cronJob,
}: RuntimeIdentity): ((view: ViewName, row: unknown) => boolean) => {
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
