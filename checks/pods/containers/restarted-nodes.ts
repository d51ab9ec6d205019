import type { PodRow } from '../../../src/kubernetes/views/pods.ts';
import { lastTermination } from './termination-cause.ts';

type PodOnNode = Pick<PodRow, 'node' | 'uid'>;

/** What the other pods on a node tell of it; times are milliseconds since the epoch. */
export interface NodeHistory {
  /** Whether a container has been running since before a time: then the node has not restarted since. */
  readonly ranThrough: (pod: PodOnNode, time: number) => boolean;
  /** Whether no container ran through a time, and one ended about then: a node that restarts ends all of them. */
  readonly restartedAbout: (pod: PodOnNode, time: number) => boolean;
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
    restartedAbout: (pod, time) =>
      !ranThrough(pod, time) &&
      others(pod).some((one) => Math.abs((lastTermination(one)?.finishedAt ?? 0) - time) < SHUTDOWN_MS),
  };
};
