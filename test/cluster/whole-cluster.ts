import { CACHE_TIMEOUT_MS } from '../cache/cache.ts';
import { takeLock } from '../cache/lock.ts';
import { binariesMissing } from './build.ts';
import { makeCleanUp, orCleanUp } from './clean-up.ts';
import { controlPlaneMissing, startControlPlane, type TestCluster } from './control-plane.ts';
import { startClusterDns } from './dns.ts';
import { type ClusterNode, nodeMissing, startNode } from './node.ts';
import { startProxy } from './proxy.ts';

/** A control plane with one node, kube-proxy and DNS, which most suites need. */
export interface WholeCluster {
  readonly cluster: TestCluster;
  readonly node: ClusterNode;
}

/** Time limit of a hook with {@link startWholeCluster}, in milliseconds: two other suites may run before it. */
export const START_TIMEOUT_MS = CACHE_TIMEOUT_MS;

/** How often the holder of the lock reports progress, in milliseconds. */
const PROGRESS_PERIOD_MS = 30_000;

/** Installs and builds what a cluster needs. Returns why that failed, in one line, or undefined. */
export const wholeClusterMissing = async (): Promise<string | undefined> =>
  (await controlPlaneMissing()) ?? (await binariesMissing('dns')) ?? (await nodeMissing());

/**
 * Starts a cluster, once no other suite on this machine has one: two on two cores would exceed the time limits of their
 * tests. Its lock is released by `cluster.stop`.
 * @throws Error with the cause; nothing is left running then.
 */
export const startWholeCluster = (): Promise<WholeCluster> => {
  const undo = makeCleanUp();
  return orCleanUp(undo, async () => {
    undo.add('place', await takeClusterLock());
    const cluster = await startControlPlane({}, undo);
    const node = await startNode(cluster);
    await startProxy(cluster, node);
    await startClusterDns(cluster, node);
    return { cluster, node };
  });
};

/**
 * Takes the lock for a real cluster and returns a function that releases it. Progress is reported as long as the
 * process runs.
 */
const takeClusterLock = async (): Promise<() => Promise<void>> => {
  const { progress, release } = await takeLock('the place of a real cluster');
  const alive = setInterval(() => progress('its suite runs'), PROGRESS_PERIOD_MS).unref();
  return () => {
    clearInterval(alive);
    return release();
  };
};
