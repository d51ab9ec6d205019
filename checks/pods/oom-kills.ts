import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { activeContainers, containerTitle, type PodContainer } from '../../src/kubernetes/containers/containers.ts';
import { formatExitCode } from '../../src/kubernetes/containers/exit-codes.ts';
import { isOutOfMemory, lastTermination } from '../../src/kubernetes/containers/termination-cause.ts';
import { describeCommand, kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import { isJobPod } from '../../src/kubernetes/objects/pod-owner.ts';
import { formatBytes, parseQuantity } from '../../src/kubernetes/objects/quantity.ts';
import { duration } from '../../src/params/duration.ts';
import { pluralize } from '../../src/text/pluralize.ts';
import { isInPreviousLog } from './containers/container-log.ts';
import { type FindingDetails, findingsByOwner } from './owners/findings-by-owner.ts';
import { formatTimeAgo } from './state/time-ago.ts';

export default defineCheck({
  group: 'pods',
  name: 'oom-kills',
  title: 'No container was killed for memory',
  why: 'The kernel kills a container at its memory limit in the middle of its work, without a word in its log.',
  remedy: 'Compare what it uses with its limit: raise the limit, or find what makes it grow.',
  severity: 'sev2',
  needs: ['pods'],
  params: z.strictObject({
    window: duration().prefault('1h').describe('How long ago the kill may be; an older one is a note'),
  }),
  run({ pods, params, now, note }) {
    const killed = activeContainers(pods, (status) => isOutOfMemory(lastTermination(status))).filter(
      ({ pod }) => !isJobPod(pod),
    );
    const isRecent = ({ status }: PodContainer) => now - (lastTermination(status)?.finishedAt ?? 0) <= params.window;
    const recent = killed.filter(isRecent);
    const older = killed.length - recent.length;
    if (older > 0) note(`containers whose last end was OOMKilled longer ago: ${older}`);
    const kills = recent.map((kill) => ({ ...kill, container: kill.status.name }));
    return findingsByOwner(kills, (example, group) => ({
      ...oomKillDetails(example, now),
      level: group.every(({ status }) => status.state.running !== undefined && status.ready) ? 'warning' : 'fault',
    }));
  },
});

const oomKillDetails = (kill: PodContainer, now: number): FindingDetails => {
  const { pod, status, spec } = kill;
  const end = lastTermination(status);
  const limit = memoryText(spec?.limits.memory);
  const request = memoryText(spec?.requests.memory);
  return {
    reason: 'oom_killed',
    message: [
      `${containerTitle(kill)} was OOMKilled ${formatTimeAgo(now, end?.finishedAt)}`.trimEnd(),
      limit === undefined ? 'it has no memory limit, so its node ran short' : `its memory limit is ${limit}`,
      `${pluralize(status.restartCount, 'restart')}`,
    ].join(', '),
    evidence: {
      limit: limit ?? null,
      request: request ?? null,
      exitCode: end?.exitCode ?? null,
      meaning: formatExitCode(end?.exitCode ?? 137),
      reason: 'OOMKilled',
      restarts: status.restartCount,
      lastFinishedAt: end?.finishedAt === undefined ? null : new Date(end.finishedAt).toISOString(),
      previous: isInPreviousLog(status),
    },
    next: [
      describeCommand(pod.ref),
      kubectlCommand(pod.ref.namespace)`get pod ${pod.ref.name} -o jsonpath=${resourcesPath(kill)}`,
    ],
  };
};

const resourcesPath = ({ init, status }: PodContainer): string =>
  `{.spec.${init === undefined ? 'containers' : 'initContainers'}[?(@.name=="${status.name}")].resources}`;

/** A quantity of memory in binary units; the text itself when it is no quantity. */
const memoryText = (text: string | undefined): string | undefined => {
  const bytes = parseQuantity(text);
  return bytes === undefined ? text : formatBytes(bytes);
};
