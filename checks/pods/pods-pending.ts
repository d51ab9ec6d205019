import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { findCondition } from '../../src/kubernetes/objects/conditions.ts';
import { describeCommand, kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import { namesOfAbsentNodes } from '../../src/kubernetes/objects/planned-absence.ts';
import { isActivePod } from '../../src/kubernetes/objects/pod-lifecycle.ts';
import {
  parseRefusals,
  type SchedulerRefusal,
  schedulerSummary,
} from '../../src/kubernetes/objects/scheduler-message.ts';
import type { NodeRow } from '../../src/kubernetes/views/nodes.ts';
import type { PodRow } from '../../src/kubernetes/views/pods.ts';
import { duration } from '../../src/params/duration.ts';
import { formatDuration } from '../../src/text/duration-text.ts';
import { type FindingDetails, findingsByOwner } from './owners/findings-by-owner.ts';
import { volumeClaimsOf } from './references/volume-claims.ts';
import { findDevicePlugins } from './scheduling/missing-devices.ts';
import { fallenNodes } from './scheduling/node-troubles.ts';
import { type SchedulingRows, schedulingHints } from './scheduling/scheduling-hints.ts';
import { type VolumeRows, volumeNodes } from './scheduling/volume-hints.ts';

export default defineCheck({
  group: 'pods',
  name: 'pods-pending',
  title: 'Every pod has found a node',
  why: 'A pod that no node takes does not run: capacity is missing, or it asks for a node that is not there.',
  remedy:
    'Follow the reasons of the scheduler: lower the request, add nodes, or correct selector, tolerations or claim.',
  severity: 'sev2',
  needs: ['pods'],
  wants: ['nodes', 'persistentVolumeClaims', 'persistentVolumes', 'storageClasses'],
  params: z.strictObject({
    grace: duration().prefault('5m').describe('How long a pod may wait for a node; an autoscaler takes minutes'),
  }),
  run({ pods, nodes, params, now, ...storage }) {
    const { persistentVolumeClaims: claims, persistentVolumes: volumes, storageClasses: classes } = storage;
    const leaving = namesOfAbsentNodes(nodes ?? [], now);
    const waiting = pods
      .filter((pod) => pod.phase === 'Pending' && pod.node === undefined && isActivePod(pod) && pod.gates === undefined)
      .filter(({ targetNode = '' }) => !leaving.has(targetNode))
      .map((pod) => ({ pod, since: pendingSince(pod), message: findCondition(pod, 'PodScheduled')?.message }))
      .filter(({ since }) => now - since > params.grace)
      .toSorted((one, other) => one.since - other.since);
    return findingsByOwner(waiting, (example) =>
      pendingDetails(example, { now, nodes, pods, claims, volumes, classes }),
    );
  },
});

interface PendingPod {
  readonly pod: PodRow;
  readonly since: number;
  readonly message: string | undefined;
}

const pendingSince = (pod: PodRow): number => findCondition(pod, 'PodScheduled')?.at ?? pod.createdAt;

const pendingDetails = ({ pod, since, message }: PendingPod, rows: SchedulingRows): FindingDetails => {
  const refusals = message === undefined ? [] : parseRefusals(message);
  const hints = schedulingHints(refusals, pod, rows);
  const lostClaim = lostClaimHint(pod, message);
  const lead = `Pending, Unschedulable for ${formatDuration(rows.now - since)}`;
  const why = message === undefined ? `no scheduler looked at it (${schedulerName(pod)})` : schedulerSummary(message);
  return {
    reason: 'unschedulable',
    message: [`${lead}: ${why}`, ...hints, ...(lostClaim === undefined ? [] : [lostClaim])].join('; '),
    brief: `Pending: ${[refusals.map(({ text }) => text).join(', ') || why, ...hints].join('; ')}`,
    evidence: {
      scheduler: message ?? null,
      reasons: refusals.map(({ kind, text, nodes }) => ({ kind, text, nodes: nodes ?? null })),
      hints,
      pendingSince: new Date(since).toISOString(),
      ...(refusals.some((refusal) => !concernsNodes(refusal)) ? { claims: pod.claims ?? [] } : {}),
    },
    next: [
      describeCommand(pod.ref),
      ...(refusals.some(concernsNodes) ? ['kubectl describe nodes'] : []),
      ...(lostClaim === undefined ? [] : [kubectlCommand(pod.ref.namespace)`delete pod ${pod.ref.name}`]),
    ],
    because: pendingCauses(pod, refusals, { ...rows, nodes: rows.nodes ?? [], since }),
  };
};

/** The objects that may explain it: unbound claims, the nodes of its volumes, plugins of devices, or nodes that fell. */
const pendingCauses = (
  pod: PodRow,
  refusals: readonly SchedulerRefusal[],
  rows: VolumeRows & { nodes: readonly NodeRow[]; pods: readonly PodRow[]; since: number; now: number },
): FindingDetails['because'] & {} => {
  if (refusals.some(({ kind }) => kind === 'volume'))
    return [...volumeClaimsOf(pod), ...volumeNodes(pod, rows).map(({ ref }) => ref)];
  const isShortOfRoom = refusals.some(({ kind }) => kind === 'resource' || kind === 'pods');
  const plugins = refusals.flatMap(({ resource = '' }) => findDevicePlugins(resource, rows.nodes, rows.pods));
  const fallen = refusals.length === 0 ? [] : fallenNodes(pod, { ...rows, isShortOfRoom });
  return [...plugins, ...fallen].map(({ ref }) => ref);
};

/** A StatefulSet makes the claim of a pod only together with the pod. */
const lostClaimHint = ({ ref, owner }: PodRow, message = ''): string | undefined => {
  const claim = /persistentvolumeclaim "([^"]+)" not found/i.exec(message)?.[1];
  if (claim === undefined || owner?.kind !== 'StatefulSet') return undefined;
  return `claim ${claim} was deleted: delete pod ${ref.name}, and StatefulSet ${owner.name} makes both again, the claim empty`;
};

const schedulerName = ({ template }: PodRow): string => template.scheduler ?? 'default-scheduler';

const concernsNodes = ({ kind }: SchedulerRefusal): boolean => kind !== 'volume';
