import type { ContainerSpec } from '../../src/kubernetes/fields/container-spec.ts';
import { isActivePod } from '../../src/kubernetes/objects/pod-lifecycle.ts';
import { isJobPod } from '../../src/kubernetes/objects/pod-owner.ts';
import type { PodRow } from '../../src/kubernetes/views/pods.ts';

/** A container of a pod as its template declares it. */
export interface TemplateContainer {
  readonly pod: PodRow;
  readonly container: string;
  readonly spec: ContainerSpec;
}

/**
 * Active pods of workloads that run without end; static pods have no template in the cluster, so that nobody can mend
 * them there.
 */
export const longRunningPods = (pods: readonly PodRow[]): readonly PodRow[] =>
  pods.filter(
    (pod) => isActivePod(pod) && !isJobPod(pod) && pod.template.restartPolicy !== 'Never' && pod.mirror !== true,
  );

/** The containers and sidecars of a pod; with `all`, its init containers too. */
export const templateContainers = (pod: PodRow, { all = false } = {}): readonly TemplateContainer[] => {
  const { initContainers, containers } = pod.template;
  const init = initContainers.filter(({ restartPolicy }) => all || restartPolicy === 'Always');
  return [...init, ...containers].map((spec) => ({ pod, container: spec.name, spec }));
};
