import type { PodRow } from '../../../src/kubernetes/views/pods.ts';

/**
 * Returns whether a container of another pod on a node has been running since before a time (milliseconds since the epoch):
 * then the node has not restarted since. A node that restarts ends all of its containers, with code 137 as well.
 */
export const runningSinceLookup = (
  pods: readonly PodRow[],
): ((pod: Pick<PodRow, 'node' | 'uid'>, time: number) => boolean) => {
  const byNode = Map.groupBy(pods, ({ node }) => node);
  return ({ node, uid }, time) =>
    (byNode.get(node) ?? []).some(
      (other) =>
        other.uid !== uid &&
        other.containers.some(({ state }) => (state.running?.startedAt ?? Number.POSITIVE_INFINITY) < time),
    );
};
