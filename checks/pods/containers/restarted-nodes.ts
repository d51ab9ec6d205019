import { lastTermination } from '../../../src/kubernetes/containers/termination-cause.ts';
import { findConditionWithStatus } from '../../../src/kubernetes/objects/conditions.ts';
import type { NodeRow } from '../../../src/kubernetes/views/nodes.ts';
import type { PodRow } from '../../../src/kubernetes/views/pods.ts';

type PodOnNode = Pick<PodRow, 'node' | 'uid'>;

/** What a node and the other pods on it tell of its restarts; times are milliseconds since the epoch. */
export interface NodeHistory {
  /** Whether a container has been running since before a time: then the node has not restarted since. */
  readonly ranThrough: (pod: PodOnNode, time: number) => boolean;
  /**
   * Whether the node restarted between the end of a container and its next start: it became ready about then; or no container ran
   * through that end, and another one ended about then and before that one ran again.
   */
  readonly restartedDuring: (pod: PodOnNode, pause: ContainerPause) => boolean;
}

/** From the end of a container to its next start. */
interface ContainerPause {
  readonly endedAt: number;
  readonly restartedAt: number;
}

/** A node ends and starts its containers one after another: milliseconds from the first to the last. */
const SHUTDOWN_MS = 5 * 60_000;

/** One pod beside may have ended by chance, or of the same cause; and daemons end with their node alone. */
const MIN_ENDED_BESIDE = 2;
const isDaemon = ({ owner }: PodRow): boolean => owner?.kind === 'DaemonSet' || owner?.kind === 'Node';

/** Returns what pods and nodes tell of the restarts of the nodes: containers end with code 137 then as well. */
export const nodeHistory = (pods: readonly PodRow[], nodes: readonly NodeRow[] = []): NodeHistory => {
  const byNode = Map.groupBy(pods, ({ node }) => node);
  const readySince = new Map(nodes.map((node) => [node.ref.name, findConditionWithStatus(node, 'Ready', 'True')?.at]));
  const beside = ({ node, uid }: PodOnNode) => (byNode.get(node) ?? []).filter((other) => other.uid !== uid);
  const ranThrough: NodeHistory['ranThrough'] = (pod, time) =>
    beside(pod).some(({ containers }) =>
      containers.some(({ state }) => (state.running?.startedAt ?? Number.POSITIVE_INFINITY) < time),
    );
  const endedTogether: NodeHistory['restartedDuring'] = (pod, { endedAt, restartedAt }) => {
    const isAtThatTime = (at: number): boolean => at < restartedAt && Math.abs(at - endedAt) < SHUTDOWN_MS;
    const ended = beside(pod).filter(({ containers }) =>
      containers.some((one) => isAtThatTime(lastTermination(one)?.finishedAt ?? 0)),
    );
    return ended.length >= MIN_ENDED_BESIDE && ended.some(isDaemon);
  };
  const cameBack: NodeHistory['restartedDuring'] = ({ node = '' }, { endedAt, restartedAt }) => {
    const at = readySince.get(node) ?? 0;
    return endedAt <= at && at < restartedAt + SHUTDOWN_MS;
  };
  return {
    ranThrough,
    restartedDuring: (pod, pause) =>
      cameBack(pod, pause) || (!ranThrough(pod, pause.endedAt) && endedTogether(pod, pause)),
  };
};
