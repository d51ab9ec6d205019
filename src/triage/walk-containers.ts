import { allContainers, isInStartup, type PodContainer } from '../kubernetes/containers/containers.ts';
import type { ContainerStatus, ContainerTermination } from '../kubernetes/fields/container-status.ts';
import { isJobPod } from '../kubernetes/objects/pod-owner.ts';
import type { PodRow } from '../kubernetes/views/pods.ts';
import { abbreviateList } from '../text/abbreviate-list.ts';
import { pluralize } from '../text/pluralize.ts';
import { type Link, START_GRACE_MS } from './chain.ts';

/** The link of the containers of a pod: the worst one, or all of them together when they are well; none before it has any. */
export const containerLinks = (pod: PodRow, now: number): readonly Link[] => {
  const isYoung = now - pod.createdAt < START_GRACE_MS;
  const all = allContainers(pod);
  if (all.length === 0) return [];
  const judged = all.map((container) => {
    const kind = containerKind(container);
    const { status } = container;
    return { status, kind, ...judgeContainer(status, kind, isYoung || isInStartup(container, now)) };
  });
  if (pod.phase === 'Succeeded') return [wellLink(pod)];
  const ill = judged.filter(({ verdict, status }) => verdict !== 'ok' && !(isJobPod(pod) && status.state.running));
  const bad = ill.find(({ verdict }) => verdict === 'broken') ?? ill[0];
  if (bad === undefined) return [wellLink(pod)];
  const { name } = bad.status;
  const ended = terminationOf(bad.status);
  const previous = bad.status.state.running === undefined && bad.status.state.terminated === undefined;
  return [
    {
      kind: 'container',
      object: { ...pod.ref, container: name },
      objects: [],
      verdict: bad.verdict,
      text: `${bad.kind} ${name} ${bad.text}`,
      ...(ended === undefined ? {} : { termination: ended }),
      ...(hasRun(bad.status) ? { log: { container: name, previous } } : {}),
    },
  ];
};

const wellLink = (pod: PodRow): Link => ({
  kind: 'container',
  object: pod.ref,
  objects: [],
  verdict: 'ok',
  text: healthyText(pod),
});

/** How a container ended last; undefined when it never has. */
const terminationOf = ({ state, lastState }: ContainerStatus): ContainerTermination | undefined =>
  state.terminated ?? lastState?.terminated;

const hasRun = (status: ContainerStatus): boolean =>
  status.state.running !== undefined || terminationOf(status) !== undefined;

const containerKind = ({ sidecar, init }: PodContainer): string => {
  if (sidecar) return 'sidecar';
  return init === undefined ? 'container' : 'init container';
};

const healthyText = ({ containers, phase }: PodRow): string => {
  const names = abbreviateList(containers.map(({ name }) => name));
  const restarts = containers.reduce((sum, { restartCount }) => sum + restartCount, 0);
  const verb = phase === 'Succeeded' ? 'ended without an error' : containers.length === 1 ? 'runs' : 'run';
  return `${names} ${verb}, ${pluralize(restarts, 'restart')}`;
};

type Judged = Pick<Link, 'verdict' | 'text'>;

/** Reasons of a container that waits for its turn. */
const WAITING_FOR_TURN = new Set(['', 'ContainerCreating', 'PodInitializing']);

const judgeContainer = (status: ContainerStatus, kind: string, isYoung: boolean): Judged => {
  const { waiting, terminated, running } = status.state;
  if (waiting !== undefined) return judgeWaiting(status, waiting.reason);
  if (terminated !== undefined)
    return { verdict: terminated.exitCode === 0 ? 'ok' : 'broken', text: `has ended: ${endText(terminated)}` };
  if (running === undefined) return { verdict: 'suspicious', text: 'has no state yet' };
  return status.ready || kind === 'init container' ? { verdict: 'ok', text: 'runs' } : judgeUnready(status, isYoung);
};

const judgeUnready = ({ restartCount, lastState }: ContainerStatus, isYoung: boolean): Judged => {
  const last = lastState?.terminated;
  const before = last === undefined ? '' : `; it last ended with ${endText(last)}`;
  const text = `runs and is not ready, ${pluralize(restartCount, 'restart')}${before}`;
  return { verdict: isYoung && restartCount === 0 ? 'suspicious' : 'broken', text };
};

const judgeWaiting = ({ restartCount, lastState }: ContainerStatus, reason: string): Judged => {
  const last = lastState?.terminated;
  const before = last === undefined ? '' : `, it last ended with ${endText(last)}`;
  if (WAITING_FOR_TURN.has(reason)) return { verdict: 'suspicious', text: `waits: ${reason || 'not started yet'}` };
  return { verdict: 'broken', text: `waits in ${reason}, ${pluralize(restartCount, 'restart')}${before}` };
};

const endText = ({ exitCode, reason, signal }: ContainerTermination): string =>
  [reason, signal === undefined ? `exit code ${exitCode}` : `exit code ${exitCode} (signal ${signal})`]
    .filter(Boolean)
    .join(', ');
