import type { TemplatedRow } from '../../../src/kubernetes/fields/workload-fields.ts';
import { objectKey } from '../../../src/kubernetes/objects/object-key.ts';
import { isActivePod } from '../../../src/kubernetes/objects/pod-lifecycle.ts';
import { isOneShot, ownerOf } from '../../../src/kubernetes/objects/pod-owner.ts';
import type { ClusterViews } from '../../../src/kubernetes/resources.ts';
import type { PodRow } from '../../../src/kubernetes/views/pods.ts';
import type { ObjectRef } from '../../../src/model/result.ts';

/**
 * `namespace/name` of the Service that a host name would be, in the namespace of the one who asks; undefined when it has another
 * form: a name outside, a pod of a headless Service.
 */
export const findServiceName = (host: string, namespace: string | undefined): string | undefined => {
  const [name, second, third] = host.split('.');
  if (second === undefined) return `${namespace}/${name}`;
  return third === undefined || third === 'svc' ? `${second}/${name}` : undefined;
};

type TemplatedView = 'deployments' | 'statefulSets' | 'daemonSets' | 'cronJobs' | 'pods';

/** A workload with what its pods are made from. */
export interface TemplatedWorkload extends TemplatedRow {
  readonly ref: ObjectRef;
}

/**
 * Workloads that run, or will: not those that are scaled to zero, suspended or deleted. Of a controller whose kind is not read,
 * as of Rollouts and of operators, one of its pods shows what they are made from.
 */
export const templatedWorkloads = (
  views: { readonly [Kind in TemplatedView]?: ClusterViews[Kind] | undefined },
): readonly TemplatedWorkload[] => [
  ...[
    ...(views.deployments ?? []).filter(({ replicas }) => replicas > 0),
    ...(views.statefulSets ?? []).filter(({ replicas }) => replicas > 0),
    ...(views.daemonSets ?? []),
    ...(views.cronJobs ?? []).filter(({ suspended }) => suspended === undefined),
  ].filter(({ deletingAt }) => deletingAt === undefined),
  ...foreignWorkloads(views.pods ?? []),
];

const READ_KINDS: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Job']);

const foreignWorkloads = (pods: readonly PodRow[]): readonly TemplatedWorkload[] => {
  const running = pods.filter((pod) => isActivePod(pod) && !isOneShot(pod) && pod.mirror === undefined);
  const shown = lastPodOfEachController(running);
  const owned = shown.map((pod) => ({ ref: ownerOf(pod), templateLabels: pod.labels, template: pod.template }));
  const byOwner = new Map(owned.map((one) => [objectKey(one.ref), one]));
  return [...byOwner.values()].filter(({ ref }) => !READ_KINDS.has(ref.kind));
};

/** And all pods that have none. */
const lastPodOfEachController = (pods: readonly PodRow[]): readonly PodRow[] => {
  const last = new Map<unknown, PodRow>();
  for (const pod of pods) last.set(pod.owner?.uid ?? pod, pod);
  return [...last.values()];
};
