import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { matchesSelector, parseSelector } from '../../src/kubernetes/objects/label-selector.ts';
import { objectKey } from '../../src/kubernetes/objects/object-key.ts';
import { isActivePod } from '../../src/kubernetes/objects/pod-lifecycle.ts';
import { isJobPod, ownerOf } from '../../src/kubernetes/objects/pod-owner.ts';
import type { PodRow } from '../../src/kubernetes/views/pods.ts';
import { ProbeError } from '../../src/model/errors.ts';
import { duration } from '../../src/params/duration.ts';
import { pluralize } from '../../src/text/pluralize.ts';
import { type FindingDetails, findingsByOwner } from '../pods/owners/findings-by-owner.ts';
import { formatTimeAgo } from '../pods/state/time-ago.ts';
import { podSelector } from './pod-selector.ts';
import { imageDigest, parseImageReference } from './references/image-reference.ts';
import { tagMatchesVersion } from './references/version-tags.ts';
import { contradictsVersionLabel, hasVersionLabel, versionLabelDetails, versionLabelNotes } from './version-labels.ts';

const expectationSchema = z
  .strictObject({
    selector: podSelector().describe('Pods that it is about, as kubectl takes it: `app=payments-api`'),
    namespace: z.string().min(1).optional().describe('Only pods of this namespace'),
    container: z.string().min(1).optional().describe('Only this container; default: each one that has the image'),
    repository: z.string().min(1).optional().describe('Only images whose repository ends with this: `shop/web`'),
    version: z
      .string()
      .min(1)
      .optional()
      .describe('Version; a tag may add a variant: `1.4.0` fits `v1.4.0-alpine`, not `1.4.0-rc1`'),
    tag: z.string().min(1).optional().describe('The very tag'),
    digest: z
      .string()
      .regex(/^sha256:[0-9a-f]{64}$/)
      .optional()
      .describe('Digest of the image that has to run'),
    source: z.string().min(1).optional().describe('Where the expectation comes from, for people: a release, a ticket'),
  })
  .refine(({ version, tag, digest }) => (version ?? tag ?? digest) !== undefined, 'give a version, tag or digest');

type VersionExpectation = z.output<typeof expectationSchema>;

export default defineCheck({
  group: 'images',
  name: 'image-versions',
  title: 'The expected versions run',
  why: 'A healthy workload of the wrong version answers wrongly, and nothing else tells.',
  remedy: 'Compare the image of the workload with the release that should run, then deploy or roll back.',
  severity: 'sev3',
  example: 'expected:\n  - { selector: app=payments-api, version: 2.1.0 }',
  needs: ['pods'],
  params: z
    .strictObject({
      expected: z.array(expectationSchema).default([]).describe('Versions that have to run'),
      grace: duration().prefault('15m').describe('How long pods of another version may run beside new ones'),
      label: z
        .enum(['note', 'warning', 'off'])
        .default('note')
        .describe('What a label app.kubernetes.io/version is that no image tag of the pod agrees with'),
    })
    .refine(
      ({ expected, label }) => expected.length > 0 || label !== 'off',
      'nothing is compared: add expected versions',
    ),
  run({ pods, params, now, note, looked }) {
    const alive = pods.filter((pod) => isActivePod(pod) && !isJobPod(pod));
    const running = params.expected.map((expected) => imagesOf(expected, alive));
    const wrong = running.flatMap(({ all }) => mismatchedImages(all, now - params.grace));
    const unjudged = running.flatMap(unjudgedText);
    if (wrong.length === 0 && unjudged[0] !== undefined) throw new ProbeError('empty_result', unjudged.join('; '));
    for (const text of unjudged) note(text);
    if (params.expected.length === 0) note('no versions are expected: only version labels were compared');
    const labelled = params.label === 'off' ? [] : alive.filter(hasVersionLabel);
    looked('versions', running.flatMap(({ all }) => all).length + labelled.length);
    const contradicting = labelled.filter(contradictsVersionLabel);
    if (params.label === 'note') for (const text of versionLabelNotes(contradicting)) note(text);
    return [
      ...findingsByOwner(wrong, (example, group) => imageMismatchDetails(example, oldestCreation(group), now)),
      ...(params.label === 'warning'
        ? findingsByOwner(
            contradicting.map((pod) => ({ pod, cause: 'label' })),
            versionLabelDetails,
          )
        : []),
    ];
  },
});

