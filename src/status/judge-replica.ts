import { allContainers, type PodContainer } from '../kubernetes/containers/containers.ts';
import type { Condition } from '../kubernetes/fields/condition.ts';
import { findCondition, findConditionWithStatus, formatCondition } from '../kubernetes/objects/conditions.ts';
import type { PodRow } from '../kubernetes/views/pods.ts';
import { formatDuration } from '../text/duration-text.ts';
import { judgeContainer } from './judge-container.ts';
import { judgeStarting } from './judge-starting.ts';
import type { ReplicaLife } from './workload-status.ts';

/** The state of a pod: of all its containers, sidecars included, the most severe decides. */
export const judgeReplica = (pod: PodRow, now: number): ReplicaLife =>
  deletedLife(pod, now) ?? endedLife(pod) ?? evictedLife(pod, now) ?? livingLife(pod, now);

const readyOf = (pod: PodRow): Condition | undefined => findCondition(pod, 'Ready');

/** Since when a pod is there: its kubelet took it, or it waits for one. */
const bornAt = ({ startedAt, createdAt }: PodRow): number => startedAt ?? createdAt;

const endedLife = (pod: PodRow): ReplicaLife | undefined => {
  if (pod.phase !== 'Succeeded' && pod.phase !== 'Failed') return undefined;
  const ends = allContainers(pod).flatMap(({ status }) => status.state.terminated?.finishedAt ?? []);
  const since = ends.length > 0 ? Math.max(...ends) : (readyOf(pod)?.at ?? bornAt(pod));
  if (pod.phase === 'Succeeded') return { state: 'Completed', level: 'running', text: '', since };
  return { state: 'Failed', level: 'errored', text: failureText(pod, since), since };
};

const failureText = (pod: PodRow, now: number): string => {
  const said = [pod.reason, pod.message].filter(Boolean).join(': ');
  const worst = allContainers(pod)
    .filter(({ status }) => (status.state.terminated?.exitCode ?? 0) !== 0)
    .map((container) => judgeContainer(container, now).text)
    .filter((text) => text !== '');
  return [`Failed${said === '' ? '' : `, ${said}`}`, ...worst].join('; ');
};

/** How long after its grace period a pod may still be there. */
const TERMINATION_MS = 10 * 60_000;

/** Seconds between the request to stop and the kill, where the pod does not say. */
const DEFAULT_GRACE_SECONDS = 30;

const deletedLife = (pod: PodRow, now: number): ReplicaLife | undefined => {
  const { deletingAt, finalizers = [], template } = pod;
  if (deletingAt === undefined) return undefined;
  const since = Math.min(now, deletingAt - (template.graceSeconds ?? DEFAULT_GRACE_SECONDS) * 1000);
  if (now - deletingAt <= TERMINATION_MS) return { state: 'Decommissioned', since, level: 'running', text: '' };
  const held = finalizers.length === 0 ? '' : `, held by ${finalizers.join(', ')}`;
  const text = `Terminating for ${formatDuration(now - deletingAt)} past its grace period${held}`;
  return { state: 'Decommissioned', since, level: 'degraded', text };
};

/** About to be evicted, preempted or ended with its node. */
const evictedLife = (pod: PodRow, now: number): ReplicaLife | undefined => {
  const disrupted = findConditionWithStatus(pod, 'DisruptionTarget', 'True');
  return (
    disrupted && {
      state: 'Decommissioned',
      since: disrupted.at ?? now,
      level: 'running',
      text: formatCondition(disrupted),
    }
  );
};

const livingLife = (pod: PodRow, now: number): ReplicaLife => {
  if (pod.phase === 'Unknown' || pod.reason === 'NodeLost')
    return {
      state: 'Unresponsive',
      level: 'degraded',
      text: `its state is unknown: node ${pod.node ?? ''} does not report`,
      since: readyOf(pod)?.at ?? bornAt(pod),
    };
  const judged = allContainers(pod).map((container) => ({ container, ...judgeContainer(container, now) }));
  const worst = judged.find(({ level }) => level === 'errored');
  if (worst !== undefined) {
    const { container, ...judgement } = worst;
    return { ...judgement, state: 'Starting Error', since: failingSince(container, pod) };
  }
  return startedLife(pod, now) ?? judgeStarting(pod, now);
};

/** When the container failed first, as far as it tells: its last end, else its pod's begin. */
const failingSince = ({ status }: PodContainer, pod: PodRow): number =>
  status.state.terminated?.finishedAt ?? status.lastState?.terminated?.finishedAt ?? readyOf(pod)?.at ?? bornAt(pod);

/** How long after its begin a pod gets its first conditions. */
const FIRST_LOOK_MS = 5000;

/** How long a replica may be unresponsive by the way: probes time out now and then. */
const FLICKER_MS = 30_000;

/** A pod that is ready, or was. */
const startedLife = (pod: PodRow, now: number): ReplicaLife | undefined => {
  const ready = readyOf(pod);
  if (ready === undefined) return undefined;
  const since = ready.at ?? bornAt(pod);
  if (ready.status === 'True') return { state: 'Responsive', level: 'running', text: '', since };
  const wasReady = ready.at !== undefined && ready.at - bornAt(pod) > FIRST_LOOK_MS;
  const isRunning = pod.containers.length > 0 && pod.containers.every(({ state }) => state.running !== undefined);
  if (!wasReady || !isRunning || pod.node === undefined) return undefined;
  return {
    state: 'Unresponsive',
    level: now - since > FLICKER_MS ? 'degraded' : 'launching',
    text: unreadyText(pod, now) || formatCondition(ready) || silentText(pod),
    since,
  };
};

const unreadyText = (pod: PodRow, now: number): string =>
  allContainers(pod)
    .map((container) => judgeContainer(container, now).text)
    .filter((text) => text !== '')
    .join('; ')
    .replaceAll('has not passed its readiness probe', 'fails its readiness probe');

/** Its containers are ready by the last word of its node. */
const silentText = ({ node = '' }: PodRow): string =>
  `it is not ready, and all of its containers are: node ${node} may not report`;
