import { readFileSync } from 'node:fs';
import * as yaml from 'yaml';
import { type ClusterViews, projectObject, resourceNames, resourceTable } from '../../src/kubernetes/resources.ts';

/** The rows of `test/fixtures/healthy-cluster.yaml`, by view; it is healthy at `NOW` of `test/support/build.ts`. */
export const readHealthyCluster = (): ClusterViews => {
  const path = new URL('../fixtures/healthy-cluster.yaml', import.meta.url);
  const { items } = yaml.parse(readFileSync(path, 'utf8')) as { items: readonly { kind: string }[] };
  const rowsOf = (view: (typeof resourceNames)[number]) =>
    items.filter(({ kind }) => kind === resourceTable[view].kind).map((object) => projectObject(view, object));
  const views = Object.fromEntries(resourceNames.map((view) => [view, rowsOf(view)]));
  return { ...views, apiServers: [{ version: 'v1.35.4' }] } as unknown as ClusterViews;
};
