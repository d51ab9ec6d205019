import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { allContainers } from '../../src/kubernetes/containers/containers.ts';
import { describeCommand, kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import { namesOfAbsentNodes } from '../../src/kubernetes/objects/planned-absence.ts';
import { isActivePod, podAgeMs } from '../../src/kubernetes/objects/pod-lifecycle.ts';
import { unreadySince } from '../../src/kubernetes/objects/pod-readiness.ts';
import type { PodRow } from '../../src/kubernetes/views/pods.ts';
import type { ObjectRef } from '../../src/model/result.ts';
import { duration } from '../../src/params/duration.ts';
import { formatDuration } from '../../src/text/duration-text.ts';
import { unstartedSidecarDetails } from './containers/unstarted-sidecars.ts';
import { type FindingDetails, findingsByOwner } from './owners/findings-by-owner.ts';
import { formatReference } from './references/missing-references.ts';
import { type ConfigMapKeys, configMapKeys, requiredMounts } from './references/mounts.ts';
import { volumeClaimsOf } from './references/volume-claims.ts';

export default defineCheck({
  group: 'pods',
  name: 'pods-stuck-creating',
  title: 'Pods with a node get started',
  why: 'A pod that stays in ContainerCreating waits for a volume, the network or an image, and nobody tries anything else.',
  remedy: 'Read the events of the pod: FailedMount, FailedAttachVolume and FailedCreatePodSandBox say what is missing.',
  severity: 'sev2',
  needs: ['pods'],
  wants: ['configMaps', 'nodes'],
  params: z.strictObject({
    grace: duration().prefault('5m').describe('How long volumes, network and images may take'),
  }),
  run({ pods, configMaps, nodes = [], params, now }) {
    const known = configMaps === undefined ? undefined : configMapKeys(configMaps);
    const absent = namesOfAbsentNodes(nodes, now);
    const stuck = pods
      .filter((pod) => pod.phase === 'Pending' && pod.node !== undefined && isActivePod(pod) && isCreating(pod))
      .filter(({ node = '' }) => !absent.has(node))
      .filter((pod) => podAgeMs(pod, now) > params.grace)
      .toSorted((one, other) => one.createdAt - other.createdAt)
      .map((pod) => ({ pod }));
    return findingsByOwner(
      stuck,
      ({ pod }, group) =>
        unstartedSidecarDetails(pod, now) ?? {
          ...stuckCreatingDetails(pod, now, known),
          because: group.flatMap((stuckPod) => [
            ...volumeClaimsOf(stuckPod.pod),
            ...silentNodes(stuckPod.pod),
            ...(requiredMounts(stuckPod.pod, known).missing.length > 0
              ? []
              : [...volumeHolders(stuckPod.pod, pods), ...mountedSecrets(stuckPod.pod)]),
          ]),
        },
    );
  },
});

const CREATING_REASONS: ReadonlySet<string> = new Set(['ContainerCreating', 'PodInitializing']);

/**
 * Whether all containers that are not done wait to be created, sidecars aside; those that fail have checks of their
 * own. Without any container status the kubelet has not begun.
 */
const isCreating = (pod: PodRow): boolean => {
  const containers = allContainers(pod);
  const isDone = ({ sidecar, status }: (typeof containers)[number]) =>
    status.state.terminated?.exitCode === 0 || (sidecar && status.state.running !== undefined);
  const rest = containers.filter((container) => !isDone(container));
  return rest.every(({ status: { state } }) =>
    CREATING_REASONS.has(state.waiting?.reason ?? (isStateUnknown(state) ? DEFAULT_REASON : '')),
  );
};

/** The node, when its kubelet has reported on no container: then it may not work on the pod at all. */
const silentNodes = ({ containers, node }: PodRow): readonly ObjectRef[] =>
  containers.length > 0 || node === undefined ? [] : [{ kind: 'Node', name: node }];

/** Secrets that it has to mount: whoever was to make one, and has not, is why it waits. */
const mountedSecrets = (pod: PodRow): readonly ObjectRef[] =>
  requiredMounts(pod, undefined)
    .mounted.filter(({ kind }) => kind === 'Secret')
    .map(({ kind, name }) => ({ ...pod.ref, kind, name }));

/** Pods on other nodes that have the claims of a pod and are not ready: a volume for one node is attached to theirs. */
const volumeHolders = ({ ref, node, claims = [] }: PodRow, pods: readonly PodRow[]): readonly ObjectRef[] =>
  claims.length === 0
    ? []
    : pods
        .filter((pod) => pod.ref.namespace === ref.namespace && pod.node !== undefined && pod.node !== node)
        .filter((pod) => pod.claims?.some((claim) => claims.includes(claim)) && unreadySince(pod) !== undefined)
        .map((pod) => pod.ref);

/** The waiting reason of a container without a state, by the API's default. */
const DEFAULT_REASON = 'ContainerCreating';
const isStateUnknown = (state: object): boolean => Object.keys(state).length === 0;

const stuckCreatingDetails = (pod: PodRow, now: number, known: ConfigMapKeys | undefined): FindingDetails => {
  const { missing, mounted } = requiredMounts(pod, known);
  const age = formatDuration(podAgeMs(pod, now));
  const reason = pod.containers[0]?.state.waiting?.reason ?? 'ContainerCreating';
  const why = missing.map((mount) => `${mount.via} needs ${formatReference(mount)}, which does not exist`);
  const candidates = [
    ...new Set(mounted.map(formatReference)),
    ...volumeClaimsOf(pod).map(({ name }) => `claim ${name}`),
  ];
  const guess = `waiting for its volumes${candidates.length > 0 ? ` (${candidates.join(', ')})` : ''}, its network or an image`;
  const texts = why.length > 0 ? why : [guess];
  return {
    reason: 'stuck_creating',
    message: [`${reason} for ${age} on node ${pod.node}`, ...texts].join('; '),
    brief: `${texts.join('; ')} (${reason})`,
    evidence: {
      reason,
      node: pod.node ?? null,
      missing: missing.map(({ kind, name, key, via }) => ({ kind, name, key: key ?? null, via })),
      mounts: candidates,
      ...(why.length > 0 ? {} : { guess }),
    },
    next: [
      describeCommand(pod.ref),
      ...missing
        .slice(0, 1)
        .map(({ kind, name }) => kubectlCommand(pod.ref.namespace)`get ${kind.toLowerCase()} ${name}`),
    ],
  };
};
