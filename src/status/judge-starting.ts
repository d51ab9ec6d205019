import { allContainers } from '../kubernetes/containers/containers.ts';
import { probeBudgetMs } from '../kubernetes/containers/probes.ts';
import type { ContainerSpec } from '../kubernetes/fields/container-spec.ts';
import type { ContainerStatus } from '../kubernetes/fields/container-status.ts';
import { findCondition } from '../kubernetes/objects/conditions.ts';
import { isJobPod } from '../kubernetes/objects/pod-owner.ts';
import { schedulerSummary } from '../kubernetes/objects/scheduler-message.ts';
import type { PodRow } from '../kubernetes/views/pods.ts';
import { formatDuration } from '../text/duration-text.ts';
import { judgeContainer } from './judge-container.ts';
import type { ReplicaLife } from './workload-status.ts';

/** Graces of the checks `pods-pending`, `pods-stuck-creating` and `init-containers`. */
const SCHEDULING_MS = 5 * 60_000;
const CREATION_MS = 5 * 60_000;
const INIT_MS = 15 * 60_000;
const GATES_MS = 60 * 60_000;

/** How long a container that runs may take until it is ready, where its probes do not ask for more. */
const READINESS_MS = 5 * 60_000;

/** A pod that was never ready, and none of whose containers fails: what it waits for, and whether for too long. */
export const judgeStarting = (pod: PodRow, now: number): ReplicaLife => {
  if (pod.gates !== undefined) return gatedLife(pod, pod.gates, now);
  if (pod.node === undefined) return pendingLife(pod, now);
  const running = pod.containers.filter(({ state }) => state.running !== undefined);
  const done = pod.containers.filter(({ state }) => state.terminated?.exitCode === 0);
  const isStarted = running.length > 0 && running.length + done.length === pod.containers.length;
  if (!isStarted) return creatingLife(pod, now);
  return done.length > 0 && running.every(({ ready }) => ready) ? partlyDoneLife(done, running) : unreadyLife(pod, now);
};

/** Some containers have done their work, and the pod is not ready any more: the others serve or work on. */
const partlyDoneLife = (done: readonly ContainerStatus[], running: readonly ContainerStatus[]): ReplicaLife => {
  const names = (list: readonly ContainerStatus[]): string => list.map(({ name }) => name).join(', ');
  const since = Math.max(...done.flatMap(({ state }) => state.terminated?.finishedAt ?? []));
  const text = `${names(done)} ended without an error, ${names(running)} ${running.length === 1 ? 'runs' : 'run'} on`;
  return { state: 'Responsive', level: 'running', text, since };
};

interface Waiting {
  readonly state: 'Starting' | 'Started' | 'Unresponsive';
  readonly text: string;
  readonly since: number;
  /** In milliseconds. */
  readonly grace: number;
}

const waitingLife = ({ state, text, since, grace }: Waiting, now: number): ReplicaLife => {
  const isLate = now - since > grace;
  return {
    state: isLate && state === 'Started' ? 'Unresponsive' : state,
    level: isLate ? 'degraded' : 'launching',
    text: isLate ? `${text}, for ${formatDuration(now - since)}` : text,
    since,
  };
};

const gatedLife = ({ createdAt }: PodRow, gates: readonly string[], now: number): ReplicaLife =>
  waitingLife(
    { state: 'Starting', text: `SchedulingGated: ${gates.join(', ')}`, since: createdAt, grace: GATES_MS },
    now,
  );

const pendingLife = (pod: PodRow, now: number): ReplicaLife => {
  const scheduled = findCondition(pod, 'PodScheduled');
  const message = scheduled?.message;
  const text =
    message === undefined
      ? 'waits for a scheduler'
      : `Unschedulable: ${schedulerSummary(message)}${requestText(pod, message)}`;
  const since = scheduled?.at ?? pod.createdAt;
  return waitingLife({ state: 'Starting', text, since, grace: SCHEDULING_MS }, now);
};

/** What the pod asks for of the resources that the scheduler finds nowhere: `, it asks for cpu 64`. */
const requestText = ({ template }: PodRow, message: string): string => {
  const short = new Set([...message.matchAll(/Insufficient ([\w./-]+[\w])/g)].map(([, resource = '']) => resource));
  const asked = [...short].flatMap((resource) => {
    const amounts = template.containers.flatMap(({ requests }) => requests[resource] ?? []);
    return amounts.length === 0 ? [] : [`${resource} ${amounts.join(' + ')}`];
  });
  return asked.length === 0 ? '' : `; it asks for ${asked.join(', ')}`;
};

const creatingLife = (pod: PodRow, now: number): ReplicaLife => {
  const judged = allContainers(pod).map((container) => ({ container, ...judgeContainer(container, now) }));
  const waiting = judged.filter(({ level }) => level === 'launching');
  const running = waiting.find(({ container }) => container.status.state.running !== undefined);
  const since = pod.startedAt ?? pod.createdAt;
  const retried = isJobPod(pod) ? waiting.find(({ container }) => container.status.restartCount > 0) : undefined;
  if (retried !== undefined) return { state: 'Starting', level: 'launching', text: retried.text, since };
  if (running === undefined) {
    const texts = [...new Set(waiting.map(({ text }) => text).filter(Boolean))];
    return waitingLife(
      { state: 'Starting', text: texts.join(', ') || 'ContainerCreating', since, grace: CREATION_MS },
      now,
    );
  }
  const { startedAt = since } = running.container.status.state.running ?? {};
  return waitingLife({ state: 'Starting', text: running.text, since: startedAt, grace: INIT_MS }, now);
};

/** All containers run and the pod is not ready: its probes have not passed, or a gate of another controller is closed. */
const unreadyLife = (pod: PodRow, now: number): ReplicaLife => {
  const starts = pod.containers.flatMap(({ state }) => state.running?.startedAt ?? []);
  const since = starts.length === 0 ? pod.createdAt : Math.max(...starts);
  const texts = allContainers(pod)
    .map((container) => judgeContainer(container, now).text)
    .filter((text) => text !== '');
  const closed = pod.conditions.filter(({ type, status }) => status !== 'True' && !OWN_CONDITIONS.test(type));
  const gates = closed.map(({ type }) => `readiness gate ${type} is not True`);
  const grace = Math.max(READINESS_MS, ...pod.template.containers.map(startBudgetMs));
  const text = [...texts, ...gates].join('; ') || 'is not ready yet';
  return waitingLife({ state: 'Started', text, since, grace }, now);
};

const OWN_CONDITIONS =
  /^(?:Ready|ContainersReady|Initialized|PodScheduled|PodReadyToStartContainers|DisruptionTarget|PodResize\w+)$/;

/** How long the probes of a container let it take, in milliseconds. */
const startBudgetMs = ({ startup, readiness }: ContainerSpec): number =>
  probeBudgetMs(startup) + probeBudgetMs(readiness);