interface RunningImage {
  readonly pod: PodRow;
  readonly container: string;
  readonly image: string;
  readonly digest: string | undefined;
  readonly expected: VersionExpectation;
}

interface ExpectedImages {
  readonly expected: VersionExpectation;
  /** Those that can be compared. */
  readonly all: readonly RunningImage[];
  /** How many are named by a digest alone. */
  readonly pinned: number;
}

const imagesOf = (expected: VersionExpectation, pods: readonly PodRow[]): ExpectedImages => {
  const found = selectedPods(expected, pods).flatMap((pod) => runningImages(pod, expected));
  const all = found.filter((one) => expected.digest !== undefined || !isPinned(one.image));
  return { expected, all, pinned: found.length - all.length };
};

/** Whether an image is named by its digest alone: it is not `latest`, and which version it is is not known. */
const isPinned = (image: string): boolean => {
  const { tag, digest } = parseImageReference(image);
  return tag === undefined && digest !== undefined;
};

/** What could not be compared: a selector that matches nothing is an error, not health. */
const unjudgedText = ({ expected, all, pinned }: ExpectedImages): readonly string[] => {
  const { selector } = expected;
  if (pinned > 0)
    return [
      `${pluralize(pinned, 'container')} of pods with ${selector} could not be compared with ${expectationText(expected)}: the image is named by its digest alone`,
    ];
  if (all.length > 0) return [];
  return [`no container of a pod with ${selector} could be compared with ${expectationText(expected)}`];
};

/** The containers that run another version, without those of workloads that roll out the expected one. */
const mismatchedImages = (running: readonly RunningImage[], since: number): readonly RunningImage[] => {
  const owners = Map.groupBy(running, ({ pod }) => objectKey(ownerOf(pod)));
  return [...owners.values()].flatMap((group) => {
    const isRolling = group.some((one) => isAsExpected(one) && one.pod.createdAt > since);
    return isRolling ? [] : group.filter((one) => !isAsExpected(one));
  });
};

const selectedPods = ({ selector, namespace }: VersionExpectation, pods: readonly PodRow[]): readonly PodRow[] => {
  const parsed = parseSelector(selector);
  return pods.filter(
    ({ ref, labels }) => (namespace === undefined || namespace === ref.namespace) && matchesSelector(parsed, labels),
  );
};

const runningImages = (pod: PodRow, expected: VersionExpectation): readonly RunningImage[] => {
  const { container, repository } = expected;
  return pod.template.containers
    .filter(({ name, image }) => {
      const isNamed = container === undefined || name === container;
      return isNamed && (repository === undefined || parseImageReference(image).repository.endsWith(repository));
    })
    .map(({ name, image }) => {
      const status = pod.containers.find((one) => one.name === name);
      return {
        pod,
        container: name,
        image,
        digest: parseImageReference(image).digest ?? imageDigest(status?.imageID),
        expected,
      };
    })
    .filter(({ digest }) => expected.digest === undefined || digest !== undefined);
};

const isAsExpected = ({ image, digest, expected }: RunningImage): boolean => {
  if (expected.digest !== undefined && digest !== expected.digest) return false;
  if (isPinned(image)) return true;
  const { tag = 'latest' } = parseImageReference(image);
  return (
    (expected.tag === undefined || tag === expected.tag) &&
    (expected.version === undefined || tagMatchesVersion(tag, expected.version))
  );
};

const expectationText = ({ version, tag, digest }: VersionExpectation): string =>
  [version, tag && `tag ${tag}`, digest].filter(Boolean).join(', ');

const oldestCreation = (group: readonly RunningImage[]): number => Math.min(...group.map(({ pod }) => pod.createdAt));

const imageMismatchDetails = (
  { image, digest, container, expected }: RunningImage,
  since: number,
  now: number,
): FindingDetails => ({
  reason: 'version_mismatch',
  message: `container ${container} runs ${image}, expected ${expectationText(expected)}${expected.source ? ` (${expected.source})` : ''}; its oldest pod started ${formatTimeAgo(now, since)}`,
  evidence: {
    image,
    digest: digest ?? null,
    expected: expectationText(expected),
    source: expected.source ?? null,
    runningSince: new Date(since).toISOString(),
  },
});
