import { isOwnEnd } from '../kubernetes/objects/pod-ends.ts';
import type { PodRow } from '../kubernetes/views/pods.ts';
import type { ObjectRef } from '../model/result.ts';
import { replicaOf, worstFirst } from './replicas.ts';
import type { Replica, WorkloadState, WorkloadStatus } from './workload-status.ts';

/** How long the end of a pod that nobody restarts is news. */
const NEWS_MS = 24 * 60 * 60_000;

/** The status of a pod without a controller, or of pods whose controller is not read: they alone tell. */
export const bareStatus = (ref: ObjectRef, pods: readonly PodRow[], now: number): WorkloadStatus => {
  const replicas = worstFirst(pods.map((pod) => replicaOf(pod, now)));
  const living = replicas.filter(({ state }) => state !== 'Completed' && state !== 'Failed');
  const base = {
    ref,
    wanted: null,
    responsive: countResponsive(replicas),
    rollout: null,
    conditions: [],
    replicas,
  };
  const [worst] = living;
  if (worst !== undefined)
    return { ...base, state: worst.level, text: worst.text, cannotHeal: worst.cannotHeal === true };
  return { ...base, ...endOf(pods, replicas, now), cannotHeal: false };
};

/** The replicas that serve. */
export const countResponsive = (replicas: readonly Replica[]): number =>
  replicas.filter(({ state }) => state === 'Responsive').length;

/** What is told of pods all of which ended: a failure counts while it is news; of a build or a test it is its starter's. */
const endOf = (
  pods: readonly PodRow[],
  replicas: readonly Replica[],
  now: number,
): { readonly state: WorkloadState; readonly text: string } => {
  const failed = replicas.find(({ state }) => state === 'Failed');
  if (failed === undefined) return { state: 'finished', text: '' };
  const pod = pods.find(({ uid }) => uid === failed.uid);
  const isExpected = pod !== undefined && isOwnEnd(pod);
  return { state: isExpected || now - failed.since > NEWS_MS ? 'finished' : 'errored', text: failed.text };
};
