import type { MetaRow } from '../../../src/kubernetes/fields/object-meta.ts';
import type { TemplatedRow } from '../../../src/kubernetes/fields/workload-fields.ts';
import type { ClusterViews } from '../../../src/kubernetes/resources.ts';

/**
 * `namespace/name` of the Service that a host name would be, in the namespace of the one who asks; undefined when it has another
 * form: a name outside, a pod of a headless Service.
 */
export const findServiceName = (host: string, namespace: string | undefined): string | undefined => {
  const [name, second, third] = host.split('.');
  if (second === undefined) return `${namespace}/${name}`;
  return third === undefined || third === 'svc' ? `${second}/${name}` : undefined;
};

type TemplatedView = 'deployments' | 'statefulSets' | 'daemonSets';

/** Workloads that run without end, and are not scaled to zero. */
export const templatedWorkloads = (
  views: { readonly [Kind in TemplatedView]?: ClusterViews[Kind] | undefined },
): readonly (MetaRow & TemplatedRow)[] =>
  [
    ...(views.deployments ?? []).filter(({ replicas }) => replicas > 0),
    ...(views.statefulSets ?? []).filter(({ replicas }) => replicas > 0),
    ...(views.daemonSets ?? []),
  ].filter(({ deletingAt }) => deletingAt === undefined);
