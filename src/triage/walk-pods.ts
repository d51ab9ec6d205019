import { allContainers, isInStartup } from '../kubernetes/containers/containers.ts';
import type { ContainerStatus } from '../kubernetes/fields/container-status.ts';
import { findCondition, findConditionWithStatus, formatCondition } from '../kubernetes/objects/conditions.ts';
import { isOwnEnd } from '../kubernetes/objects/pod-ends.ts';
import { isJobPod } from '../kubernetes/objects/pod-owner.ts';
import { unreadySince } from '../kubernetes/objects/pod-readiness.ts';
import type { PodRow } from '../kubernetes/views/pods.ts';
import type { ObjectRef } from '../model/result.ts';
import { pluralize } from '../text/pluralize.ts';
import { type Link, START_GRACE_MS } from './chain.ts';
import type { TriageCluster } from './cluster.ts';
import { judgeNode } from './judge-node.ts';
import { containerLinks } from './walk-containers.ts';

/** The links of the pods of one workload, and of the containers of the worst of them. */
export const podLinks = (owner: ObjectRef, pods: readonly PodRow[], cluster: TriageCluster): readonly Link[] => {
  const unread = cluster.whyUnread('pods', owner.namespace);
  if (unread !== undefined) return [{ kind: 'pod', object: owner, objects: [], verdict: 'unknown', text: unread }];
  const staying = pods.filter(({ deletingAt }) => deletingAt === undefined);
  const judged = chooseJudged(staying);
  const worst = judged.toSorted((one, other) => badness(other) - badness(one))[0];
  if (worst === undefined) return [noPodLink(owner, pods)];
  const objects = judged.map(({ ref }) => ref);
  const judgement = isSuperseded(worst, cluster) ? SUPERSEDED : judgePods(judged, worst, cluster);
  return [
    { kind: 'pod', object: worst.ref, objects, ...judgement },
    ...(judgement === SUPERSEDED
      ? []
      : containerLinks(worst, cluster.now).map((link) => capVerdict(link, judgement.verdict))),
  ];
};

/** While other pods serve, no container of the worst one breaks the way. */
const capVerdict = (link: Link, verdict: Link['verdict']): Link =>
  verdict === 'suspicious' && link.verdict === 'broken' ? { ...link, verdict } : link;

const SUPERSEDED: Judged = { verdict: 'suspicious', text: 'failed, and another pod of its Job has succeeded' };

/** A Job tries again: what counts is its end. */
const isSuperseded = ({ phase, owner, ref }: PodRow, { rows }: TriageCluster): boolean =>
  phase === 'Failed' &&
  owner?.kind === 'Job' &&
  (rows.jobs ?? []).some(
    (job) =>
      job.ref.name === owner.name &&
      job.ref.namespace === ref.namespace &&
      findConditionWithStatus(job, 'Complete', 'True') !== undefined,
  );

/** The pods that neither ended nor are being deleted. */
const livingPods = (pods: readonly PodRow[]): readonly PodRow[] =>
  pods.filter(({ phase, deletingAt }) => phase !== 'Succeeded' && phase !== 'Failed' && deletingAt === undefined);

/** Pods that ran to their end count only where none lives: those of a Job, or evicted ones. */
const chooseJudged = (staying: readonly PodRow[]): readonly PodRow[] => {
  const living = livingPods(staying);
  if (living.length > 0) return living;
  const newest = staying.toSorted((one, other) => other.createdAt - one.createdAt)[0];
  return newest === undefined ? [] : [newest];
};

const noPodLink = (owner: ObjectRef, pods: readonly PodRow[]): Link => ({
  kind: 'pod',
  object: owner,
  objects: pods.map(({ ref }) => ref),
  verdict: 'broken',
  text:
    pods.length === 0
      ? 'there is no pod'
      : `${pluralize(pods.length, 'pod is', 'pods are')} being deleted, and there is no other`,
});

