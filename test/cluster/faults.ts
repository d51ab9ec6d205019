import { EDGE } from './edge.ts';
import { PLACING } from './faults/placing.ts';
import { PULLING } from './faults/pulling.ts';
import { ROLLING } from './faults/rolling.ts';
import { SERVING } from './faults/serving.ts';
import { STARTING } from './faults/starting.ts';
import { addNode } from './nodes.ts';
import { create, type Scenario, type Stage } from './scenario.ts';

/** A node without a kubelet, so without heartbeats. */
const SILENT_NODE: Scenario = {
  title: 'a node whose kubelet does not report',
  namespace: 'nodes',
  objects: [],
  before: async ({ cluster }) => {
    await addNode(cluster, { name: 'worker-2', ready: false });
    await addNode(cluster, { name: 'worker-3', ready: true });
  },
  expect: [{ kind: 'Node', name: 'worker-2', says: ['not.?ready|unknown|kubelet|heartbeat'], clusterScoped: true }],
};

/** All faults, one namespace each, with the findings that they must lead to. */
export const FAULTS: readonly Scenario[] = [...STARTING, ...PULLING, ...PLACING, ...SERVING, ...ROLLING, SILENT_NODE];

/** Creates all faults; they show as {@link create} says. */
export const createFaults = async (stage: Stage): Promise<void> => {
  await stage.cluster.apply([EDGE]);
  await create(stage, FAULTS);
};
