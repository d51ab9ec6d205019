import type { LogTarget } from '../explainer.ts';
import type { ContainerStatus } from '../fields/container-status.ts';
import type { PodRow } from '../views/pods.ts';

const MAX_LOGS = 50;
const MAX_LOGS_PER_OWNER = 3;

/** The runs of a container that crashed: the current one when it has failed, and the one before the last restart. */
const crashedRuns = ({
  state,
  lastState,
  restartCount,
}: ContainerStatus): readonly { readonly previous: boolean }[] => [
  ...(state.terminated && state.terminated.exitCode !== 0 ? [{ previous: false }] : []),
  ...(lastState?.terminated && restartCount > 0 ? [{ previous: true }] : []),
];

/** Whether a container runs and keeps its pod from being ready: an init container, a sidecar, one whose probe fails. */
const isHoldingUp = ({ state, ready }: ContainerStatus): boolean => state.running !== undefined && !ready;

/** Collects the containers whose logs a snapshot gets: few of each owner, and few in all, those that crashed first. */
export const createLogCollector = () => {
  const countByOwner = new Map<string, number>();
  const crashed: LogTarget[] = [];
  const holdingUp: LogTarget[] = [];
  const addRun = (targets: LogTarget[], pod: PodRow, { name, previous }: ContainerRun) => {
    const owner = `${pod.owner?.uid ?? pod.uid}/${name}/${previous}`;
    const count = countByOwner.get(owner) ?? 0;
    if (count >= MAX_LOGS_PER_OWNER || targets.length >= MAX_LOGS) return;
    countByOwner.set(owner, count + 1);
    targets.push({ namespace: pod.ref.namespace ?? 'default', pod: pod.ref.name, container: name, previous });
  };
  return {
    add: (pod: PodRow): void => {
      for (const status of [...pod.initContainers, ...pod.containers]) {
        const { name } = status;
        for (const { previous } of crashedRuns(status)) addRun(crashed, pod, { name, previous });
        if (isHoldingUp(status)) addRun(holdingUp, pod, { name, previous: false });
      }
    },
    targets: (): readonly LogTarget[] => [...crashed, ...holdingUp].slice(0, MAX_LOGS),
  };
};

type ContainerRun = Pick<LogTarget, 'previous'> & { readonly name: string };
