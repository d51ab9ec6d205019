import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KubernetesObject } from './api.ts';
import type { Cluster } from './control-plane.ts';
import type { Node } from './node.ts';
import { namespaceOf } from './objects.ts';
import { until } from './patience.ts';
import type { Registries } from './registry.ts';

/** What a scenario may act on. */
export type Stage = { readonly cluster: Cluster; readonly node: Node; readonly registries: Registries };

/** What must be said of a fault: an object of that kind, by its name or that name with a suffix, in words like these. */
export type Expectation = {
  /** A pattern: the kind that is at fault or one of those that may stand for it. */
  readonly kind: string;
  readonly name: string;
  /** Patterns, case ignored, that the words have to match, each of them. */
  readonly says: readonly string[];
  readonly clusterScoped?: true;
};

/** One namespace with one thing in it: a fault, or (without expectations) a healthy state. */
export type Scenario = {
  readonly title: string;
  readonly namespace: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly objects: readonly KubernetesObject[];
  readonly expect: readonly Expectation[];
  /** Runs before the objects are created. */
  readonly before?: (stage: Stage) => Promise<void>;
  /** Runs once they are, and brings about what objects alone cannot. */
  readonly after?: (stage: Stage) => Promise<void>;
  /** Sets a healthy namespace in motion; meant for the seconds before somebody looks. */
  readonly move?: (stage: Stage) => Promise<void>;
};

/** Creates the scenarios. It returns when all is created and acted on; the states appear within three minutes of that. */
export const create = async (stage: Stage, scenarios: readonly Scenario[]): Promise<void> => {
  for (const { namespace, labels, objects, before } of scenarios) {
    await before?.(stage);
    await stage.cluster.apply([namespaceOf(namespace, labels)]);
    await accountOf(stage.cluster, namespace);
    await stage.cluster.apply(objects);
  }
  await Promise.all(scenarios.map((scenario) => scenario.after?.(stage)));
};

/** Sets in motion what can be. */
export const move = async (stage: Stage, scenarios: readonly Scenario[]): Promise<void> => {
  await Promise.all(scenarios.map((scenario) => scenario.move?.(stage)));
};

/** A bare pod is refused until the controllers have made the namespace's service account. */
const accountOf = ({ request }: Cluster, namespace: string) =>
  until(`service account of ${namespace}`, 30, () =>
    request('GET', `/api/v1/namespaces/${namespace}/serviceaccounts/default`),
  );

/** Returns what a judge of the whole cluster has to find, and where it must find nothing. */
export const expectationsOf = (scenarios: readonly Scenario[]) => ({
  mustName: scenarios.flatMap(({ namespace, expect }) =>
    expect.map(({ clusterScoped, ...words }) => ({ namespace: clusterScoped ? null : namespace, ...words })),
  ),
  mustNotName: scenarios.filter(({ expect }) => expect.length === 0).map(({ namespace }) => namespace),
});

/** Writes them to `expected.json` in the folder and returns its path. */
export const writeExpectations = async (folder: string, scenarios: readonly Scenario[]): Promise<string> => {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'expected.json');
  await writeFile(file, `${JSON.stringify(expectationsOf(scenarios), null, 2)}\n`);
  return file;
};

/** Waits until the Deployment has that many available pods. */
export const available = ({ request }: Cluster, namespace: string, name: string, count: number) =>
  until(`${count} pods of ${namespace}/${name}`, 90, async () => {
    const { status } = await request('GET', `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`);
    return (status.availableReplicas ?? 0) >= count;
  });
