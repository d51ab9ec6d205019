import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { replayCluster } from '../../../src/kubernetes/replay/replay.ts';
import type { ResourceEntry } from '../../../src/kubernetes/resource-entry.ts';
import {
  fullResourceName,
  isCustomResource,
  type ListedViewName,
  projectObject,
  resourceNames,
  resourceTable,
} from '../../../src/kubernetes/resources.ts';
import { shareObject } from '../../../src/kubernetes/snapshot/share-object.ts';
import { folderForTest } from '../../support/for-test.ts';

const views = resourceNames.filter((name) => isCustomResource(name)) as ListedViewName[];
const entryOf = (view: ListedViewName): ResourceEntry => resourceTable[view];
const condition = { type: 'Ready', status: 'False', reason: 'Why', lastTransitionTime: '2026-11-21T10:00:00Z' };

type Fields = { [key: string]: unknown };

/** Sets a value at a path of `paths`; of a list its only item. */
const setAt = (object: object, path: string, value: unknown): void => {
  const [dotted = '', mark] = path.split(' ');
  const keys = [...dotted.split('.'), ...(mark === undefined ? [] : [mark])];
  let at = object as Fields;
  for (const key of keys.slice(0, -1)) {
    const name = key.replace('[]', '');
    at[name] ??= key === name ? {} : [{ filters: ['canary'], secret: 'canary' }];
    at = (key === name ? at[name] : (at[name] as readonly Fields[])[0]) as Fields;
  }
  at[keys.at(-1) as string] = value;
};

/** An object of a kind that has a value at every path that is judged, and a canary beside each of them. */
const fullObject = (view: ListedViewName, version: string) => {
  const { group, kind, namespaced, paths = [] } = entryOf(view);
  const object = {
    ...{ apiVersion: `${group}/${version}`, kind },
    metadata: {
      ...{
        name: `any-${version}`,
        ...(namespaced && { namespace: 'shop' }),
        uid: version,
        generation: 2,
        labels: { app: 'any' },
      },
      ...{ creationTimestamp: '2026-11-21T09:00:00Z', annotations: { 'example.test/token': 'canary' } },
    },
    spec: { password: 'canary', template: { spec: { env: [{ name: 'A', value: 'canary' }] } } },
    status: { conditions: [condition], observedGeneration: 1, token: 'canary' },
  };
  for (const path of paths)
    setAt(
      object,
      path,
      /parentRef$/.test(path) ? { name: 'any' } : /conditions$/.test(path) ? [condition] : fieldValue(path),
    );
  return object;
};

const fieldValue = (path: string): unknown =>
  /Refs$|hostnames$/.test(path) ? [{ name: 'any' }] : /port$|weight$/.test(path) ? 7 : 'true';

it.each(views)('a snapshot of %s holds what is judged, and nothing else', (view) => {
  const object = fullObject(view, entryOf(view).version);
  const shared = shareObject(view, object, { version: entryOf(view).version, redact: (text) => text });
  expect(JSON.stringify(shared)).not.toContain('canary');
  expect(projectObject(view, shared)).toEqual(projectObject(view, object));
});

/** kubectl writes no aliases. */
const PLAIN = { aliasDuplicateObjects: false };

/** What kubectl and the API server write of a list: with kinds in the items, or in the list alone. */
const fileForms = {
  'of kubectl -o json': (objects: readonly object[]) =>
    JSON.stringify({ apiVersion: 'v1', items: objects, kind: 'List', metadata: { resourceVersion: '' } }),
  'of kubectl -o yaml': (objects: readonly object[]) =>
    stringify({ apiVersion: 'v1', items: objects, kind: 'List', metadata: { resourceVersion: '' } }, PLAIN),
  'of one object as YAML': ([object]: readonly object[]) => stringify(object, PLAIN),
  'of the API server': (objects: readonly { apiVersion: string; kind: string }[]) =>
    JSON.stringify({
      ...{ kind: `${objects[0]?.kind}List`, apiVersion: objects[0]?.apiVersion, metadata: { resourceVersion: '1' } },
      items: objects.map(({ apiVersion: _, kind: __, ...item }) => item),
    }),
};

it.each(Object.entries(fileForms))('lists %s are read from a folder, of every kind and version', async (_, textOf) => {
  const files = views.flatMap((view) => {
    const { version, olderVersions = [] } = entryOf(view);
    return [version, ...olderVersions].map((one) => ({ view, object: fullObject(view, one) }));
  });
  const folder = join(await folderForTest('custom-lists'), 'recording');
  await mkdir(folder);
  await Promise.all(
    files.map(({ view, object }, index) =>
      writeFile(join(folder, `${index}-${fullResourceName(entryOf(view))}.yaml`), textOf([object])),
    ),
  );
  const { gathered } = await replayCluster({ path: folder, views, namespaces: null });
  for (const view of views) {
    const expected = files.filter((file) => file.view === view).map(({ object }) => projectObject(view, object));
    const { rows } = gathered.views[view] as { readonly rows: readonly object[] };
    expect(gathered.views[view]).not.toHaveProperty('problem');
    expect(rows).toHaveLength(expected.length);
    expect(rows).toEqual(expect.arrayContaining(expected));
  }
});
