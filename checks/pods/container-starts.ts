import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import {
  activeContainers,
  containerTitle,
  type PodContainer,
  wantedImage,
} from '../../src/kubernetes/containers/containers.ts';
import {
  classifyStartFailure,
  type StartFailure,
  startFailureOf,
} from '../../src/kubernetes/containers/start-failures.ts';
import { describeCommand, kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import { podAgeMs } from '../../src/kubernetes/objects/pod-lifecycle.ts';
import { duration } from '../../src/params/duration.ts';
import { type FindingDetails, findingsByOwner } from './owners/findings-by-owner.ts';
import { groupBySharedCause, linkToSharedCause } from './owners/shared-causes.ts';
import { formatReference, missingReferenceOf, referencePlaces } from './references/missing-references.ts';

export default defineCheck({
  group: 'pods',
  name: 'container-starts',
  title: 'Containers can be created and started',
  why: 'A missing Secret, ConfigMap or command keeps a container from ever running; trying again does not help.',
  remedy: 'Create what is missing, or correct its name, key or command in the pod template.',
  severity: 'sev2',
  needs: ['pods'],
  params: z.strictObject({
    grace: duration().prefault('2m').describe('How long a new pod may take; what it needs may still be on the way'),
  }),
  run({ pods, params, now }) {
    const unstarted = activeContainers(pods, (status) => startFailureOf(status) !== undefined)
      .filter(({ pod }) => podAgeMs(pod, now) > params.grace)
      .map((container) => {
        const failure = startFailureOf(container.status) as StartFailure;
        return { ...container, container: container.status.name, failure, cause: startFailureCause(failure) };
      });
    const isShared = ({ failure, cause }: (typeof unstarted)[number]) =>
      missingReferenceOf(failure.message) !== undefined || NODE_CAUSES.has(cause);
    const nameOf = ({ pod, cause }: (typeof unstarted)[number]) =>
      `${NODE_CAUSES.has(cause) ? pod.node : pod.ref.namespace} ${cause}`;
    const shared = groupBySharedCause(unstarted.filter(isShared), nameOf);
    return findingsByOwner(unstarted, (example, group) =>
      linkToSharedCause(startFailureDetails(example), group, shared.get(nameOf(example))),
    );
  },
});

/** Causes that are the node's own: what several pods there have of them is one story. */
const NODE_CAUSES: ReadonlySet<string> = new Set(['disk', 'node_limit', 'runtime_missing', 'runtime_timeout']);

const startFailureCause = ({ message, reason }: StartFailure): string => {
  const missing = missingReferenceOf(message);
  if (missing !== undefined) return `missing ${formatReference(missing)}`;
  return classifyStartFailure(`${reason} ${message}`)?.cause ?? 'other';
};

const startFailureDetails = (unstarted: PodContainer & { failure: StartFailure }): FindingDetails => {
  const { pod, status, failure } = unstarted;
  const missing = missingReferenceOf(failure.message);
  const known = classifyStartFailure(`${failure.reason} ${failure.message}`);
  const places = missing === undefined ? [] : referencePlaces(missing, pod);
  const name = `${unstarted.init === undefined ? '' : 'Init:'}${failure.reason}`;
  const cause = startCauseText(failure, places);
  return {
    reason: missing === undefined ? 'container_start' : 'container_config',
    message: `${containerTitle(unstarted)} cannot be started, ${name}: ${cause}`,
    brief: `${cause} (${name})`,
    evidence: {
      reason: failure.reason,
      words: failure.message,
      restarts: status.restartCount,
      image: wantedImage(unstarted),
      ...(missing === undefined ? {} : { missing: { ...missing }, places }),
    },
    because: missing === undefined ? [] : [{ ...pod.ref, kind: missing.kind, name: missing.name }],
    next: [
      ...(missing === undefined
        ? []
        : [kubectlCommand(pod.ref.namespace)`get ${missing.kind.toLowerCase()} ${missing.name}`]),
      describeCommand(pod.ref),
      ...(known?.cause === 'name_reserved' ? [kubectlCommand(pod.ref.namespace)`delete pod ${pod.ref.name}`] : []),
    ],
  };
};

/** What is missing and where it is named, else what the runtime says; empty where it says nothing. */
const startCauseText = ({ reason, message }: StartFailure, places: readonly string[]): string => {
  const missing = missingReferenceOf(message);
  if (missing !== undefined)
    return `${formatReference(missing)} does not exist${places.length === 0 ? '' : ` (${places.join(', ')})`}`;
  return [classifyStartFailure(`${reason} ${message}`)?.text, innermostError(message)].filter(Boolean).join(': ');
};

/** The last error of a chain, which is the cause; the ones before it only pass it on. */
const innermostError = (message: string): string => {
  const text = message.replace(/^.*unable to start container process: /s, '').replace(/: unknown$/, '');
  return text.length > MESSAGE_LENGTH ? `${text.slice(0, MESSAGE_LENGTH)}…` : text;
};

const MESSAGE_LENGTH = 200;
