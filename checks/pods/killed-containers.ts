import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { activeContainers, containerTitle, type PodContainer } from '../../src/kubernetes/containers/containers.ts';
import { formatExitCode } from '../../src/kubernetes/containers/exit-codes.ts';
import { asksUndeclaredPort, formatProbe } from '../../src/kubernetes/containers/probes.ts';
import {
  isKilledByProbe,
  isKilledFromOutside,
  lastTermination,
  SIGKILL_EXIT_CODE,
} from '../../src/kubernetes/containers/termination-cause.ts';
import type { ContainerSpec } from '../../src/kubernetes/fields/container-spec.ts';
import { describeCommand } from '../../src/kubernetes/objects/kubectl.ts';
import { isJobPod } from '../../src/kubernetes/objects/pod-owner.ts';
import { duration } from '../../src/params/duration.ts';
import { pluralize } from '../../src/text/pluralize.ts';
import { containerLogCommand, isInPreviousLog } from './containers/container-log.ts';
import { type NodeHistory, nodeHistory } from './containers/restarted-nodes.ts';
import { type FindingDetails, findingsByOwner } from './owners/findings-by-owner.ts';
import { formatTimeAgo } from './state/time-ago.ts';

export default defineCheck({
  group: 'pods',
  name: 'killed-containers',
  title: 'No container was killed by its probe',
  why: 'A liveness or startup probe that fails gets its container killed; one that is too strict kills healthy programs.',
  remedy:
    'Look for "Unhealthy" events: the port and path of the probe, its timeout, and whether the start fits into it.',
  severity: 'sev2',
  needs: ['pods'],
  wants: ['nodes'],
  params: z.strictObject({ window: duration().prefault('1h').describe('How long ago the kill may be') }),
  run({ pods, nodes, params, now }) {
    const isRecent = (at: number | undefined) => at !== undefined && now - at <= params.window;
    const ended = activeContainers(pods, (status) => isRecent(lastTermination(status)?.finishedAt));
    const setting = { history: nodeHistory(pods, nodes), now };
    const killed = ended
      .filter((container) => !isJobPod(container.pod) && isKill(container, setting))
      .map((kill) => ({ ...kill, container: kill.status.name }));
    return findingsByOwner(killed, (example, group) => ({
      ...killDetails(example, now),
      level: group.every(({ status }) => status.state.running !== undefined && status.ready) ? 'warning' : 'fault',
    }));
  },
});

/** From the third restart on a container that no probe ends is a crash loop. */
const CRASH_LOOP_RESTARTS = 3;

/**
 * How long a container has to run again, in milliseconds, until a kill counts: the kubelet of a node that restarted brings
 * what it says of its pods up to date one after another.
 */
const SETTLE_MS = 2 * 60_000;

/** A single kill counts where the node has not restarted; without a probe that could have done it that has to be known. */
const isKill = (container: PodContainer, { history, now }: { history: NodeHistory; now: number }): boolean => {
  const { pod, status } = container;
  const end = lastTermination(status);
  const endedAt = end?.finishedAt ?? 0;
  if (status.restartCount >= CRASH_LOOP_RESTARTS) return isKilledByProbe(container, end);
  const restartedAt = status.state.running?.startedAt ?? now;
  if (now - restartedAt <= SETTLE_MS) return false;
  if (history.restartedDuring(pod, { endedAt, restartedAt })) return false;
  if (isKilledByProbe(container, end)) return true;
  return isKilledFromOutside(container, end) && history.ranThrough(pod, endedAt);
};

const killDetails = (kill: PodContainer, now: number): FindingDetails => {
  const { pod, status, spec } = kill;
  const end = lastTermination(status);
  const code = end?.exitCode ?? 0;
  return {
    reason: 'container_killed',
    message: killText(kill, now),
    evidence: {
      probe: hasKillingProbe(spec) ? killingProbeText(spec) : null,
      exitCode: code,
      reason: end?.reason ?? null,
      restarts: status.restartCount,
      lastFinishedAt: end?.finishedAt === undefined ? null : new Date(end.finishedAt).toISOString(),
      previous: isInPreviousLog(status),
      guess: killerText(kill),
    },
    next: [describeCommand(pod.ref), containerLogCommand(pod, status.name, { previous: isInPreviousLog(status) })],
  };
};

const hasKillingProbe = (spec: ContainerSpec | undefined): boolean => (spec?.liveness ?? spec?.startup) !== undefined;

/** A probe that fails kills again and again, and asks first; a single SIGKILL can have come from anybody. */
const killText = (kill: PodContainer, now: number): string => {
  const { status } = kill;
  const end = lastTermination(status);
  const lead = `${containerTitle(kill)} was killed ${formatTimeAgo(now, end?.finishedAt)}`;
  const code = formatExitCode(end?.exitCode ?? 0);
  const restarts = pluralize(status.restartCount, 'restart');
  return isClearKill(kill)
    ? `${lead}, ${killerText(kill)}, ${code}, ${restarts}`
    : `${lead}, ${code}, ${restarts}: ${killerText(kill)}`;
};

const isClearKill = ({ status, spec }: PodContainer): boolean =>
  hasKillingProbe(spec) &&
  (status.restartCount >= CRASH_LOOP_RESTARTS || lastTermination(status)?.exitCode !== SIGKILL_EXIT_CODE);

/** Who can have killed it; the events of the pod tell which, for an hour. */
const killerText = (kill: PodContainer): string => {
  const probe = killingProbeText(kill.spec);
  if (isClearKill(kill)) return `most likely by its ${probe}`;
  const others = 'a child of it that ran out of memory, or somebody on the node';
  return hasKillingProbe(kill.spec) ? `its ${probe} failed, or else ${others}` : `no probe of it can have: ${others}`;
};

const killingProbeText = (spec: ContainerSpec | undefined): string => {
  const probe = spec?.liveness ?? spec?.startup;
  if (spec === undefined || probe === undefined) return 'liveness probe';
  const kind = spec.liveness === undefined ? 'startup' : 'liveness';
  const undeclared = asksUndeclaredPort(probe, spec) ? ', a port that the container does not declare' : '';
  return `${kind} probe (${formatProbe(probe)}${undeclared})`;
};
