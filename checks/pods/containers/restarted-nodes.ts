import type { PodRow } from '../../../src/kubernetes/views/pods.ts';
import { lastTermination } from './termination-cause.ts';

type PodOnNode = Pick<PodRow, 'node' | 'uid'>;

/** What the other pods on a node tell of it; times are milliseconds since the epoch. */
export interface NodeHistory {
  /** Whether a container has been running since before a time: then the node has not restarted since. */
  readonly ranThrough: (pod: PodOnNode, time: number) => boolean;
  /**
   * Whether no container ran through the end of one, and another ended about then and before that one ran again: a node that
   * restarts ends all of them first.
   */
  readonly restartedDuring: (pod: PodOnNode, pause: ContainerPause) => boolean;
}

/** From the end of a container to its next start. */
interface ContainerPause {
  readonly endedAt: number;
  readonly restartedAt: number;
}

/** A node ends its containers one after another: milliseconds from the first to the last. */
const SHUTDOWN_MS = 5 * 60_000;

/** Returns what the pods tell of the restarts of their nodes: containers end with code 137 then as well. */
export const nodeHistory = (pods: readonly PodRow[]): NodeHistory => {
  const byNode = Map.groupBy(pods, ({ node }) => node);
  const others = ({ node, uid }: PodOnNode) =>
    (byNode.get(node) ?? []).filter((other) => other.uid !== uid).flatMap(({ containers }) => containers);
  const ranThrough: NodeHistory['ranThrough'] = (pod, time) =>
    others(pod).some(({ state }) => (state.running?.startedAt ?? Number.POSITIVE_INFINITY) < time);
  return {
    ranThrough,
    restartedDuring: (pod, { endedAt, restartedAt }) =>
      !ranThrough(pod, endedAt) &&
      others(pod)
        .flatMap((one) => lastTermination(one)?.finishedAt ?? [])
        .some((at) => at < restartedAt && Math.abs(at - endedAt) < SHUTDOWN_MS),
  };
};
