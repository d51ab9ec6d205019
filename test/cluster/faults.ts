import { END_FAULTS } from './faults/container-ends.ts';
import { START_FAULTS } from './faults/container-starts.ts';
import { PULL_FAULTS } from './faults/image-pulls.ts';
import { JOB_FAULTS } from './faults/jobs.ts';
import { NODE_FAULTS } from './faults/nodes.ts';
import { PLACEMENT_FAULTS } from './faults/placement.ts';
import { ROLLOUT_FAULTS } from './faults/rollouts.ts';
import { SERVICE_FAULTS } from './faults/services.ts';
import { SPEC_FAULTS } from './faults/specs.ts';
import { STORAGE_FAULTS } from './faults/storage.ts';
import { EDGE_CLASS } from './ingress-class.ts';
import { type ClusterScenario, createScenarios, type ScenarioStage } from './scenario.ts';

/** All faults, one namespace each, with the findings that they must lead to. */
export const FAULT_SCENARIOS: readonly ClusterScenario[] = [
  ...START_FAULTS,
  ...END_FAULTS,
  ...PULL_FAULTS,
  ...PLACEMENT_FAULTS,
  ...SERVICE_FAULTS,
  ...ROLLOUT_FAULTS,
  ...JOB_FAULTS,
  ...STORAGE_FAULTS,
  ...SPEC_FAULTS,
  ...NODE_FAULTS,
];

/** Creates all faults; they show as {@link createScenarios} says. */
export const createFaults = async (stage: ScenarioStage): Promise<void> => {
  await stage.cluster.apply([EDGE_CLASS]);
  await createScenarios(stage, FAULT_SCENARIOS);
};
