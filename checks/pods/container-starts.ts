import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { describeCommand, kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import { duration } from '../../src/params/duration.ts';
import { activeContainers, containerTitle, type PodContainer } from './containers/containers.ts';
import { type StartFailure, startFailureOf } from './containers/start-failures.ts';
import { type FindingDetails, findingsByOwner } from './owners/findings-by-owner.ts';
import { formatReference, missingReferenceOf, referencePlaces } from './references/missing-references.ts';
import { podAgeMs } from './state/pod-lifecycle.ts';

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
    return findingsByOwner(unstarted, startFailureDetails);
  },
});

/** Causes by the runtime's error text, the most specific first. */
const START_FAILURE_CAUSES: readonly (readonly [cause: string, pattern: RegExp, text: string])[] = [
  ['architecture', /exec format error/i, "the program is built for another architecture than the node's"],
  ['permission', /exec.*permission denied/i, 'its command may not be executed'],
  [
    'command',
    /executable file not found|exec.*no such file or directory|no command specified/i,
    'its command is not in the image',
  ],
  ['user', /runAsNonRoot|non-numeric user|unable to find user|no users found/i, 'its user is not the one it has to be'],
  ['mount', /mount|subPath|not a directory/i, 'a volume cannot be mounted into it'],
  ['device', /device|nvidia|cdi/i, 'a device cannot be given to it'],
  ['hook', /hook/i, 'a hook of it fails'],
];

const startFailureCause = ({ message, reason }: StartFailure): string => {
  const missing = missingReferenceOf(message);
  if (missing !== undefined) return `missing ${formatReference(missing)}`;
  return classifyMessage(`${reason} ${message}`)?.[0] ?? 'other';
};

const classifyMessage = (text: string) => START_FAILURE_CAUSES.find(([, pattern]) => pattern.test(text));

const startFailureDetails = (unstarted: PodContainer & { failure: StartFailure }): FindingDetails => {
  const { pod, status, failure } = unstarted;
  const missing = missingReferenceOf(failure.message);
  const places = missing === undefined ? [] : referencePlaces(missing, pod);
  const name = `${unstarted.init === undefined ? '' : 'Init:'}${failure.reason}`;
  const why =
    missing === undefined
      ? classifyMessage(`${failure.reason} ${failure.message}`)?.[2]
      : `${formatReference(missing)} does not exist${places.length === 0 ? '' : ` (${places.join(', ')})`}`;
  const detail = missing === undefined ? innermostError(failure.message) : undefined;
  return {
    reason: missing === undefined ? 'container_start' : 'container_config',
    message: `${containerTitle(unstarted)} cannot be started, ${name}: ${[why, detail].filter(Boolean).join(': ')}`,
    evidence: {
      reason: failure.reason,
      words: failure.message,
      restarts: status.restartCount,
      image: status.image,
      ...(missing === undefined ? {} : { missing: { ...missing }, places }),
    },
    next: [
      ...(missing === undefined
        ? []
        : [kubectlCommand(pod.ref.namespace, `get ${missing.kind.toLowerCase()} ${missing.name}`)]),
      describeCommand(pod.ref),
    ],
  };
};

/** The last error of a chain, which is the cause; the ones before it only pass it on. */
const innermostError = (message: string): string => {
  const text = message.replace(/^.*unable to start container process: /s, '').replace(/: unknown$/, '');
  return text.length > MESSAGE_LENGTH ? `${text.slice(0, MESSAGE_LENGTH)}…` : text;
};

const MESSAGE_LENGTH = 200;
