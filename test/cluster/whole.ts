import { type Cluster, controlPlaneMissing, startControlPlane } from './control-plane.ts';
import { startDns } from './dns.ts';
import { turn } from './exclusive.ts';
import { type Node, nodeMissing, startNode } from './node.ts';
import { startProxy } from './proxy.ts';
import { makeUndo, orUndo } from './undo.ts';

/** What most suites stand on: a control plane, its one node, Services and names. */
export interface Whole {
  readonly cluster: Cluster;
  readonly node: Node;
}

const TURN_SECONDS = 1500;
const BUILD_SECONDS = 1800;

/** What a hook has to allow for {@link startWhole}, in milliseconds: its turn, and the first build of Kubernetes. */
export const START_MS = (TURN_SECONDS + BUILD_SECONDS) * 1000;

/** Why none can be started here, in one line, or undefined. Installs what it may. */
export const wholeMissing = async (): Promise<string | undefined> =>
  (await controlPlaneMissing()) ?? (await nodeMissing());

/**
 * Starts one, once no other suite on this machine has one: two of them on two cores would miss each other's limits. The turn ends
 * with `cluster.stop`.
 * @throws Error with the cause; nothing is left running then.
 */
export const startWhole = (): Promise<Whole> => {
  const undo = makeUndo();
  return orUndo(undo, async () => {
    undo.add('turn', await turn('the place of a real cluster', TURN_SECONDS));
    const cluster = await startControlPlane({}, undo);
    const node = await startNode(cluster);
    await startProxy(cluster, node);
    await startDns(cluster, node);
    return { cluster, node };
  });
};
