import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KubernetesObject } from './api.ts';
import type { TestCluster } from './control-plane.ts';
import type { ClusterNode } from './node.ts';
import { namespaceManifest } from './objects.ts';
import type { TestRegistries } from './registry.ts';
import { waitFor } from './wait-for.ts';

/** What a scenario acts on. */
export type ScenarioStage = {
  readonly cluster: TestCluster;
  readonly node: ClusterNode;
  readonly registries: TestRegistries;
};

/**
 * A finding that must be reported: about an object of this kind and name (or this name and a suffix), with these words.
 */
export type ExpectedFinding = {
  /** A pattern for the kind of the object, such as `Deployment|Pod`. */
  readonly kind: string;
  readonly name: string;
  /** Patterns (case ignored), all of which the finding must match. */
  readonly says: readonly string[];
  readonly clusterScoped?: true;
};

/** A namespace with one fault, or (without expectations) in one healthy state. */
export type ClusterScenario = {
  readonly title: string;
  readonly namespace: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly objects: readonly KubernetesObject[];
  readonly expect: readonly ExpectedFinding[];
  /** Runs before the objects are created. */
  readonly before?: (stage: ScenarioStage) => Promise<void>;
  /** Runs after the objects are created, for what they do not bring about by themselves. */
  readonly after?: (stage: ScenarioStage) => Promise<void>;
  /** Starts a change in a healthy namespace, to be called right before a run. */
  readonly move?: (stage: ScenarioStage) => Promise<void>;
};

/** Creates the scenarios and calls their hooks. The faults show within five minutes after it returns. */
export const createScenarios = async (stage: ScenarioStage, scenarios: readonly ClusterScenario[]): Promise<void> => {
  for (const { namespace, labels, objects, before } of scenarios) {
    await before?.(stage);
    await stage.cluster.apply([namespaceManifest(namespace, labels)]);
    await waitForAccount(stage.cluster, namespace);
    await stage.cluster.apply(objects);
  }
  await Promise.all(scenarios.map((scenario) => scenario.after?.(stage)));
};

/** Starts the changes of the scenarios that have one. */
export const startChanges = async (stage: ScenarioStage, scenarios: readonly ClusterScenario[]): Promise<void> => {
  await Promise.all(scenarios.map((scenario) => scenario.move?.(stage)));
};

/** Waits for the service account of the namespace: pods without a controller are refused before. */
const waitForAccount = ({ request }: TestCluster, namespace: string) =>
  waitFor(`service account of ${namespace}`, 30, () =>
    request('GET', `/api/v1/namespaces/${namespace}/serviceaccounts/default`),
  );

/** Returns the findings that a report of the cluster must have, and the namespaces that it must not name. */
export const expectationsOf = (scenarios: readonly ClusterScenario[]) => ({
  mustName: scenarios.flatMap(({ namespace, expect }) =>
    expect.map(({ clusterScoped, ...words }) => ({ namespace: clusterScoped ? null : namespace, ...words })),
  ),
  mustNotName: scenarios.filter(({ expect }) => expect.length === 0).map(({ namespace }) => namespace),
});

/** Writes the expectations to `expected.json` in the folder and returns its path. */
export const writeExpectations = async (folder: string, scenarios: readonly ClusterScenario[]): Promise<string> => {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'expected.json');
  await writeFile(file, `${JSON.stringify(expectationsOf(scenarios), null, 2)}\n`);
  return file;
};

/** Waits until the Deployment has `count` available pods. */
export const waitForAvailable = ({ request }: TestCluster, namespace: string, name: string, count: number) =>
  waitFor(`${count} pods of ${namespace}/${name}`, 90, async () => {
    const { status } = await request('GET', `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`);
    return (status.availableReplicas ?? 0) >= count;
  });
