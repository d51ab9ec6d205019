import { MAKE_MS } from '../cache/cache.ts';
import { takeLock } from '../cache/lock.ts';
import { missing } from './build.ts';
import { type Cluster, controlPlaneMissing, startControlPlane } from './control-plane.ts';
import { startDns } from './dns.ts';
import { type Node, nodeMissing, startNode } from './node.ts';
import { startProxy } from './proxy.ts';
import { makeUndo, orUndo } from './undo.ts';

/** A control plane with one node, kube-proxy and DNS, which most suites need. */
export interface Whole {
  readonly cluster: Cluster;
  readonly node: Node;
}

/** Time limit of a hook with {@link startWhole}, in milliseconds: two other suites may run before it. */
export const START_MS = MAKE_MS;

/** How often the holder of the lock reports progress, in milliseconds. */
const ALIVE_MS = 30_000;

/** Installs and builds what a cluster needs. Returns why that failed, in one line, or undefined. */
export const wholeMissing = async (): Promise<string | undefined> =>
  (await controlPlaneMissing()) ?? (await missing('dns')) ?? (await nodeMissing());

/**
 * Starts a cluster, once no other suite on this machine has one: two on two cores would exceed the time limits of their
 * tests. Its lock is released by `cluster.stop`.
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

/**
 * Takes the lock for a real cluster and returns a function that releases it. Progress is reported as long as the
 * process runs.
 */
const takePlace = async (): Promise<() => Promise<void>> => {
  const { progress, release } = await takeLock('the place of a real cluster');
  const alive = setInterval(() => progress('its suite runs'), ALIVE_MS).unref();
  return () => {
    clearInterval(alive);
    return release();
  };
};
