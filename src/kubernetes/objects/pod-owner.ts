import type { ObjectRef } from '../../model/result.ts';
import type { PodRow } from '../views/pods.ts';
import { type OwnerName, revisionOwner } from './revision-owner.ts';

/**
 * The object that a pod belongs to for an operator: the Deployment behind a ReplicaSet, the DeploymentConfig behind a
 * ReplicationController, the CronJob behind a Job, else its controller; the pod itself when it has none, or only a node
 * (a static pod).
 */
export const ownerOf = ({ ref, owner, labels, createdAt }: PodRow): ObjectRef => {
  if (owner === undefined || owner.kind === 'Node') return ref;
  const { kind, name } = revisionOwner(owner, labels) ?? scheduleOwner(owner, createdAt) ?? owner;
  return ref.namespace === undefined ? { kind, name } : { kind, namespace: ref.namespace, name };
};

/** Whether a pod belongs to a Job: it ends on purpose, and the Job says whether it succeeded. */
export const isJobPod = ({ owner }: PodRow): boolean => owner?.kind === 'Job';

/** Whether nothing is served by the pod: a build, a test, a command that somebody ran; whoever started it sees its end. */
export const isOneShot = ({ owner, mirror, hook, template }: PodRow): boolean =>
  hook === true || (owner === undefined && mirror === undefined && template.restartPolicy === 'Never');

const DAY_MS = 86_400_000;

/**
 * A CronJob names its Jobs by the minute they were due, counted from the epoch: a number near the pod's creation means
 * that a CronJob made the Job.
 */
const scheduleOwner = ({ kind, name }: OwnerName, createdAt: number): OwnerName | undefined => {
  const match = kind === 'Job' ? /^(.+)-(\d{8,})$/.exec(name) : null;
  if (match === null || Math.abs(Number(match[2]) * 60_000 - createdAt) > DAY_MS) return undefined;
  return { kind: 'CronJob', name: match[1] as string };
};
