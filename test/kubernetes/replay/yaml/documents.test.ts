import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import * as yaml from 'yaml';
import { createNewestTime } from '../../../../src/kubernetes/replay/newest-time.ts';
import { readRecordedFile } from '../../../../src/kubernetes/replay/recorded-file.ts';
import { createRecordedLogs } from '../../../../src/kubernetes/replay/recorded-logs.ts';
import { replayCluster } from '../../../../src/kubernetes/replay/replay.ts';
import { createRowStore } from '../../../../src/kubernetes/replay/row-store.ts';
import { createYamlParser } from '../../../../src/kubernetes/replay/yaml/parser.ts';
import type { LoadedView } from '../../../../src/kubernetes/rows/cluster-data.ts';
import { folderForTest } from '../../../support/for-test.ts';
import { crashingPod, objectMeta } from '../../api-objects.ts';

const podObject = (name: string) => ({ apiVersion: 'v1', kind: 'Pod', ...crashingPod(name) });
const serviceObject = (name: string) => ({ apiVersion: 'v1', kind: 'Service', metadata: objectMeta(name), spec: {} });

/** As `kubectl get -o yaml` writes it: sorted keys, marks of items at the depth of `items`. */
const kubectlYaml = (...items: readonly object[]): string =>
  yaml.stringify({ apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } }, { indentSeq: false });

const writeSnapshot = async (files: Readonly<Record<string, string | Buffer>>): Promise<string> => {
  const folder = await folderForTest('yaml');
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
};

/** One thread for all tests. */
const parser = createYamlParser(undefined);
afterAll(parser.close);

/** Names of the objects in a file by view, or the message of its problem. */
const readFile = async (content: string | Buffer) => {
  const path = join(await writeSnapshot({ 'some.yaml': content }), 'some.yaml');
  const store = createRowStore(() => true);
  const parts = { store, logs: createRecordedLogs(undefined), newest: createNewestTime(), yaml: parser };
  await readRecordedFile(path, { ...parts, signal: undefined });
  return { pods: tellView(store.view('pods')), services: tellView(store.view('services')) };
};

const tellView = (view: LoadedView | undefined) =>
  view === undefined || 'problem' in view
    ? view?.problem.message
    : view.rows.map((row) => ('ref' in row ? row.ref.name : ''));

const readFolder = async (path: string) => {
  const { gathered } = await replayCluster({ path, views: ['pods', 'services'], namespaces: null });
  return { pods: tellView(gathered.views.pods), services: tellView(gathered.views.services) };
};

describe('a snapshot in YAML', () => {
  it('is the same as in JSON', async () => {
    const items = [podObject('a'), podObject('b'), serviceObject('s')];
    const list = { apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } };
    const paths = await writeSnapshot({ 'all.yaml': kubectlYaml(...items), 'all.json': JSON.stringify(list) });
    const read = (name: string) =>
      replayCluster({ path: join(paths, name), views: ['pods', 'services'], namespaces: null });
    const [fromYaml, fromJson] = await Promise.all([read('all.yaml'), read('all.json')]);
    expect(fromYaml.gathered.views).toEqual(fromJson.gathered.views);
    expect(fromYaml.gathered.now).toBe(fromJson.gathered.now);
  });

  it.each([
    ['of several lists', [kubectlYaml(podObject('a')), kubectlYaml(serviceObject('s'))].join('---\n')],
    ['of single objects', ['', yaml.stringify(podObject('a')), yaml.stringify(serviceObject('s'))].join('---\n')],
    ['with deeper items', yaml.stringify({ kind: 'List', items: [podObject('a'), serviceObject('s')] })],
    ['with items in one line', `kind: List\nitems: ${JSON.stringify([podObject('a'), serviceObject('s')])}\n`],
    ['with the ends of lines of Windows', kubectlYaml(podObject('a'), serviceObject('s')).replaceAll('\n', '\r\n')],
    ['packed', gzipSync(kubectlYaml(podObject('a'), serviceObject('s')))],
    ['of PowerShell', Buffer.from(`\ufeff${kubectlYaml(podObject('a'), serviceObject('s'))}`, 'utf16le')],
  ])('is read: %s', async (_, content) => {
    expect(await readFile(content)).toEqual({ pods: ['a'], services: ['s'] });
  });

  it('is read from a folder, whose files are named after what they hold', async () => {
    const folder = await writeSnapshot({
      'pods.yaml': kubectlYaml(podObject('a')),
      'services.yml': kubectlYaml(),
      'kustomization.yaml': 'resources: [web.yaml]\n',
    });
    expect(await readFolder(folder)).toEqual({ pods: ['a'], services: [] });
  });

  it.each([
    ['it has aliases (*name), which are not read', 'a: &a [x]\nb: *a\n'],
    ['it is neither JSON nor YAML of Kubernetes', '<html>\n'],
    ['it is neither JSON nor YAML of Kubernetes', '- a\n- b\n'],
    ['it is empty', '# nothing\n'],
    ['Flow sequence', 'a: [\n'],
  ])('is refused: %s', async (message, content) => {
    await expect(readFile(content ?? '')).rejects.toThrow(message);
  });

  it('that breaks off within its items makes an error of what it holds', async () => {
    const folder = await writeSnapshot({
      'pods.yaml': kubectlYaml(podObject('a'), podObject('b')).slice(0, -100),
      'services.yaml': kubectlYaml(serviceObject('s')),
    });
    const told = await readFolder(folder);
    expect(told.pods).toMatch(/^the snapshot's pods\.yaml cannot be used: /);
    expect(told.services).toEqual(['s']);
    const [atItem = ''] = kubectlYaml(podObject('a'), podObject('b')).split('kind: List');
    expect((await readFile(atItem)).pods).toBe("the snapshot's some.yaml cannot be used: it broke off before its end");
  });

  it('that multiplies itself by aliases is refused at once', async () => {
    const levels = Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [${`*a${n},`.repeat(9)}]`);
    await expect(readFile(['a0: &a0 [x]', ...levels, ''].join('\n'))).rejects.toThrow('it has aliases');
  });

  it('that keeps the parser busy ends with the run', async () => {
    const since = performance.now();
    const busy = `kind: List\nitems:\n- a: ${'!t '.repeat(100_000)}\n`;
    const path = join(await writeSnapshot({ 'busy.yaml': busy }), 'busy.yaml');
    const signal = AbortSignal.timeout(300);
    await expect(replayCluster({ path, views: ['pods'], namespaces: null }, signal)).rejects.toThrow();
    expect(performance.now() - since).toBeLessThan(3_000);
  });
});
