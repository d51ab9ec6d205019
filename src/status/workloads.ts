import { unresolvedFailures } from '../kubernetes/objects/job-outcomes.ts';
import { objectKey } from '../kubernetes/objects/object-key.ts';
import { namesOfAbsentNodes } from '../kubernetes/objects/planned-absence.ts';
import { ownerOf } from '../kubernetes/objects/pod-owner.ts';
import { WORKLOAD_VIEWS } from '../kubernetes/objects/workload-views.ts';
import type { JobRow } from '../kubernetes/views/jobs.ts';
import type { PodRow } from '../kubernetes/views/pods.ts';
import type { ObjectRef } from '../model/result.ts';
import { bareStatus } from './bare-status.ts';
import { cronJobStatus, jobStatus } from './job-status.ts';
import { scaledStatus } from './scaled-status.ts';
import type { ScaledRow, StatusRows } from './status-rows.ts';
import type { WorkloadStatus } from './workload-status.ts';

/** The status of every workload in the rows: of what has replicas, runs to an end, or is a pod of its own. */
export const workloadStatuses = (cluster: StatusRows): readonly WorkloadStatus[] => {
  const { rows, now } = cluster;
  const absentNodes = namesOfAbsentNodes(rows.nodes ?? [], now);
  if (rows.pods === undefined) return withoutPods(cluster);
  const jobs = rows.jobs ?? [];
  const pods = Map.groupBy(rows.pods, workloadKeyOf(jobs));
  const podsOf = ({ ref }: { readonly ref: ObjectRef }): readonly PodRow[] => pods.get(objectKey(ref)) ?? [];
  const unresolved = new Set(unresolvedFailures(jobs, rows.cronJobs ?? []));
  const known = [
    ...scaledRows(cluster).map((row) =>
      scaledStatus(row, { pods: podsOf(row), replicaSets: rows.replicaSets, absentNodes, now }),
    ),
    ...(rows.cronJobs ?? []).map((row) => cronJobStatus(row, { pods: podsOf(row), jobs: rows.jobs, now })),
    ...jobs.filter(isOwnRun).map((row) => jobStatus(row, { pods: podsOf(row), unresolved, now })),
  ];
  const told = new Set(known.map(({ ref }) => objectKey(ref)));
  const rest = [...pods].filter(([key]) => !told.has(key)).map(([, group]) => group);
  return [...known, ...rest.map((group) => ownerStatus(group, cluster))];
};

/** A Job that no CronJob started by itself. */
const isOwnRun = ({ cronJob, manual }: JobRow): boolean => cronJob === undefined || manual === true;

/** The key of the workload of a pod: the CronJob of its Job by the Job's own word. */
const workloadKeyOf = (jobs: readonly JobRow[]) => {
  const byKey = new Map(jobs.map((job) => [objectKey(job.ref), job]));
  return (pod: PodRow): string => {
    const { namespace = 'default' } = pod.ref;
    const job =
      pod.owner?.kind === 'Job' ? byKey.get(objectKey({ kind: 'Job', namespace, name: pod.owner.name })) : undefined;
    if (job === undefined) return objectKey(ownerOf(pod));
    return isOwnRun(job) ? objectKey(job.ref) : objectKey({ kind: 'CronJob', namespace, name: job.cronJob ?? '' });
  };
};

/** What has a number of replicas, without what another workload scales. */
const scaledRows = ({ rows }: StatusRows): readonly ScaledRow[] => [
  ...(rows.deployments ?? []),
  ...(rows.statefulSets ?? []),
  ...(rows.daemonSets ?? []).map((row) => ({ ...row, replicas: row.desired })),
  ...(rows.replicaSets ?? []).filter(({ owner }) => owner === undefined),
  ...(rows.replicationControllers ?? []).filter(({ owner }) => owner === undefined),
];

/** Pods whose controller has no row: it is of a kind that is not read, was not read, or is gone. */
const ownerStatus = (pods: readonly PodRow[], { rows, unread, now }: StatusRows): WorkloadStatus => {
  const ref = ownerOf(pods[0] as PodRow);
  const view = WORKLOAD_VIEWS[ref.kind as keyof typeof WORKLOAD_VIEWS];
  const status = bareStatus(ref, pods, now);
  if (view === undefined) return status;
  if (rows[view] === undefined) return unreadStatus(status, unread[view] ?? `${view} were not read`);
  return status.text === '' ? { ...status, text: `its ${ref.kind} is gone, and its pods are still there` } : status;
};

const unreadStatus = (status: WorkloadStatus, why: string): WorkloadStatus => ({
  ...status,
  state: status.state === 'errored' ? 'errored' : 'unknown',
  text: [status.text, why].filter(Boolean).join('; '),
});

/** Without pods nothing is known of a workload but that it is there. */
const withoutPods = (cluster: StatusRows): readonly WorkloadStatus[] => {
  const { rows, unread, now } = cluster;
  const refs = [...scaledRows(cluster), ...(rows.cronJobs ?? []), ...(rows.jobs ?? []).filter(isOwnRun)];
  return refs.map(({ ref }) =>
    unreadStatus({ ...bareStatus(ref, [], now), state: 'unknown' }, unread.pods ?? 'pods were not read'),
  );
};
