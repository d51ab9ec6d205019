/** What tests of other folders start a cluster with. */
export { controlPlaneMissing, startControlPlane, type TestCluster } from './control-plane.ts';
export { startClusterDns } from './dns.ts';
export { type ClusterNode, nodeMissing, startNode } from './node.ts';
export { startProxy } from './proxy.ts';
export { startRegistries } from './registry.ts';
export { waitFor } from './wait-for.ts';
export { START_TIMEOUT_MS, startWholeCluster, wholeClusterMissing } from './whole-cluster.ts';
