import type { WorkloadState, WorkloadStatus } from './workload-status.ts';

const RESTING: ReadonlySet<WorkloadState> = new Set(['running', 'finished', 'stopped']);

/** Whether a workload is as it is meant to be, and nothing of it comes or goes. */
export const isAtRest = ({ state, rollout, replicas }: WorkloadStatus): boolean =>
  RESTING.has(state) &&
  rollout === null &&
  replicas.every((replica) => replica.state !== 'Decommissioned' || replica.level !== 'running');

/** Whether a workload is ill in a way that only a person can mend: an image that is not there, a key that is missing. */
export const cannotHeal = (workload: WorkloadStatus): boolean =>
  workload.cannotHeal && (workload.state === 'errored' || workload.state === 'degraded');
