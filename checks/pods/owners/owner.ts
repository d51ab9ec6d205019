import type { PodRow } from '../../../src/kubernetes/views/pods.ts';
import type { ObjectRef } from '../../../src/model/result.ts';

/**
 * The object that a pod belongs to for an operator: the Deployment behind a ReplicaSet, the CronJob behind a Job, else
 * its controller; the pod itself when it has none, or only a node (a static pod).
 */
export const ownerOf = ({ ref, owner, labels, createdAt }: PodRow): ObjectRef => {
  if (owner === undefined || owner.kind === 'Node') return ref;
  const { kind, name } = OWNERS_OF_CONTROLLERS[owner.kind]?.(owner.name, { labels, createdAt }) ?? owner;
  return ref.namespace === undefined ? { kind, name } : { kind, namespace: ref.namespace, name };
};

/** Whether a pod belongs to a Job: it ends on purpose, and the Job says whether it succeeded. */
export const isJobPod = ({ owner }: PodRow): boolean => owner?.kind === 'Job';

/** Whether nothing is served by the pod: a build, a test, a command that somebody ran; whoever started it sees its end. */
export const isOneShot = ({ owner, mirror, hook, template }: PodRow): boolean =>
  hook === true || (owner === undefined && mirror === undefined && template.restartPolicy === 'Never');

type OwnedPod = Pick<PodRow, 'labels' | 'createdAt'>;
type OwnerName = { readonly kind: string; readonly name: string };

const revisionOwner = (name: string, { labels }: OwnedPod): OwnerName | undefined => {
  for (const [label, kind] of REVISION_HASH_LABELS) {
    const suffix = `-${labels[label] ?? ''}`;
    if (suffix !== '-' && name.endsWith(suffix)) return { kind, name: name.slice(0, -suffix.length) };
  }
  return undefined;
};

const REVISION_HASH_LABELS = [
  ['pod-template-hash', 'Deployment'],
  ['rollouts-pod-template-hash', 'Rollout'],
] as const;

const DAY_MS = 86_400_000;

/**
 * A CronJob names its Jobs by the minute they were due, counted from the epoch: a number near the pod's creation means
 * that a CronJob made the Job.
 */
const scheduleOwner = (name: string, { createdAt }: OwnedPod): OwnerName | undefined => {
  const match = /^(.+)-(\d{8,})$/.exec(name);
  if (match === null || Math.abs(Number(match[2]) * 60_000 - createdAt) > DAY_MS) return undefined;
  return { kind: 'CronJob', name: match[1] as string };
};

const OWNERS_OF_CONTROLLERS: Readonly<Record<string, (name: string, pod: OwnedPod) => OwnerName | undefined>> = {
  ReplicaSet: revisionOwner,
  Job: scheduleOwner,
};
