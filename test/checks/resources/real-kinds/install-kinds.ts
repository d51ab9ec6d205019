import { type CustomKindName, customKinds } from '../../../../src/kubernetes/custom-kinds.ts';
import { type TestCluster, waitFor } from '../../../cluster/cluster.ts';
import type { KindDefinition } from './kind-definitions.ts';

const DEFINITIONS_PATH = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** The API server takes its time for large schemas, of which some operators have a dozen. */
const SERVED_SECONDS = 300;

/** Creates a definition and waits until its kind is served. */
export const installDefinition = async ({ request }: TestCluster, definition: KindDefinition): Promise<void> => {
  const { name, annotations } = definition.metadata;
  await request('POST', DEFINITIONS_PATH, {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name, ...(annotations && { annotations }) },
    spec: definition.spec,
  });
  await waitFor(`the kind ${name}`, SERVED_SECONDS, async () => {
    const { status } = await request('GET', `${DEFINITIONS_PATH}/${name}`);
    return status.conditions?.some(
      (one: { type: string; status: string }) => one.type === 'Established' && one.status === 'True',
    );
  });
};

/** Deletes definitions with all objects of their kinds, and waits until the server no longer has them. */
export const removeDefinitions = async ({ request }: TestCluster, views: readonly CustomKindName[]): Promise<void> => {
  for (const view of views) {
    const { resource, group } = customKinds[view];
    const path = `${DEFINITIONS_PATH}/${resource}.${group}`;
    await request('DELETE', path);
    await waitFor(`the kind ${view} to go`, 60, () =>
      request('GET', path).then(
        () => false,
        () => true,
      ),
    );
  }
};
