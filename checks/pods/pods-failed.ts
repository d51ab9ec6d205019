import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { allContainers, containerTitle, type PodContainer } from '../../src/kubernetes/containers/containers.ts';
import { formatExitCode } from '../../src/kubernetes/containers/exit-codes.ts';
import { findCondition } from '../../src/kubernetes/objects/conditions.ts';
import { describeCommand, kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import { isOwnEnd, isPutOut } from '../../src/kubernetes/objects/pod-ends.ts';
import { isJobPod } from '../../src/kubernetes/objects/pod-owner.ts';
import type { PodRow } from '../../src/kubernetes/views/pods.ts';
import { duration } from '../../src/params/duration.ts';
import { containerLogCommand } from './containers/container-log.ts';
import { type FindingDetails, findingsByOwner } from './owners/findings-by-owner.ts';
import { formatTimeAgo } from './state/time-ago.ts';

export default defineCheck({
  group: 'pods',
  name: 'pods-failed',
  title: 'No pod failed or was lost',
  why: 'A failed pod is not started again: what it was to do is undone, or its node had to put it out.',
  remedy: 'Read why it ended: the log and exit code of its container, or what its node ran short of.',
  severity: 'sev2',
  needs: ['pods'],
  params: z.strictObject({
    window: duration().prefault('24h').describe('How long ago a pod may have failed'),
    unknownGrace: duration().prefault('15m').describe("How long a pod's state may be unknown"),
  }),
  run({ pods, params, now }) {
    const candidates = pods.filter((pod) => pod.deletingAt === undefined && !isJobPod(pod) && pod.hook === undefined);
    const isLost = (pod: PodRow) => pod.phase === 'Unknown' || pod.reason === 'NodeLost';
    const lost = candidates
      .filter((pod) => isLost(pod) && now - readinessChangedAt(pod) > params.unknownGrace)
      .map((pod) => ({ pod, cause: 'lost' }));
    const failed = candidates
      .filter((pod) => pod.phase === 'Failed' && !isLost(pod) && !isIntended(pod) && !isReplacedAfterRestart(pod))
      .filter((pod) => now - podEndedAt(pod) <= params.window)
      .toSorted((one, other) => podEndedAt(other) - podEndedAt(one))
      .map((pod) => ({ pod, cause: pod.reason ?? 'Error' }));
    return [
      ...findingsByOwner(lost, ({ pod }) => lostPodDetails(pod, now)),
      ...findingsByOwner(failed, ({ pod }) => failedPodDetails(pod, now)),
    ];
  },
});

/** When the Ready condition last changed: the pod's state was known until then. */
const readinessChangedAt = (pod: PodRow): number => findCondition(pod, 'Ready')?.at ?? pod.startedAt ?? pod.createdAt;

const podEndedAt = (pod: PodRow): number => {
  const ends = allContainers(pod).flatMap(({ status }) => status.state.terminated?.finishedAt ?? []);
  return ends.length > 0 ? Math.max(...ends) : readinessChangedAt(pod);
};

/** Reasons of pods that were ended on purpose: by a graceful node shutdown, a drain, preemption or clean-up. */
const INTENDED_REASONS: ReadonlySet<string> = new Set([
  'Terminated',
  'NodeShutdown',
  'Shutdown',
  'EvictionByEvictionAPI',
  'PreemptionByScheduler',
  'DeletionByTaintManager',
  'DeletionByPodGC',
]);

const SHUTDOWN_REASONS: ReadonlySet<string> = new Set(['Terminated', 'NodeShutdown', 'Shutdown']);

/** Whether a pod ended with its node and nothing makes it again. */
const isLostWithNode = ({ owner, mirror, reason = '' }: PodRow): boolean =>
  owner === undefined && mirror === undefined && SHUTDOWN_REASONS.has(reason);

/** A node that comes back under its name refuses pods that were bound to it before; their controller made others long ago. */
const isReplacedAfterRestart = (pod: PodRow): boolean => pod.reason === 'NodeAffinity' && isReplaced(pod);

const isIntended = (pod: PodRow): boolean => !isLostWithNode(pod) && wasEndedOnPurpose(pod);

const wasEndedOnPurpose = ({ reason = '', conditions }: PodRow): boolean =>
  INTENDED_REASONS.has(reason) ||
  conditions.some(
    ({ type, status, reason: why = '' }) =>
      type === 'DisruptionTarget' && status === 'True' && INTENDED_REASONS.has(why),
  );

const failedPodDetails = (pod: PodRow, now: number): FindingDetails => {
  return {
    level: isReplaced(pod) || isOwnEnd(pod) ? 'warning' : 'fault',
    ...(isPutOut(pod) ? evictionDetails(pod, now) : failureDetails(pod, now)),
    ...(isLostWithNode(pod) ? lostWithNodeDetails(pod, now) : {}),
  };
};

/** A controller replaces the pod: then this is the trace of a fault that is over. */
const isReplaced = ({ owner }: PodRow): boolean => owner !== undefined && owner.kind !== 'Node';

const failureEvidence = (pod: PodRow) => ({
  reason: pod.reason ?? null,
  node: pod.node ?? null,
  endedAt: new Date(podEndedAt(pod)).toISOString(),
});

const evictionDetails = (pod: PodRow, now: number): FindingDetails => ({
  reason: 'pod_evicted',
  message: joinTexts(
    `${pod.reason} from node ${pod.node ?? 'unknown'} ${formatTimeAgo(now, podEndedAt(pod))}`,
    pod.message,
  ),
  evidence: failureEvidence(pod),
  next: [describeCommand(pod.ref)],
});

const lostWithNodeDetails = (pod: PodRow, now: number) => ({
  level: 'warning' as const,
  message: `${pod.reason} with its node ${pod.node ?? ''} ${formatTimeAgo(now, podEndedAt(pod))}, and nothing makes it again: it has no controller`,
});

const failureDetails = (pod: PodRow, now: number): FindingDetails => {
  const failed = allContainers(pod).find(({ status }) => (status.state.terminated?.exitCode ?? 0) !== 0);
  const name = ['Failed', pod.reason].filter(Boolean).join(', ');
  const log = failed && { container: failed.status.name, exitCode: failed.status.state.terminated?.exitCode ?? null };
  return {
    reason: 'pod_failed',
    message: joinTexts(
      `${name} ${formatTimeAgo(now, podEndedAt(pod))}`,
      pod.message,
      failed && terminationText(failed),
    ),
    evidence: { ...failureEvidence(pod), ...(log === undefined ? {} : { ...log, previous: false }) },
    next: [
      describeCommand(pod.ref),
      ...(log === undefined ? [] : [containerLogCommand(pod, log.container, { previous: false })]),
    ],
  };
};

const joinTexts = (...texts: readonly (string | undefined)[]): string =>
  texts
    .map((text) => text?.trim())
    .filter(Boolean)
    .join(': ');

const terminationText = (container: PodContainer): string => {
  const end = container.status.state.terminated;
  return `${containerTitle(container)} ended with ${end?.reason ?? 'Error'}, ${formatExitCode(end?.exitCode ?? 0)}`;
};

const lostPodDetails = (pod: PodRow, now: number): FindingDetails => ({
  reason: 'pod_lost',
  message: `${pod.reason ?? 'Unknown'}: nobody knows its state since ${formatTimeAgo(now, readinessChangedAt(pod))}, its node ${pod.node ?? ''} does not report`,
  evidence: { reason: pod.reason ?? 'Unknown', node: pod.node ?? null },
  next: [pod.node === undefined ? 'kubectl describe nodes' : kubectlCommand(undefined)`describe node ${pod.node}`],
  because: pod.node === undefined ? [] : [{ kind: 'Node', name: pod.node }],
});
