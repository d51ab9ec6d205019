import type { ContainerStatus, Termination } from '../../../src/kubernetes/fields/container-status.ts';
import type { Container } from './containers.ts';

/** How a container ended the last time; undefined when it never did. */
export const lastTermination = ({ state, lastState }: ContainerStatus): Termination | undefined =>
  state.terminated ?? lastState?.terminated;

/** The kernel killed it for memory, as its runtime tells. */
export const isForMemory = (end: Termination | undefined): boolean => end?.reason === 'OOMKilled';

const SIGKILL_EXIT_CODE = 137;
const SIGTERM_EXIT_CODE = 143;

/** Killed or told to stop, not for memory: with a liveness or startup probe that is what the probe's failure does. */
export const isByProbe = ({ spec }: Container, end: Termination | undefined): boolean =>
  end !== undefined &&
  (end.exitCode === SIGKILL_EXIT_CODE || end.exitCode === SIGTERM_EXIT_CODE) &&
  !isForMemory(end) &&
  !LOST.has(end.reason ?? '') &&
  (spec?.liveness ?? spec?.startup) !== undefined;

/** Reasons of a container whose node or runtime lost it: it did not end by itself. */
export const LOST: ReadonlySet<string> = new Set(['ContainerStatusUnknown', 'Unknown']);

/** Why a container ended the last time, as far as other checks explain it. */
export const endingOf = (container: Container): 'memory' | 'probe' | 'own' => {
  const end = lastTermination(container.status);
  if (isForMemory(end)) return 'memory';
  return isByProbe(container, end) ? 'probe' : 'own';
};
