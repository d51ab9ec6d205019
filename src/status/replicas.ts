import { allContainers, type PodContainer, wantedImage } from '../kubernetes/containers/containers.ts';
import { lastTermination } from '../kubernetes/containers/termination-cause.ts';
import type { PodRow } from '../kubernetes/views/pods.ts';
import { judgeContainer } from './judge-container.ts';
import { judgeReplica } from './judge-replica.ts';
import { LEVELS, type Replica, type ReplicaContainer } from './workload-status.ts';

/** The replica that a pod is. */
export const replicaOf = (pod: PodRow, now: number): Replica => {
  const containers = allContainers(pod);
  return {
    ref: pod.ref,
    uid: pod.uid,
    ...judgeReplica(pod, now),
    node: pod.node ?? null,
    restarts: containers.reduce((sum, { status }) => sum + status.restartCount, 0),
    revision: revisionOfPod(pod),
    containers: containers.map((container) => describeContainer(container, now)),
    conditions: pod.conditions.filter(({ type, status }) => (type === 'DisruptionTarget') === (status === 'True')),
  };
};

/** The ReplicaSet of a Deployment's pod, the ControllerRevision of a StatefulSet's or DaemonSet's. */
export const revisionOfPod = ({ labels, owner }: PodRow): string | null =>
  owner?.kind === 'ReplicaSet' ? owner.name : (labels['controller-revision-hash'] ?? null);

const describeContainer = (container: PodContainer, now: number): ReplicaContainer => {
  const { status, init, sidecar } = container;
  const role = init === undefined ? 'container' : 'init container';
  return {
    name: status.name,
    role: sidecar ? 'sidecar' : role,
    image: wantedImage(container),
    digest: /sha256:[0-9a-f]{64}/.exec(status.imageID ?? '')?.[0] ?? null,
    ready: status.ready === true,
    restarts: status.restartCount,
    lastEnd: lastTermination(status) ?? null,
    log: logOf(container, now),
    ...judgeContainer(container, now),
  };
};

/** Until a container runs again its current log is that of the run that ended; one that runs and is not well tells itself. */
const logOf = ({ status }: PodContainer, now: number): ReplicaContainer['log'] => {
  const { running, terminated } = status.state;
  if (running === undefined && lastTermination(status) === undefined) return null;
  const isNew = running !== undefined && now - (running.startedAt ?? now) < FRESH_RUN_MS;
  return status.restartCount > 0 && terminated === undefined && (running === undefined || isNew)
    ? 'previous'
    : 'current';
};

/** A run that is younger has not said much. */
const FRESH_RUN_MS = 60_000;

/** The replicas with the worst first, then the oldest. */
export const worstFirst = (replicas: readonly Replica[]): readonly Replica[] =>
  replicas.toSorted((one, other) => LEVELS.indexOf(other.level) - LEVELS.indexOf(one.level) || one.since - other.since);
