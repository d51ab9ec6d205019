import type { ContainerSpec } from '../fields/container-spec.ts';
import type { ContainerStatus } from '../fields/container-status.ts';
import { isActivePod } from '../objects/pod-lifecycle.ts';
import type { PodRow } from '../views/pods.ts';
import { probeBudgetMs } from './probes.ts';

/** A container of a pod: its status, and its spec in the pod template. */
export interface PodContainer {
  readonly pod: PodRow;
  readonly status: ContainerStatus;
  readonly spec: ContainerSpec | undefined;
  /** Position of an init container in its pod, from 1. */
  readonly init?: { readonly nth: number; readonly of: number };
  /** An init container with `restartPolicy: Always`. */
  readonly sidecar: boolean;
}

/**
 * The containers of active pods whose status is of interest, init containers first. In a pod that is drained, preempted
 * or done containers end on purpose.
 */
export const activeContainers = (
  pods: readonly PodRow[],
  isOfInterest: (status: ContainerStatus) => boolean,
): readonly PodContainer[] =>
  pods
    // Most have nothing of interest: nothing is made for these.
    .filter((pod) => isActivePod(pod) && (pod.initContainers.some(isOfInterest) || pod.containers.some(isOfInterest)))
    .flatMap((pod) => [
      ...pod.initContainers.filter(isOfInterest).map((status) => initContainer(pod, status)),
      ...pod.containers.filter(isOfInterest).map((status) => mainContainer(pod, status)),
    ]);

/** Only the init containers and sidecars of {@link activeContainers}. */
export const activeInitContainers = (
  pods: readonly PodRow[],
  isOfInterest: (status: ContainerStatus) => boolean,
): readonly PodContainer[] =>
  pods
    .filter((pod) => isActivePod(pod) && pod.initContainers.some(isOfInterest))
    .flatMap((pod) => pod.initContainers.filter(isOfInterest).map((status) => initContainer(pod, status)));

/** All containers of one pod, whatever its state, init containers first. */
export const allContainers = (pod: PodRow): readonly PodContainer[] => [
  ...pod.initContainers.map((status) => initContainer(pod, status)),
  ...pod.containers.map((status) => mainContainer(pod, status)),
];

const mainContainer = (pod: PodRow, status: ContainerStatus): PodContainer => ({
  pod,
  status,
  spec: pod.template.containers.find(({ name }) => name === status.name),
  sidecar: false,
});

const initContainer = (pod: PodRow, status: ContainerStatus): PodContainer => {
  const specs = pod.template.initContainers;
  const index = specs.findIndex(({ name }) => name === status.name);
  const spec = specs[index];
  return {
    pod,
    status,
    spec,
    init: { nth: index + 1, of: specs.length },
    sidecar: spec?.restartPolicy === 'Always',
  };
};

/** Whether a container runs its first time and its startup probe still lets it. */
export const isInStartup = ({ status, spec }: PodContainer, now: number): boolean => {
  const { startedAt } = status.state.running ?? {};
  if (startedAt === undefined || status.started === true || status.restartCount > 0) return false;
  return now - startedAt <= probeBudgetMs(spec?.startup);
};

/** The image that the pod asks for; a node may call it by another tag of the same content. */
export const wantedImage = ({ status, spec }: PodContainer): string => spec?.image || status.image;

/** `container web`, `init container migrate (2 of 3)`, `sidecar mesh`. */
export const containerTitle = ({ status, init, sidecar }: PodContainer): string => {
  if (sidecar) return `sidecar ${status.name}`;
  return init === undefined ? `container ${status.name}` : `init container ${status.name} (${init.nth} of ${init.of})`;
};
