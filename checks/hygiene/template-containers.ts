import type { ContainerSpec } from '../../src/kubernetes/fields/container-spec.ts';
import type { PodRow } from '../../src/kubernetes/views/pods.ts';
import { isOfJob } from '../pods/owners/owner.ts';
import { isActivePod } from '../pods/state/pod-lifecycle.ts';

/** A container as its template wants it, in one of its pods. */
export interface Subject {
  readonly pod: PodRow;
  readonly container: string;
  readonly spec: ContainerSpec;
}

/** Pods that are meant to run for ever and were made from a template in the cluster. */
export const lasting = (pods: readonly PodRow[]): readonly PodRow[] =>
  pods.filter(
    (pod) => isActivePod(pod) && !isOfJob(pod) && pod.template.restartPolicy !== 'Never' && pod.mirror !== true,
  );

/** Containers and sidecars of a pod; with `all`, those that initialise it too. */
export const subjectsOf = (pod: PodRow, { all = false } = {}): readonly Subject[] => {
  const { initContainers, containers } = pod.template;
  const init = initContainers.filter(({ restartPolicy }) => all || restartPolicy === 'Always');
  return [...init, ...containers].map((spec) => ({ pod, container: spec.name, spec }));
};
