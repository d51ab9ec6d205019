import type { ContainerStatus } from '../../../src/kubernetes/fields/container-status.ts';
import { kubectl } from '../../../src/kubernetes/objects/kubectl.ts';
import type { PodRow } from '../../../src/kubernetes/views/pods.ts';

type Pod = Pick<PodRow, 'ref'>;

const kubectlForPod = ({ ref }: Pod, rest: string): string => kubectl(ref.namespace ?? 'default', rest);

/** The command that shows a pod with its events. */
export const describePod = (pod: Pod): string => kubectlForPod(pod, `describe pod ${pod.ref.name}`);

/** The command that shows what a container wrote, `previous` for the one before its last restart. */
export const showLog = (pod: Pod, container: string, { previous }: { readonly previous: boolean }): string =>
  kubectlForPod(pod, `logs ${pod.ref.name} -c ${container}${previous ? ' --previous' : ''}`);

/**
 * Whether the log of the container's last end is that of the run before: a kubelet leaves a container that it does not
 * restart yet as it ended, and then the run before is an older one, or none.
 */
export const endedBefore = ({ state, restartCount }: Pick<ContainerStatus, 'state' | 'restartCount'>): boolean =>
  restartCount > 0 && state.terminated === undefined;

/** The command that lists objects of a kind beside the pod, or shows one of them. */
export const getBeside = (pod: Pod, what: string): string => kubectlForPod(pod, `get ${what}`);
