import { readFileSync } from 'node:fs';
import * as yaml from 'yaml';
import { type ClusterViews, projectObject, resourceNames, resourceTable } from '../../src/kubernetes/resources.ts';

interface FixtureObject {
  readonly apiVersion: string;
  readonly kind: string;
}

const readFixture = (name: string): readonly FixtureObject[] =>
  yaml.parse(readFileSync(new URL(`../fixtures/${name}.yaml`, import.meta.url), 'utf8')).items;

/** The rows of `healthy-cluster.yaml` and `healthy-operators.yaml`, by view; all is well at `TEST_NOW`. */
export const readHealthyCluster = (): ClusterViews => {
  const items = [...readFixture('healthy-cluster'), ...readFixture('healthy-operators')];
  const isOf =
    ({ group, kind }: (typeof resourceTable)[(typeof resourceNames)[number]]) =>
    (object: FixtureObject) =>
      object.kind === kind && object.apiVersion.split('/').at(-2) === (group === '' ? undefined : group);
  const rowsOf = (view: (typeof resourceNames)[number]) =>
    items.filter(isOf(resourceTable[view])).map((object) => projectObject(view, object));
  const views = Object.fromEntries(resourceNames.map((view) => [view, rowsOf(view)]));
  return { ...views, apiServers: [{ version: 'v1.35.4' }] } as unknown as ClusterViews;
};
