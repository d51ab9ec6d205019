import type { ContainerStatus, ContainerTermination } from '../fields/container-status.ts';
import type { PodContainer } from './containers.ts';
import { isWindowsStop } from './exit-codes.ts';

/** The last termination of a container; undefined when it never ended. */
export const lastTermination = ({ state, lastState }: ContainerStatus): ContainerTermination | undefined =>
  state.terminated ?? lastState?.terminated;

/** Whether the kernel killed the container for memory, by the runtime's reason. */
export const isOutOfMemory = (end: ContainerTermination | undefined): boolean => end?.reason === 'OOMKilled';

export const SIGKILL_EXIT_CODE = 137;
const SIGTERM_EXIT_CODE = 143;

/**
 * Whether a container with a liveness or startup probe ended as one whose probe failed: by a signal, and not for
 * memory.
 */
export const isKilledByProbe = ({ spec }: PodContainer, end: ContainerTermination | undefined): boolean =>
  end !== undefined &&
  (end.exitCode === SIGKILL_EXIT_CODE || end.exitCode === SIGTERM_EXIT_CODE || isWindowsStop(end.exitCode)) &&
  !isOutOfMemory(end) &&
  !LOST_REASONS.has(end.reason ?? '') &&
  (spec?.liveness ?? spec?.startup) !== undefined;

/** Whether a container without a probe that could do it was killed, and not for memory. */
export const isKilledFromOutside = (container: PodContainer, end: ContainerTermination | undefined): boolean =>
  end?.exitCode === SIGKILL_EXIT_CODE &&
  !isOutOfMemory(end) &&
  !LOST_REASONS.has(end.reason ?? '') &&
  !isKilledByProbe(container, end);

/** Termination reasons of a container that its node or runtime lost: it did not end by itself. */
export const LOST_REASONS: ReadonlySet<string> = new Set(['ContainerStatusUnknown', 'Unknown']);

/** Why a container last ended: killed for memory or by a probe, which have checks of their own, or by itself. */
export const terminationCause = (container: PodContainer): 'memory' | 'probe' | 'own' => {
  const end = lastTermination(container.status);
  if (isOutOfMemory(end)) return 'memory';
  return isKilledByProbe(container, end) ? 'probe' : 'own';
};
