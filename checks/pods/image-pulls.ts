import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { activeContainers, containerTitle, wantedImage } from '../../src/kubernetes/containers/containers.ts';
import { pullErrorText } from '../../src/kubernetes/containers/pull-failures.ts';
import { describeCommand, kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import { podAgeMs } from '../../src/kubernetes/objects/pod-lifecycle.ts';
import { duration } from '../../src/params/duration.ts';
import { explainPulls, pullRoots, sharedPullCause, type UnpulledContainer } from './containers/unpulled-containers.ts';
import { type FindingDetails, findingsByOwner } from './owners/findings-by-owner.ts';
import { groupBySharedCause, linkToSharedCause } from './owners/shared-causes.ts';

export default defineCheck({
  group: 'pods',
  name: 'image-pulls',
  title: 'Images can be pulled',
  why: 'A container whose image does not come never starts, and a rollout waits for it.',
  remedy: 'Check the image name and its tag in the registry, the pull secret of the pod, and the way to the registry.',
  severity: 'sev2',
  needs: ['pods'],
  params: z.strictObject({
    grace: duration().prefault('2m').describe('How long a new pod may take; its pull secret may still be on the way'),
  }),
  run({ pods, params, now }) {
    const unpulled = activeContainers(pods, (status) =>
      PULL_FAILURE_REASONS.has(status.state.waiting?.reason ?? ''),
    ).filter(({ pod }) => podAgeMs(pod, now) > params.grace);
    const explained = explainPulls(unpulled);
    const shared = groupBySharedCause(explained, sharedPullCause);
    return findingsByOwner(explained, (example, group) =>
      linkToSharedCause(pullFailureDetails(example), group, shared.get(sharedPullCause(example))),
    );
  },
});

const PULL_FAILURE_REASONS: ReadonlySet<string> = new Set([
  'ImagePullBackOff',
  'ErrImagePull',
  'ErrImageNeverPull',
  'InvalidImageName',
  'ImageInspectError',
  'RegistryUnavailable',
  'SignatureValidationFailed',
]);

const pullFailureDetails = (unpulled: UnpulledContainer): FindingDetails => {
  const { pod, status, failure } = unpulled;
  const { reason = '', message = '' } = status.state.waiting ?? {};
  const { pullSecrets, serviceAccount = 'default' } = pod.template;
  const isDenied = failure.cause === 'unauthorised' || failure.cause === 'missing_or_denied';
  const lacksSecret = isDenied && pullSecrets.length === 0;
  return {
    reason: 'image_pull',
    message: [
      `${containerTitle(unpulled)} waits in ${reason}: image ${wantedImage(unpulled)}, ${failure.text}`,
      ...(lacksSecret ? ['the pod names no pull secret'] : []),
    ].join('; '),
    brief: `${failure.text}: image ${wantedImage(unpulled)}, ${reason}`,
    evidence: {
      image: wantedImage(unpulled),
      reason,
      cause: failure.cause,
      words: pullErrorText(message),
      ...(isDenied ? { pullSecrets, serviceAccount } : {}),
      ...(failure.cause === 'platform' ? { node: pod.node ?? null } : {}),
      ...(failure.isUnexplained === true ? { guess: failure.text } : {}),
    },
    next: [
      describeCommand(pod.ref),
      ...(lacksSecret
        ? [kubectlCommand(pod.ref.namespace)`get serviceaccount ${serviceAccount} -o jsonpath='{.imagePullSecrets}'`]
        : []),
    ],
    ...pullRoots(unpulled),
  };
};
