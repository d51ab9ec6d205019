import { MAKE_MS } from '../cache/cache.ts';
import { takeLock } from '../cache/lock.ts';
import { missing } from './build.ts';
import { type Cluster, controlPlaneMissing, startControlPlane } from './control-plane.ts';
import { startDns } from './dns.ts';
import { type Node, nodeMissing, startNode } from './node.ts';
import { startProxy } from './proxy.ts';
import { makeUndo, orUndo } from './undo.ts';

/** What most suites stand on: a control plane, its one node, Services and names. */
export interface Whole {
  readonly cluster: Cluster;
  readonly node: Node;
}

/** What a hook has to allow for {@link startWhole}, in milliseconds: two other suites before it. */
export const START_MS = MAKE_MS;

/** How often the holder of the place says that it lives, in milliseconds. */
const ALIVE_MS = 30_000;

/** Why none can be started here, in one line, or undefined. Installs and builds what it may. */
export const wholeMissing = async (): Promise<string | undefined> =>
  (await controlPlaneMissing()) ?? (await missing('dns')) ?? (await nodeMissing());

/**
 * Starts one, once no other suite on this machine has one: two of them on two cores would miss each other's limits. The turn ends
 * with `cluster.stop`.
 * @throws Error with the cause; nothing is left running then.
 */
export const startWhole = (): Promise<Whole> => {
  const undo = makeUndo();
  return orUndo(undo, async () => {
    undo.add('place', await takePlace());
    const cluster = await startControlPlane({}, undo);
    const node = await startNode(cluster);
    await startProxy(cluster, node);
    await startDns(cluster, node);
    return { cluster, node };
  });
};

/** Returns what gives the place back. The hooks and tests of its holder have limits: a holder that lives comes to an end. */
const takePlace = async (): Promise<() => Promise<void>> => {
  const { progress, release } = await takeLock('the place of a real cluster');
  const alive = setInterval(() => progress('its suite runs'), ALIVE_MS).unref();
  return () => {
    clearInterval(alive);
    return release();
  };
};
