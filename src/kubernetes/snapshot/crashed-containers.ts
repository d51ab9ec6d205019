import type { LogTarget } from '../explainer.ts';
import type { ContainerStatus } from '../fields/container-status.ts';
import type { PodRow } from '../views/pods.ts';

const MAX_LOGS = 50;
const MAX_LOGS_PER_OWNER = 3;

/** Which logs tell of a crash: that of an end, and that of the run before the restart. */
const crashedRuns = ({
  state,
  lastState,
  restartCount,
}: ContainerStatus): readonly { readonly previous: boolean }[] => [
  ...(state.terminated && state.terminated.exitCode !== 0 ? [{ previous: false }] : []),
  ...(lastState?.terminated && restartCount > 0 ? [{ previous: true }] : []),
];

/** Collects whose logs a snapshot should have, as pods pass by: few of each owner, and not many in all. */
export const createCrashCollector = () => {
  const perOwner = new Map<string, number>();
  const targets: LogTarget[] = [];
  const add = (pod: PodRow, { name }: ContainerStatus, { previous }: { readonly previous: boolean }) => {
    const owner = `${pod.owner?.uid ?? pod.uid}/${name}/${previous}`;
    const count = perOwner.get(owner) ?? 0;
    if (count >= MAX_LOGS_PER_OWNER || targets.length >= MAX_LOGS) return;
    perOwner.set(owner, count + 1);
    targets.push({ namespace: pod.ref.namespace ?? 'default', pod: pod.ref.name, container: name, previous });
  };
  return {
    look: (pod: PodRow): void => {
      for (const status of [...pod.initContainers, ...pod.containers]) {
        for (const run of crashedRuns(status)) add(pod, status, run);
      }
    },
    targets: (): readonly LogTarget[] => targets,
  };
};
