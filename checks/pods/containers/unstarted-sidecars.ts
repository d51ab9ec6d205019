import { allContainers, containerTitle } from '../../../src/kubernetes/containers/containers.ts';
import { formatProbe } from '../../../src/kubernetes/containers/probes.ts';
import { describeCommand } from '../../../src/kubernetes/objects/kubectl.ts';
import type { PodRow } from '../../../src/kubernetes/views/pods.ts';
import { formatDuration } from '../../../src/text/duration-text.ts';
import type { FindingDetails } from '../owners/findings-by-owner.ts';
import { containerLogCommand } from './container-log.ts';

/**
 * A sidecar (an init container with `restartPolicy: Always`) that runs and is not started, for its startup probe has not
 * passed, or its `postStart` hook has not ended: the kubelet starts none of the containers after it. Undefined when there is
 * none.
 */
export const unstartedSidecarDetails = (pod: PodRow, now: number): FindingDetails | undefined => {
  const waitedFor = allContainers(pod).find(
    ({ sidecar, status }) => sidecar && status.state.running !== undefined && status.started === undefined,
  );
  if (waitedFor === undefined) return undefined;
  const { status, spec } = waitedFor;
  const since = status.state.running?.startedAt;
  const what =
    spec?.startup === undefined
      ? 'counts as not started (its postStart hook has not ended, or nobody reports it)'
      : `has not passed its startup probe (${formatProbe(spec.startup)})`;
  return {
    reason: 'stuck_creating',
    message: `${containerTitle(waitedFor)} ${since === undefined ? 'runs' : `has run for ${formatDuration(now - since)}`} and ${what}: the containers after it wait`,
    evidence: {
      pod: pod.ref.name,
      container: status.name,
      previous: false,
      node: pod.node ?? null,
      restarts: status.restartCount,
    },
    // Its startup probe may have killed it before.
    because: [{ ...pod.ref, container: status.name }],
    next: [containerLogCommand(pod, status.name, { previous: false }), describeCommand(pod.ref)],
  };
};
