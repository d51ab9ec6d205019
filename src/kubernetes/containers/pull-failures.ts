import { OLD_FORMAT, PULL_FAILURE_CLASSES, RUNTIME_SOCKET, WEB_PAGE } from './pull-failure-classes.ts';

/** Why an image cannot be pulled. */
export interface PullFailure {
  readonly cause: string;
  /** For a message, with the words that people search for. */
  readonly text: string;
  /** Neither the runtime nor the registry is quoted: an event may say more. */
  readonly isUnexplained?: true;
}

/** Waiting reasons that name the cause without a message. */
const FAILURES_BY_REASON: Readonly<Record<string, PullFailure>> = {
  InvalidImageName: { cause: 'invalid_name', text: 'the image name is invalid' },
  ErrImageNeverPull: {
    cause: 'never_pulled',
    text: 'the pull policy is Never and the node does not have the image',
  },
  SignatureValidationFailed: { cause: 'signature', text: 'the signature of the image is not accepted' },
};

/** What runtimes put before the error, which says only that there is one. */
const RUNTIME_PREAMBLE = /^(?:(?:rpc error: )?code = \w+ desc = |failed to [a-z ]+ "[^"]*": |pulling image: )+/;

/** An error text that no class matches is shown as it is; older kubelets give none between two attempts. */
const unknownFailure = (message: string): PullFailure => {
  const text = pullErrorText(message).replace(RUNTIME_PREAMBLE, '').slice(0, 200);
  return text === ''
    ? { cause: 'unknown', text: 'the events of the pod tell why', isUnexplained: true }
    : { cause: 'unknown', text };
};

/** Classifies a failed pull by the container's waiting reason and message. */
export const classifyPullFailure = (reason: string, message: string, image: string): PullFailure => {
  const certain = FAILURES_BY_REASON[reason];
  if (certain !== undefined) return certain;
  if (WEB_PAGE.test(message))
    return {
      cause: 'web_page',
      text: 'a web page (text/html) came in place of the image: a proxy, a login or a mirror answers for the registry',
    };
  if (RUNTIME_SOCKET.test(message))
    return { cause: 'runtime', text: 'the container runtime of the node does not answer: the registry was not asked' };
  if (OLD_FORMAT.test(message))
    return {
      cause: 'old_format',
      text: 'the image has an old format (schema 1) that the runtime of the node cannot read',
    };
  const text = removeNames(message, image);
  const known = PULL_FAILURE_CLASSES.find(([, pattern]) => pattern.test(text));
  return known === undefined ? unknownFailure(message) : { cause: known[0], text: known[2] };
};

/**
 * Removes names from an error text: a tag may be called `v404`, a repository `denied`. Without the attempt to read the
 * image as an artifact, by which CRI-O follows one that failed.
 */
const removeNames = (message: string, image: string): string =>
  (image === '' ? message : message.replaceAll(image, ' '))
    .replace(/; artifact err: .*$/s, '')
    .replace(/"[^"\s]*"/g, ' ')
    .replace(/\S*(?<!\b(?:i|input))\/\S*/g, ' ');

/** The error text of the registry or the runtime, without the kubelet's preamble. */
export const pullErrorText = (message: string): string =>
  message
    .replace(/^(?:Back-off pulling|Failed to pull) image "[^"]*"(?::\s*)?/, '')
    .replace(/^(?:ErrImagePull|rpc error): /, '');
