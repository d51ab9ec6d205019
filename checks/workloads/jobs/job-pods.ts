import { isJobPod } from '../../../src/kubernetes/objects/pod-owner.ts';
import type { JobRow } from '../../../src/kubernetes/views/jobs.ts';
import type { PodRow } from '../../../src/kubernetes/views/pods.ts';
import type { ObjectRef } from '../../../src/model/result.ts';

/** Looks up the pods of a Job. */
export type PodsOfJob = (job: JobRow) => readonly PodRow[];

export const podsByJob = (pods: readonly PodRow[]): PodsOfJob => {
  const owned = Map.groupBy(pods.filter(isJobPod), ({ ref, owner }) => `${ref.namespace}/${owner?.name}`);
  return ({ ref }) => owned.get(`${ref.namespace}/${ref.name}`) ?? [];
};

/** The objects whose faults would explain why a Job does not end. */
export const causesOf = (job: JobRow, podsOf: PodsOfJob): readonly ObjectRef[] =>
  job.active > 0 ? podsOf(job).map(({ ref }) => ref) : [job.ref];
