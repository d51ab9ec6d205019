import { type PodContainer, wantedImage } from '../../../src/kubernetes/containers/containers.ts';
import { classifyPullFailure, type PullFailure } from '../../../src/kubernetes/containers/pull-failures.ts';
import type { Finding } from '../../../src/model/result.ts';
import { parseImageReference } from '../../images/references/image-reference.ts';

/** A container whose image does not come, and why. */
export interface UnpulledContainer extends PodContainer {
  readonly container: string;
  readonly cause: string;
  readonly failure: PullFailure;
}

/**
 * Containers with the cause of their failed pulls. Between two attempts older kubelets give none: then that of another
 * container with the same image holds.
 */
export const explainPulls = (containers: readonly PodContainer[]): readonly UnpulledContainer[] => {
  const explained = containers.map((container) => ({ container, failure: pullFailureOf(container) }));
  const known = new Map(
    explained
      .filter(({ failure }) => failure.cause !== 'unknown')
      .map(({ container, failure }) => [wantedImage(container), failure]),
  );
  return explained.map(({ container, failure: own }) => {
    const failure = own.isUnexplained === true ? (known.get(wantedImage(container)) ?? own) : own;
    return { ...container, container: container.status.name, cause: failure.cause, failure };
  });
};

const pullFailureOf = (container: PodContainer): PullFailure => {
  const { reason = '', message = '' } = container.status.state.waiting ?? {};
  return classifyPullFailure(reason, message, wantedImage(container));
};

const NODE_CAUSES: ReadonlySet<string> = new Set(['disk', 'node_disk', 'kubelet_limit', 'runtime']);

const REGISTRY_CAUSES: ReadonlySet<string> = new Set([
  ...['dns', 'timeout', 'tls', 'unreachable', 'registry', 'rate_limited', 'account', 'address_refused', 'proxy'],
]);

/** What several failed pulls have in common where they are one story: the node, the registry, or the image. */
export const sharedPullCause = (unpulled: UnpulledContainer): string => {
  const { cause, pod } = unpulled;
  const image = wantedImage(unpulled);
  if (NODE_CAUSES.has(cause)) return `node ${pod.node} ${cause}`;
  if (REGISTRY_CAUSES.has(cause)) return `registry ${parseImageReference(image).registry} ${cause}`;
  return `image ${image} ${cause}`;
};

/** The objects that may explain it: of a cause that is the node's own, the node. */
export const pullRoots = ({ cause, pod: { node } }: UnpulledContainer): Pick<Finding, 'because'> =>
  NODE_CAUSES.has(cause) && node !== undefined ? { because: [{ kind: 'Node', name: node }] } : {};
