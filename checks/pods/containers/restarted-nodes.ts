import type { ContainerStatus } from '../../../src/kubernetes/fields/container-status.ts';
import type { PodRow } from '../../../src/kubernetes/views/pods.ts';

type NodeHistory = 'restarted' | 'ran on' | 'unknown';

/** A node that stops ends its containers within so much time. */
const STOP_SPREAD_MS = 5 * 60_000;

/** One pod beside may have ended by chance, or of the same cause; and daemons end with their node alone. */
const MIN_ENDED_BESIDE = 2;
const isDaemon = ({ owner }: PodRow): boolean => owner?.kind === 'DaemonSet' || owner?.kind === 'Node';

/**
 * Returns whether the node of a pod restarted when a container of it ended (milliseconds since the epoch). A node that
 * restarts ends all of its containers, with code 137 as well. It ran on where a container of another pod has been running
 * since before.
 */
export const nodeHistoryLookup = (
  pods: readonly PodRow[],
): ((pod: Pick<PodRow, 'node' | 'uid'>, time: number) => NodeHistory) => {
  const byNode = Map.groupBy(pods, ({ node }) => node);
  return ({ node, uid }, time) => {
    const beside = (byNode.get(node) ?? []).filter((other) => other.uid !== uid);
    if (beside.some((other) => other.containers.some((status) => startOf(status) < time))) return 'ran on';
    const ended = beside.filter(({ containers }) =>
      containers.some((status) => Math.abs(endBefore(status) - time) <= STOP_SPREAD_MS),
    );
    return ended.length >= MIN_ENDED_BESIDE && ended.some(isDaemon) ? 'restarted' : 'unknown';
  };
};

const startOf = ({ state }: ContainerStatus): number => state.running?.startedAt ?? Number.POSITIVE_INFINITY;

const endBefore = ({ lastState }: ContainerStatus): number =>
  lastState?.terminated?.finishedAt ?? Number.NEGATIVE_INFINITY;
