import type { ContainerStatus } from '../../../src/kubernetes/fields/container-status.ts';
import { kubectlCommand } from '../../../src/kubernetes/objects/kubectl.ts';
import type { PodRow } from '../../../src/kubernetes/views/pods.ts';

/** The command that shows the log of a container, with `previous` that of the run before its last restart. */
export const containerLogCommand = (
  { ref }: Pick<PodRow, 'ref'>,
  container: string,
  { previous }: { readonly previous: boolean },
): string =>
  previous
    ? kubectlCommand(ref.namespace)`logs ${ref.name} -c ${container} --previous`
    : kubectlCommand(ref.namespace)`logs ${ref.name} -c ${container}`;

/**
 * Whether `--previous` shows the run that ended last. Until the kubelet restarts a container, its current log is that
 * of the run that ended, and the previous one is older, or missing.
 */
export const isInPreviousLog = ({ state, restartCount }: Pick<ContainerStatus, 'state' | 'restartCount'>): boolean =>
  restartCount > 0 && state.terminated === undefined;
