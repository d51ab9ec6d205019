import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { allContainers, containerTitle, type PodContainer } from '../../src/kubernetes/containers/containers.ts';
import { asksUndeclaredPort, formatProbe } from '../../src/kubernetes/containers/probes.ts';
import type { Condition } from '../../src/kubernetes/fields/condition.ts';
import { describeCommand } from '../../src/kubernetes/objects/kubectl.ts';
import { namesOfAbsentNodes } from '../../src/kubernetes/objects/planned-absence.ts';
import { isActivePod } from '../../src/kubernetes/objects/pod-lifecycle.ts';
import { isJobPod } from '../../src/kubernetes/objects/pod-owner.ts';
import type { PodRow } from '../../src/kubernetes/views/pods.ts';
import type { ObjectRef } from '../../src/model/result.ts';
import { duration } from '../../src/params/duration.ts';
import { formatDuration } from '../../src/text/duration-text.ts';
import { containerLogCommand } from './containers/container-log.ts';
import { type FindingDetails, findingsByOwner } from './owners/findings-by-owner.ts';

export default defineCheck({
  group: 'pods',
  name: 'pods-not-ready',
  title: 'Running pods are ready',
  why: 'A pod that runs and is not ready gets no traffic: kubectl says Running and its users get 503.',
  remedy: 'Ask the readiness probe by hand, and see whether its port and path are right and its timeout fits.',
  severity: 'sev2',
  needs: ['pods'],
  wants: ['nodes'],
  params: z.strictObject({ grace: duration().prefault('15m').describe('How long a running pod may be not ready') }),
  run({ pods, nodes = [], params, now }) {
    const absent = namesOfAbsentNodes(nodes, now);
    const unready = pods
      .flatMap((pod) => {
        const ready = unreadyCondition(pod);
        return ready === undefined ? [] : [{ pod, ready }];
      })
      .filter(({ pod }) => pod.phase === 'Running' && isActivePod(pod) && isMeantToServe(pod))
      .filter(({ pod, ready }) => !absent.has(pod.node ?? '') && now - conditionSince(pod, ready) > params.grace);
    return findingsByOwner(unready, ({ pod, ready }, group) => ({
      ...notReadyDetails(pod, ready, now - conditionSince(pod, ready)),
      because: group.flatMap(({ pod }) => [...crashCauses(pod), ...nodeCauses(pod)]),
    }));
  },
});

/** Whether a pod runs without end; others are not ready once they are done. */
const isMeantToServe = (pod: PodRow): boolean => !isJobPod(pod) && pod.template.restartPolicy !== 'Never';

const unreadyCondition = ({ conditions }: PodRow): Condition | undefined =>
  conditions.find(({ type, status, reason }) => type === 'Ready' && status !== 'True' && reason !== 'PodCompleted');

const conditionSince = (pod: PodRow, { at }: Condition): number => at ?? pod.startedAt ?? pod.createdAt;

const unreadyContainers = (pod: PodRow): readonly PodContainer[] =>
  allContainers(pod).filter(({ status, init, sidecar }) => (init === undefined || sidecar) && status.ready !== true);

const closedGates = ({ conditions }: PodRow): readonly Condition[] =>
  conditions.filter(({ type, status }) => status !== 'True' && !STANDARD_CONDITIONS.has(type));

/** The pod, when a container crashed, was killed or cannot start: checks of their own have findings about it. */
const crashCauses = (pod: PodRow): readonly ObjectRef[] =>
  unreadyContainers(pod).some(({ status }) => status.state.running === undefined || status.restartCount > 0)
    ? [pod.ref]
    : [];

/** The node, when all containers are ready: then the pod is not ready because its node stopped reporting. */
const nodeCauses = (pod: PodRow): readonly ObjectRef[] =>
  pod.node === undefined || unreadyContainers(pod).length + closedGates(pod).length > 0
    ? []
    : [{ kind: 'Node', name: pod.node }];

const notReadyDetails = (pod: PodRow, ready: Condition, ms: number): FindingDetails => {
  const containers = unreadyContainers(pod);
  const [first] = containers;
  const gates = closedGates(pod);
  const why = [...containers.map(unreadyReason), ...gates.map(({ type }) => `readiness gate ${type} is not True`)];
  const cause = why.join('; ') || (ready.message ?? ready.reason ?? 'no reason is given');
  return {
    reason: 'not_ready',
    message: `Running and not ready for ${formatDuration(ms)}: ${cause}`,
    brief: `${why.length > 0 ? '' : 'not ready: '}${cause}`,
    evidence: {
      ...(first === undefined ? {} : { container: first.status.name }),
      condition: ready.message ?? ready.reason ?? null,
      probe: first?.spec?.readiness === undefined ? null : formatProbe(first.spec.readiness),
      unreadySince: new Date(conditionSince(pod, ready)).toISOString(),
    },
    next: [
      describeCommand(pod.ref),
      ...(first === undefined ? [] : [containerLogCommand(pod, first.status.name, { previous: false })]),
    ],
  };
};

const STANDARD_CONDITIONS: ReadonlySet<string> = new Set([
  'Ready',
  'ContainersReady',
  'Initialized',
  'PodScheduled',
  'PodReadyToStartContainers',
  'DisruptionTarget',
  'PodResizePending',
  'PodResizeInProgress',
]);

const unreadyReason = (container: PodContainer): string => {
  const { status, spec } = container;
  const { waiting, running } = status.state;
  if (running === undefined) return `${containerTitle(container)} is ${waiting?.reason ?? 'terminated'}`;
  if (status.started !== true && spec?.startup !== undefined)
    return `${containerTitle(container)} has not passed its startup probe (${formatProbe(spec.startup)})`;
  if (spec?.readiness === undefined) return `${containerTitle(container)} is not ready`;
  const undeclared = asksUndeclaredPort(spec.readiness, spec) ? ', a port that it does not declare' : '';
  return `${containerTitle(container)} fails its readiness probe (${formatProbe(spec.readiness)}${undeclared})`;
};