/** Nobody sends requests to the pod of a Job: it is well while it runs. */
const isReady = (pod: PodRow): boolean =>
  findCondition(pod, 'Ready')?.status === 'True' || (isJobPod(pod) && pod.phase === 'Running');

const restartsOf = ({ containers, initContainers }: PodRow): number =>
  [...initContainers, ...containers].reduce((sum: number, one: ContainerStatus) => sum + one.restartCount, 0);

/** Unready pods first, of these the one with most restarts, the rest by restarts too. */
const badness = (pod: PodRow): number => (isReady(pod) || pod.phase === 'Succeeded' ? 0 : 1_000_000) + restartsOf(pod);

type Judged = Pick<Link, 'verdict' | 'text' | 'since' | 'conditions' | 'because'>;

/** So long the pod of a Job may take to start, as in the checks: no request waits for it. In milliseconds. */
const JOB_START_GRACE_MS = 5 * 60_000;

/** Whether pods are there to take over, all of them so new that they may still do so. */
export const areStarting = (pods: readonly PodRow[], now: number): boolean => {
  const living = livingPods(pods);
  return living.length > 0 && living.every((pod) => isStarting(pod, now));
};

/** A pod that is young, or has the time of a startup probe left, and none of whose containers has failed yet. */
const isStarting = (pod: PodRow, now: number): boolean =>
  pod.phase !== 'Failed' &&
  restartsOf(pod) === 0 &&
  (now - pod.createdAt < (isJobPod(pod) ? JOB_START_GRACE_MS : START_GRACE_MS) ||
    allContainers(pod).some((container) => isInStartup(container, now))) &&
  containerLinks(pod, now).every(({ verdict }) => verdict !== 'broken');

const judgePods = (pods: readonly PodRow[], worst: PodRow, { rows, now }: TriageCluster): Judged => {
  const ready = pods.filter(isReady).length;
  if (worst.phase === 'Succeeded') return { verdict: 'ok', text: 'ran to its end and succeeded' };
  if (ready === pods.length)
    return { verdict: 'ok', text: pods.length === 1 ? placeText(worst) : `${pods.length} pods are ready` };
  const since = unreadySince(worst);
  const counts = pods.length === 1 ? '' : `${ready} of ${pods.length} are ready, this one is `;
  const ofNode = judgeNode(worst, rows.nodes);
  return {
    verdict: ready === 0 && !pods.every((pod) => isStarting(pod, now) || isFailedRun(pod)) ? 'broken' : 'suspicious',
    text: [`${counts}${stateText(worst)}`, ofNode?.text].filter(Boolean).join('; '),
    ...(ofNode === undefined ? {} : { because: [ofNode.ref] }),
    conditions: worst.conditions.filter(({ status }) => status !== 'True'),
    ...(since === undefined ? {} : { since }),
  };
};

/** No request waits for a build or a test that failed, and no check takes it for a fault. */
const isFailedRun = (pod: PodRow): boolean => pod.phase === 'Failed' && isOwnEnd(pod);

const placeText = (pod: PodRow): string => {
  const word = isJobPod(pod) ? 'running' : 'ready';
  return pod.node === undefined ? word : `${word} on node ${pod.node}`;
};

/** The phase, and what the first condition that is not True says of it. */
const stateText = (pod: PodRow): string => {
  const { phase, reason, message, node, conditions } = pod;
  if (phase === 'Failed') return [`Failed`, [reason, message].filter(Boolean).join(': ')].filter(Boolean).join(': ');
  const blocking =
    conditions.find(({ type, status }) => type === 'PodScheduled' && status !== 'True') ??
    conditions.find(({ type, status }) => type === 'Ready' && status !== 'True');
  const said = blocking === undefined ? '' : formatCondition(blocking);
  const place = node === undefined ? '' : ` on node ${node}`;
  return `${phase}${place} and not ready${said === '' ? '' : `: ${said}`}`;
};
