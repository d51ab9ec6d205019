import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import type { ContainerSpec } from '../../src/kubernetes/fields/container-spec.ts';
import { describeCommand } from '../../src/kubernetes/objects/kubectl.ts';
import { duration } from '../../src/params/duration.ts';
import { pluralize } from '../../src/text/pluralize.ts';
import { containerLogCommand, isInPreviousLog } from './containers/container-log.ts';
import { activeContainers, containerTitle, type PodContainer } from './containers/containers.ts';
import { formatExitCode } from './containers/exit-codes.ts';
import { asksUndeclaredPort, formatProbe } from './containers/probes.ts';
import { isKilledByProbe, lastTermination } from './containers/termination-cause.ts';
import { type FindingDetails, findingsByOwner } from './owners/findings-by-owner.ts';
import { isJobPod } from './owners/owner.ts';
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
  params: z.strictObject({ window: duration().prefault('1h').describe('How long ago the kill may be') }),
  run({ pods, params, now }) {
    const isRecent = (at: number | undefined) => at !== undefined && now - at <= params.window;
    const killed = activeContainers(pods, (status) => isRecent(lastTermination(status)?.finishedAt))
      .filter((container) => !isJobPod(container.pod) && isKilledByProbe(container, lastTermination(container.status)))
      .map((kill) => ({ ...kill, container: kill.status.name }));
    return findingsByOwner(killed, (example, group) => ({
      ...killDetails(example, now),
      level: group.every(({ status }) => status.state.running !== undefined && status.ready) ? 'warning' : 'fault',
    }));
  },
});

const killDetails = (kill: PodContainer, now: number): FindingDetails => {
  const { pod, status, spec } = kill;
  const end = lastTermination(status);
  const code = end?.exitCode ?? 0;
  return {
    reason: 'container_killed',
    message: [
      `${containerTitle(kill)} was killed ${formatTimeAgo(now, end?.finishedAt)}, most likely by its ${killingProbeText(spec)}`,
      formatExitCode(code),
      `${pluralize(status.restartCount, 'restart')}`,
    ].join(', '),
    evidence: {
      probe: killingProbeText(spec),
      exitCode: code,
      reason: end?.reason ?? null,
      restarts: status.restartCount,
      lastFinishedAt: end?.finishedAt === undefined ? null : new Date(end.finishedAt).toISOString(),
      previous: isInPreviousLog(status),
    },
    next: [describeCommand(pod.ref), containerLogCommand(pod, status.name, { previous: isInPreviousLog(status) })],
  };
};

const killingProbeText = (spec: ContainerSpec | undefined): string => {
  const probe = spec?.liveness ?? spec?.startup;
  if (spec === undefined || probe === undefined) return 'liveness probe';
  const kind = spec.liveness === undefined ? 'startup' : 'liveness';
  const undeclared = asksUndeclaredPort(probe, spec) ? ', a port that the container does not declare' : '';
  return `${kind} probe (${formatProbe(probe)}${undeclared})`;
};
