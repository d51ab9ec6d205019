import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import {
  activeInitContainers,
  containerTitle,
  type PodContainer,
  wantedImage,
} from '../../src/kubernetes/containers/containers.ts';
import { formatExitCode } from '../../src/kubernetes/containers/exit-codes.ts';
import { startFailureOf } from '../../src/kubernetes/containers/start-failures.ts';
import { isOutOfMemory, lastTermination } from '../../src/kubernetes/containers/termination-cause.ts';
import type { ContainerStatus } from '../../src/kubernetes/fields/container-status.ts';
import { describeCommand } from '../../src/kubernetes/objects/kubectl.ts';
import { podAgeMs } from '../../src/kubernetes/objects/pod-lifecycle.ts';
import { isJobPod } from '../../src/kubernetes/objects/pod-owner.ts';
import { duration } from '../../src/params/duration.ts';
import { formatDuration } from '../../src/text/duration-text.ts';
import { pluralize } from '../../src/text/pluralize.ts';
import { containerLogCommand, isInPreviousLog } from './containers/container-log.ts';
import { type FindingDetails, findingsByOwner } from './owners/findings-by-owner.ts';
import { formatTimeAgo } from './state/time-ago.ts';

const initContainerParams = z.strictObject({
  grace: duration().prefault('2m').describe('How long a new pod may take until failing init containers are named'),
  longest: duration().prefault('15m').describe('How long one init container may run'),
});

export default defineCheck({
  group: 'pods',
  name: 'init-containers',
  title: 'Init containers end well',
  why: 'The containers of a pod wait for its init containers, one after another: one that fails or hangs keeps all out.',
  remedy: 'Read the log of that init container; what it waits for or migrates is the next thing to look at.',
  severity: 'sev2',
  needs: ['pods'],
  params: initContainerParams,
  run({ pods, params, now }) {
    const started = activeInitContainers(pods, isUnfinished).filter(
      ({ sidecar, status }) => !sidecar && startFailureOf(status) === undefined,
    );
    const since = now - params.longest;
    const failing = started
      .filter((container) => isFailing(container, since) && podAgeMs(container.pod, now) > params.grace)
      .map((container) => ({ ...container, container: container.status.name, cause: 'fails' }));
    const hanging = started
      .filter((container) => !isFailing(container, since) && runningSince(container) < since)
      .map((container) => ({ ...container, container: container.status.name, cause: 'hangs' }));
    return [
      ...findingsByOwner(failing, (example, group) => ({
        ...initFailureDetails(example, now),
        ...(isOutOfMemory(lastTermination(example.status))
          ? { because: group.map(({ pod, container }) => ({ ...pod.ref, container })) }
          : {}),
      })),
      ...findingsByOwner(hanging, (example) => initHangDetails(example, now - runningSince(example))),
    ];
  },
});

/** Whether an init container runs or failed; others wait for their turn or their image. */
const isUnfinished = ({ state }: ContainerStatus): boolean =>
  state.running !== undefined ||
  state.waiting?.reason === 'CrashLoopBackOff' ||
  (state.terminated !== undefined && state.terminated.exitCode !== 0);

const STUBBORN_RESTARTS = 3;

/** Whether an init container fails; one of a Job only after several restarts, since the Job counts failures itself. */
const isFailing = ({ pod, status }: PodContainer, since: number): boolean => {
  const isStubborn = status.restartCount >= STUBBORN_RESTARTS;
  if (status.state.running !== undefined) return isStubborn && (lastTermination(status)?.finishedAt ?? 0) > since;
  return isStubborn || !isJobPod(pod);
};

const runningSince = ({ status }: PodContainer): number => status.state.running?.startedAt ?? Number.POSITIVE_INFINITY;

const initFailureDetails = (failing: PodContainer, now: number): FindingDetails => {
  const { pod, status, init } = failing;
  const end = lastTermination(status);
  const state = status.state.waiting?.reason ?? end?.reason ?? 'Error';
  const previous = isInPreviousLog(status);
  return {
    reason: 'init_failed',
    message: [
      `${containerTitle(failing)} fails, Init:${state}: ${pluralize(status.restartCount, 'restart')}`,
      ...(end === undefined
        ? []
        : [
            `it last ended with ${formatExitCode(end.exitCode)}`,
            ...(end.finishedAt === undefined ? [] : [formatTimeAgo(now, end.finishedAt)]),
          ]),
    ].join(', '),
    evidence: {
      index: init?.nth ?? null,
      of: init?.of ?? null,
      restarts: status.restartCount,
      exitCode: end?.exitCode ?? null,
      reason: end?.reason ?? null,
      image: wantedImage(failing),
      lastFinishedAt: end?.finishedAt === undefined ? null : new Date(end.finishedAt).toISOString(),
      ...(end?.message === undefined ? {} : { lastWords: end.message }),
      previous,
    },
    next: [containerLogCommand(pod, status.name, { previous })],
  };
};

const initHangDetails = (hanging: PodContainer, ms: number): FindingDetails => {
  const { pod, status, init } = hanging;
  return {
    reason: 'init_stuck',
    message: `${containerTitle(hanging)} runs for ${formatDuration(ms)} and does not end: the pod stays in Init`,
    evidence: { index: init?.nth ?? null, of: init?.of ?? null, image: wantedImage(hanging), previous: false },
    next: [containerLogCommand(pod, status.name, { previous: false }), describeCommand(pod.ref)],
  };
};
