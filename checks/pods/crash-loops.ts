import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import {
  activeContainers,
  containerTitle,
  type PodContainer,
  wantedImage,
} from '../../src/kubernetes/containers/containers.ts';
import { formatExitCode } from '../../src/kubernetes/containers/exit-codes.ts';
import { startFailureOf } from '../../src/kubernetes/containers/start-failures.ts';
import { LOST_REASONS, lastTermination, terminationCause } from '../../src/kubernetes/containers/termination-cause.ts';
import type { ContainerStatus } from '../../src/kubernetes/fields/container-status.ts';
import { isJobPod } from '../../src/kubernetes/objects/pod-owner.ts';
import { duration } from '../../src/params/duration.ts';
import { pluralize } from '../../src/text/pluralize.ts';
import { containerLogCommand, isInPreviousLog } from './containers/container-log.ts';
import { type NodeHistory, nodeHistory } from './containers/restarted-nodes.ts';
import { type FindingDetails, findingsByOwner } from './owners/findings-by-owner.ts';
import { formatTimeAgo } from './state/time-ago.ts';

const crashLoopParams = z.strictObject({
  restarts: z.int().min(1).default(3).describe('Restarts from which a container that ended lately is in a loop'),
  window: duration().prefault('15m').describe('How long ago its last end may be'),
  longestRun: duration().prefault('1h').describe('A run that was longer is no part of a loop'),
});

export default defineCheck({
  group: 'pods',
  name: 'crash-loops',
  title: 'Containers stay up',
  why: 'A container that starts and ends again and again serves nobody for most of the time.',
  remedy: 'Read the log of the previous container, then its exit code, its command, its settings and its probes.',
  severity: 'sev2',
  needs: ['pods'],
  wants: ['nodes'],
  params: crashLoopParams,
  run({ pods, nodes, params, now, note }) {
    const restarting = activeContainers(pods, (status) => isLooping(status, now, params)).filter(
      (container) => !isJobRetry(container) && (container.init === undefined || container.sidecar),
    );
    const history = nodeHistory(restarting.length === 0 ? [] : pods, nodes);
    const looping = restarting.filter((container) => !endedWithItsNode(container, history));
    const crashed = looping.filter(({ status }) => startFailureOf(status) === undefined);
    const unstarted = looping.length - crashed.length;
    if (unstarted > 0) note(`containers that restart without ever being started: ${unstarted}, see container-starts`);
    const loops = crashed
      .toSorted((one, other) => other.status.restartCount - one.status.restartCount)
      .map((crash) => ({ ...crash, container: crash.status.name, cause: terminationCause(crash) }));
    return findingsByOwner(loops, (example, group) => ({
      ...crashLoopDetails(example, now),
      // Kills for memory and by probes have checks of their own, whose findings explain the loop.
      ...(example.cause === 'own' ? {} : { because: group.map(({ pod, container }) => ({ ...pod.ref, container })) }),
    }));
  },
});

type CrashLoopParams = z.output<typeof crashLoopParams>;

/**
 * Whether a container ended several times, lately, after short runs; between two starts its state says nothing of that.
 */
const isLooping = (
  status: ContainerStatus,
  now: number,
  { restarts, window, longestRun }: CrashLoopParams,
): boolean => {
  if (status.state.waiting?.reason === 'CrashLoopBackOff') return true;
  const end = lastTermination(status);
  if (status.restartCount < restarts || end?.finishedAt === undefined || LOST_REASONS.has(end.reason ?? ''))
    return false;
  const ran = end.finishedAt - (end.startedAt ?? end.finishedAt);
  return now - end.finishedAt <= window && ran <= longestRun;
};

/** Whether a container runs again after its node restarted: what it did before that says nothing of now. */
const endedWithItsNode = ({ pod, status }: PodContainer, history: NodeHistory): boolean => {
  const [endedAt, restartedAt] = [lastTermination(status)?.finishedAt, status.state.running?.startedAt];
  return endedAt !== undefined && restartedAt !== undefined && history.restartedDuring(pod, { endedAt, restartedAt });
};

/** Restarts up to which a Job's container counts as retried: the default `backoffLimit`. */
const JOB_RETRIES = 6;

const isJobRetry = ({ pod, status }: PodContainer): boolean => isJobPod(pod) && status.restartCount <= JOB_RETRIES;

const crashLoopDetails = (crash: PodContainer, now: number): FindingDetails => {
  const { pod, status } = crash;
  const end = lastTermination(status);
  const previous = isInPreviousLog(status);
  const how = end === undefined ? 'ended' : `ended with ${end.reason ?? 'Error'}, ${formatExitCode(end.exitCode)}`;
  return {
    reason: 'crash_loop',
    message: [
      `${containerTitle(crash)} starts and ends again and again (CrashLoopBackOff): ${pluralize(status.restartCount, 'restart')},`,
      `it last ${how}${end?.finishedAt === undefined ? '' : `, ${formatTimeAgo(now, end.finishedAt)}`}`,
    ].join(' '),
    brief: `crash loop, it ${how}, ${pluralize(status.restartCount, 'restart')}`,
    evidence: {
      restarts: status.restartCount,
      exitCode: end?.exitCode ?? null,
      reason: end?.reason ?? null,
      state: stateText(status),
      image: wantedImage(crash),
      lastFinishedAt: end?.finishedAt === undefined ? null : new Date(end.finishedAt).toISOString(),
      ...(end?.message === undefined ? {} : { lastWords: end.message }),
      previous,
    },
    next: [containerLogCommand(pod, status.name, { previous })],
  };
};

const stateText = ({ state }: ContainerStatus): string =>
  state.waiting?.reason ?? (state.running === undefined ? 'Terminated' : 'Running');
