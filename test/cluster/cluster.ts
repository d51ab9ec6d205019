/** What tests of other folders start a cluster with and connect to it by. */
export { connect } from './api.ts';
export { type Cluster, controlPlaneMissing, startControlPlane } from './control-plane.ts';
export { startDns } from './dns.ts';
export { type Node, nodeMissing, startNode } from './node.ts';
export { until as waitFor } from './patience.ts';
export { startProxy } from './proxy.ts';
export { startRegistries } from './registry.ts';
export { START_MS, startWhole, wholeMissing } from './whole.ts';
