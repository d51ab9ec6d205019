import { START_FAULTS } from './faults/container-starts.ts';
import { PULL_FAULTS } from './faults/image-pulls.ts';
import { PLACEMENT_FAULTS } from './faults/placement.ts';
import { ROLLOUT_FAULTS } from './faults/rollouts.ts';
import { SERVICE_FAULTS } from './faults/services.ts';
import { EDGE_CLASS } from './ingress-class.ts';
import { addFakeNode } from './nodes.ts';
import { type ClusterScenario, createScenarios, type ScenarioStage } from './scenario.ts';

/** A node without a kubelet, so without heartbeats. */
const SILENT_NODE: ClusterScenario = {
  title: 'a node whose kubelet does not report',
  namespace: 'nodes',
  objects: [],
  before: async ({ cluster }) => {
    await addFakeNode(cluster, { name: 'worker-2', ready: false });
    await addFakeNode(cluster, { name: 'worker-3', ready: true });
  },
  expect: [{ kind: 'Node', name: 'worker-2', says: ['not.?ready|unknown|kubelet|heartbeat'], clusterScoped: true }],
};

/** All faults, one namespace each, with the findings that they must lead to. */
export const FAULT_SCENARIOS: readonly ClusterScenario[] = [
  ...START_FAULTS,
  ...PULL_FAULTS,
  ...PLACEMENT_FAULTS,
  ...SERVICE_FAULTS,
  ...ROLLOUT_FAULTS,
  SILENT_NODE,
];

/** Creates all faults; they show as {@link createScenarios} says. */
export const createFaults = async (stage: ScenarioStage): Promise<void> => {
  await stage.cluster.apply([EDGE_CLASS]);
  await createScenarios(stage, FAULT_SCENARIOS);
};
