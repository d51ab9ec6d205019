import { containerTitle, type PodContainer, wantedImage } from '../kubernetes/containers/containers.ts';
import { formatExitCode } from '../kubernetes/containers/exit-codes.ts';
import { formatProbe } from '../kubernetes/containers/probes.ts';
import { classifyPullFailure } from '../kubernetes/containers/pull-failures.ts';
import { classifyStartFailure, startFailureOf } from '../kubernetes/containers/start-failures.ts';
import { lastTermination } from '../kubernetes/containers/termination-cause.ts';
import type { ContainerTermination } from '../kubernetes/fields/container-status.ts';
import { isJobPod } from '../kubernetes/objects/pod-owner.ts';
import { pluralize } from '../text/pluralize.ts';
import { sinceFailedEnd } from './failed-starts.ts';
import type { Judgement } from './workload-status.ts';

const WELL: Judgement = { level: 'running', text: '' };

/** How a container does by its status, whatever its pod is told to do. */
export const judgeContainer = (container: PodContainer, now: number): Judgement => {
  const { waiting, running, terminated } = container.status.state;
  if (running !== undefined) return judgeRunning(container, now);
  if (terminated !== undefined) return judgeEnd(container, terminated, now);
  return judgeWaiting(container, waiting?.reason ?? '', now);
};

const PULL_REASONS =
  /^(?:ImagePullBackOff|ErrImagePull|ErrImageNeverPull|InvalidImageName|ImageInspectError|RegistryUnavailable|SignatureValidationFailed)$/;

/** What the kubelet writes while all goes its way. */
const STARTING_REASONS = /^(?:|ContainerCreating|PodInitializing)$/;

const judgeWaiting = (container: PodContainer, reason: string, now: number): Judgement => {
  if (STARTING_REASONS.test(reason)) return { level: 'launching', text: reason };
  if (PULL_REASONS.test(reason)) return judgePull(container, reason);
  const failure = startFailureOf(container.status);
  if (failure !== undefined) return judgeStart(container, failure, now);
  const text = `${containerTitle(container)} waits in ${reason}${restartText(container)}`;
  return { level: isRetriedByJob(container) ? 'launching' : 'errored', text };
};

/** Causes that no registry and no node mends. */
const LASTING_PULL_CAUSES: ReadonlySet<string> = new Set([
  ...[
    'not_found',
    'missing_or_denied',
    'invalid_name',
    'never_pulled',
    'platform',
    'short_name',
    'policy',
    'signature',
    'old_format',
    'not_an_image',
  ],
]);

const judgePull = (container: PodContainer, reason: string): Judgement => {
  const image = wantedImage(container);
  const { cause, text } = classifyPullFailure(reason, container.status.state.waiting?.message ?? '', image);
  return {
    level: 'errored',
    text: `${containerTitle(container)} waits in ${reason}: image ${image}, ${text}`,
    ...(LASTING_PULL_CAUSES.has(cause) ? { cannotHeal: true } : {}),
  };
};

/** Causes that stand in the pod template or the image, and go away with neither time nor another try. */
const LASTING_START_CAUSES: ReadonlySet<string> = new Set([
  ...['command', 'user', 'permission', 'architecture', 'working_directory'],
]);

/** How long a whole Secret or ConfigMap may be missing: operators make some of them after the pods that refer to them. */
const MISSING_OBJECT_MS = 60_000;

const judgeStart = (container: PodContainer, failure: { reason: string; message: string }, now: number): Judgement => {
  const why = failure.message === '' ? '' : `: ${failure.message}`;
  return {
    level: 'errored',
    text: `${containerTitle(container)} cannot be started, ${failure.reason}${why}`,
    ...(isLastingStart(container, failure, now) ? { cannotHeal: true } : {}),
  };
};

const isLastingStart = (
  { pod }: PodContainer,
  { reason, message }: { reason: string; message: string },
  now: number,
): boolean => {
  if (reason !== 'CreateContainerConfigError')
    return LASTING_START_CAUSES.has(classifyStartFailure(message)?.cause ?? '');
  if (!MISSING_OBJECT.test(message)) return !LOCAL_CAUSE.test(message);
  return now - (pod.startedAt ?? pod.createdAt) > MISSING_OBJECT_MS;
};

/** The kubelet's words for a Secret or ConfigMap that is not there at all, or is not in its cache yet. */
const MISSING_OBJECT = /\b(?:secret|configmap)s? "[^"]+" not found/i;

/** What the kubelet says when it has not heard of the cluster's objects yet, or its disk does not take a folder. */
const LOCAL_CAUSE = /failed to sync|services have not yet been read|timed out|failed to (?:create|prepare) subPath/i;

/** Restarts up to which a Job's container counts as retried: the default `backoffLimit`. */
const JOB_RETRIES = 6;

const isRetriedByJob = ({ pod, status }: PodContainer): boolean => isJobPod(pod) && status.restartCount <= JOB_RETRIES;

const judgeEnd = (container: PodContainer, end: ContainerTermination, now: number): Judgement => {
  const { init, sidecar, pod, status } = container;
  const isMeantToEnd = (init !== undefined && !sidecar) || pod.template.restartPolicy !== 'Always';
  if (end.exitCode === 0 && isMeantToEnd) return WELL;
  if (isJobPod(pod) && (pod.template.restartPolicy === 'Never' || isRetriedByJob(container)))
    return { level: 'launching', text: `${containerTitle(container)} ${endText(end)}` };
  const failure = startFailureOf(status);
  if (failure !== undefined) return judgeStart(container, failure, now);
  return { level: 'errored', text: `${containerTitle(container)} ${endText(end)}` };
};

const endText = ({ reason = 'Error', exitCode }: ContainerTermination): string =>
  `ended with ${reason}, ${formatExitCode(exitCode)}`;

const restartText = ({ status }: PodContainer): string => {
  const end = lastTermination(status);
  const facts = [
    ...(status.restartCount === 0 ? [] : [pluralize(status.restartCount, 'restart')]),
    ...(end === undefined ? [] : [`it last ${endText(end)}`]),
  ];
  return facts.length === 0 ? '' : `: ${facts.join(', ')}`;
};

const judgeRunning = (container: PodContainer, now: number): Judgement => {
  const { status, init, sidecar } = container;
  const failed = sinceFailedEnd(container, now);
  if (failed !== undefined)
    return {
      level: isRetriedByJob(container) ? 'launching' : 'errored',
      text: `${containerTitle(container)} runs again and has not held yet${restartText(container)}`,
    };
  if (init !== undefined && !sidecar) return { level: 'launching', text: `${containerTitle(container)} runs` };
  if (status.ready === true) return WELL;
  return { level: 'launching', text: `${containerTitle(container)} ${unreadyText(container)}` };
};

const unreadyText = ({ status, spec }: PodContainer): string => {
  if (status.started !== true && spec?.startup !== undefined)
    return `has not passed its startup probe (${formatProbe(spec.startup)})`;
  if (spec?.readiness === undefined) return 'is not ready';
  const { initialDelay } = spec.readiness;
  const delay = initialDelay > 0 ? `, first asked after ${initialDelay}s` : '';
  return `has not passed its readiness probe (${formatProbe(spec.readiness)}${delay})`;
};
