import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import type { ContainerStatus } from '../../src/kubernetes/fields/container-status.ts';
import { kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import { isActivePod } from '../../src/kubernetes/objects/pod-lifecycle.ts';
import type { PodRow } from '../../src/kubernetes/views/pods.ts';
import { type FindingDetails, findingsByOwner } from '../pods/owners/findings-by-owner.ts';
import { imageDigest, parseImageReference } from './references/image-reference.ts';

export default defineCheck({
  group: 'images',
  name: 'image-drift',
  title: 'Pods of one revision run one image',
  why: 'A tag that moved gives pods of one revision different programs: what is answered depends on who answers.',
  remedy: 'Restart the workload so that all pods pull the tag anew, and deploy by digest or by tags that never move.',
  severity: 'sev3',
  needs: ['pods'],
  wants: ['nodes'],
  params: z.strictObject({}),
  run({ pods, nodes = [] }) {
    const architectures = new Map(nodes.map(({ ref, architecture }) => [ref.name, architecture]));
    const pulled = podsOfMixedRevisions(
      pods.filter((pod) => REVISIONED_KINDS.has(pod.owner?.kind ?? '') && isActivePod(pod)),
    ).flatMap(pulledImages);
    const revisions = Map.groupBy(pulled, ({ pod, status, image, digest }) =>
      // A node may report the digest of its architecture's variant, or a bare one of an image that was loaded without a
      // registry.
      [revisionKey(pod), status.name, image, architectures.get(pod.node ?? ''), isGivenDigest(status, digest)].join(
        ' ',
      ),
    );
    const drifted = [...revisions.values()].filter((group) => new Set(group.map(({ digest }) => digest)).size > 1);
    return findingsByOwner(drifted.flat(), (_, group) => driftDetails(group));
  },
});

const REVISIONED_KINDS: ReadonlySet<string> = new Set(['ReplicaSet', 'StatefulSet', 'DaemonSet']);
const REVISION_LABEL = 'controller-revision-hash';

/** Pods of revisions whose pods report different image IDs; a cheap first pass, since nearly all report the same. */
const podsOfMixedRevisions = (pods: readonly PodRow[]): readonly PodRow[] => {
  const firsts = new Map<string, PodRow>();
  const suspects = new Set<string>();
  for (const pod of pods) {
    const revision = revisionKey(pod);
    const first = firsts.get(revision);
    if (first === undefined) firsts.set(revision, pod);
    else if (pod.containers.some(({ imageID }, index) => imageID !== first.containers[index]?.imageID))
      suspects.add(revision);
  }
  return suspects.size === 0 ? [] : pods.filter((pod) => suspects.has(revisionKey(pod)));
};

/** A ReplicaSet is of one revision. */
const revisionKey = ({ owner, labels }: PodRow): string => {
  const revision = labels[REVISION_LABEL];
  return revision === undefined ? `${owner?.uid}` : `${owner?.uid} ${revision}`;
};

interface PulledImage {
  readonly pod: PodRow;
  readonly status: ContainerStatus;
  readonly container: string;
  readonly image: string;
  readonly digest: string;
}

/** Containers whose reference has no digest, with the digest that their node pulled. */
const pulledImages = (pod: PodRow): readonly PulledImage[] =>
  pod.containers.flatMap((status) => {
    const image = pod.template.containers.find(({ name }) => name === status.name)?.image ?? status.image;
    const digest = imageDigest(status.imageID);
    const reference = parseImageReference(image);
    if (digest === undefined || reference.digest !== undefined) return [];
    // A node names content that it pulled by several names by any of them; another repository's digest says nothing of
    // this tag.
    if (status.imageID?.includes('@') && !status.imageID.split('@')[0]?.endsWith(reference.repository)) return [];
    return [{ pod, status, container: status.name, image, digest }];
  });

const isGivenDigest = ({ imageID }: ContainerStatus, digest: string): boolean => imageID === digest;

const SHORT_DIGEST_LENGTH = 'sha256:'.length + 12;

const driftDetails = (group: readonly PulledImage[]): FindingDetails => {
  const [first] = group as readonly [PulledImage];
  const byDigest = Map.groupBy(group, ({ digest }) => digest);
  const counts = [...byDigest].map(([digest, { length }]) => `${length} on ${digest.slice(0, SHORT_DIGEST_LENGTH)}`);
  return {
    reason: 'image_drift',
    message: `image drift: container ${first.container} of one revision runs ${byDigest.size} different digests of ${first.image}: ${counts.join(', ')}`,
    evidence: {
      image: first.image,
      digests: Object.fromEntries([...byDigest].map(([digest, some]) => [digest, some.map(({ pod }) => pod.ref.name)])),
    },
    next: [
      kubectlCommand(
        first.pod.ref.namespace,
      )`get pods -o custom-columns=NAME:.metadata.name,IMAGE:.status.containerStatuses[*].imageID`,
    ],
  };
};
