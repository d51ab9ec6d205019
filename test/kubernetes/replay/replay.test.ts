import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { replayCluster } from '../../../src/kubernetes/replay/replay.ts';
import type { ViewName } from '../../../src/kubernetes/resources.ts';
import type { NamespaceScope } from '../../../src/kubernetes/scope.ts';
import { UsageError } from '../../../src/model/errors.ts';
import { crashingPod, objectMeta, TEN_OCLOCK } from '../api-objects.ts';
import { collectEvents } from '../live-cluster.ts';

const testFolders: string[] = [];
afterEach(async () => {
  await Promise.all(testFolders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

type FileContent = string | object | Buffer;

const contentBytes = (content: FileContent): string | Buffer =>
  typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content, null, 4);

const writeFolder = async (files: { readonly [path: string]: FileContent }): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'kavmon-replay-'));
  testFolders.push(folder);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), contentBytes(content));
  }
  return folder;
};

const RECORDING_INFO = { takenAt: '2026-11-21T11:00:00Z', server: { gitVersion: 'v1.35.4' } };

/** As kubectl writes it: sorted keys, a plain List, every item with its kind. */
const kubectlList = (...items: object[]) => ({
  apiVersion: 'v1',
  items,
  kind: 'List',
  metadata: { resourceVersion: '' },
});
const podObject = (name: string, namespace = 'shop') => ({
  apiVersion: 'v1',
  kind: 'Pod',
  ...crashingPod(name, namespace),
});
const serviceObject = (name: string) => ({ apiVersion: 'v1', kind: 'Service', metadata: objectMeta(name), spec: {} });

const replayViews = async (path: string, views: readonly ViewName[], namespaces: NamespaceScope = null) => {
  const { gathered, explainer, warnings } = await replayCluster({ path, views, namespaces });
  const told = Object.fromEntries(
    Object.entries(gathered.views).map(([name, view]) => [
      name,
      'problem' in view ? view.problem.message : view.rows.map((row) => ('ref' in row ? row.ref.name : row.version)),
    ]),
  );
  return { now: new Date(gathered.now).toISOString(), told, gathered, explainer, warnings };
};

describe('replay', () => {
  it('reads a folder of kubectl lists, with the time of its recording.json', async () => {
    const path = await writeFolder({
      'pods.json': kubectlList(podObject('a'), podObject('b')),
      'services.json': kubectlList(),
      'recording.json': RECORDING_INFO,
    });
    const { now, told } = await replayViews(path, ['pods', 'services', 'apiServers']);
    expect(now).toBe('2026-11-21T11:00:00.000Z');
    expect(told).toEqual({ pods: ['a', 'b'], services: [], apiServers: ['v1.35.4'] });
  });

  it.each([
    ['UTF-8 with a mark', (text: string) => Buffer.from(`\ufeff${text}`)],
    ['UTF-16LE', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16BE', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['UTF-16LE, packed', (text: string) => gzipSync(Buffer.from(`\ufeff${text}`, 'utf16le'))],
  ])('reads what a shell on Windows writes: %s', async (_, encode) => {
    const windows = (content: object) => encode(JSON.stringify(content, null, 4).replaceAll('\n', '\r\n'));
    const recording = _.endsWith('packed') ? RECORDING_INFO : windows(RECORDING_INFO);
    const path = await writeFolder({
      'pods.json': windows(kubectlList(podObject('größe'), podObject('b'))),
      'recording.json': recording,
    });
    const { now, told } = await replayViews(path, ['pods', 'apiServers']);
    expect([now, told]).toEqual(['2026-11-21T11:00:00.000Z', { pods: ['größe', 'b'], apiServers: ['v1.35.4'] }]);
  });

  it('reads UTF-16 that is longer than one read', async () => {
    const many = Array.from({ length: 400 }, (_, n) => podObject(`p-${n}`));
    const long = Buffer.from(`\ufeff${JSON.stringify(kubectlList(...many), null, 4)}`, 'utf16le');
    expect(long.length).toBeGreaterThan(2 * 256 * 1024);
    const path = await writeFolder({ 'pods.json': long, 'recording.json': RECORDING_INFO });
    expect((await replayViews(path, ['pods'])).told.pods).toHaveLength(400);
  });

  it('reads a single object as a list of one, with its newest time', async () => {
    const path = join(await writeFolder({ 'web.json': podObject('web') }), 'web.json');
    const { now, told } = await replayViews(path, ['pods', 'services']);
    expect(now).toBe('2026-11-21T10:00:00.000Z');
    expect(told.pods).toEqual(['web']);
    expect(told.services).toMatch(/^the snapshot has no services/);
    const folder = await writeFolder({
      'a.json': podObject('a'),
      'b.json': podObject('b'),
      's.json': serviceObject('s'),
    });
    expect((await replayViews(folder, ['pods', 'services'])).told).toEqual({ pods: ['a', 'b'], services: ['s'] });
  });

  it('reports a resource that is not recorded, as a problem and not as no rows', async () => {
    const path = await writeFolder({ 'pods.json': kubectlList(podObject('a')) });
    const { gathered, told } = await replayViews(path, ['pods', 'jobs', 'apiServers']);
    expect(gathered.views.jobs).toMatchObject({ problem: { status: 'error', reason: 'dependency' } });
    expect(told.jobs).toBe(
      'the snapshot has no jobs.batch: record it with "kubectl get jobs.batch -A -o json > jobs.batch.json"',
    );
    expect(told.apiServers).toMatch(/does not tell the version/);
  });

  it('makes errors of the resource of a file that cannot be read, and of no other', async () => {
    const path = await writeFolder({ 'pods.json': kubectlList(podObject('a')), 'services.json': '{ "kind": "Li' });
    const { told } = await replayViews(path, ['pods', 'services']);
    expect(told.pods).toEqual(['a']);
    expect(told.services).toMatch(/^the snapshot's services\.json cannot be used: /);
  });

  it('takes the newest time of the objects where there is no recording.json, and refuses a recording without any', async () => {
    const late = { ...podObject('a'), metadata: { ...objectMeta('a'), deletionTimestamp: '2026-11-21T23:00:00Z' } };
    const path = await writeFolder({ 'pods.json': kubectlList(late, podObject('b')) });
    expect((await replayViews(path, ['pods'])).now).toBe('2026-11-21T10:00:00.000Z');
    const timeless = await writeFolder({ 'pods.json': kubectlList() });
    await expect(replayViews(timeless, ['pods'])).rejects.toThrow(UsageError);
  });

  it('reads a file with several kinds', async () => {
    const path = join(await writeFolder({ 'all.json': kubectlList(podObject('a'), serviceObject('s')) }), 'all.json');
    const { told } = await replayViews(path, ['pods', 'services', 'deployments']);
    expect(told).toMatchObject({ pods: ['a'], services: ['s'] });
    expect(told.deployments).toMatch(/^the snapshot has no deployments.apps/);
  });

  it.each([
    ['breaks off', (text: string) => text.slice(0, -20)],
    ['breaks off, packed', (text: string) => gzipSync(text).subarray(0, 150)],
    ['holds no JSON', (text: string) => text.replace('"metadata"', 'metadata')],
  ])('reports a list that %s', async (_, damage) => {
    const text = JSON.stringify(kubectlList(podObject('a'), podObject('b'), serviceObject('s')));
    const path = await writeFolder({
      'pods.json': damage(text),
      'services.json': kubectlList(serviceObject('s')),
      'recording.json': RECORDING_INFO,
    });
    const { told } = await replayViews(path, ['pods', 'services']);
    expect(told.pods).toMatch(/^the snapshot's pods.json cannot be used: /);
  });

  it('judges beside a file that cannot be read what has files of its own, and warns', async () => {
    const path = await writeFolder({
      'something.json': '{"items": [',
      'pods.json': kubectlList(podObject('a')),
      'shop/svc.json': kubectlList(serviceObject('s')),
    });
    const { told, warnings } = await replayViews(path, ['pods', 'services']);
    expect(told).toEqual({ pods: ['a'], services: ['s'] });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/something\.json cannot be read: it broke off/);
  });

  it('judges everything beside a file that is no recording at all, and warns', async () => {
    const all = kubectlList(podObject('a'), serviceObject('s'));
    const path = await writeFolder({ 'all.json': all, 'values.yaml': '{{ template', 'note.json': 'to do' });
    const { told, warnings } = await replayViews(path, ['pods', 'services']);
    expect(told).toEqual({ pods: ['a'], services: ['s'] });
    expect(warnings).toHaveLength(2);
  });

  it('judges nothing of which a file that cannot be read may have had more', async () => {
    const mixed = kubectlList(podObject('a'), serviceObject('s'));
    const path = await writeFolder({
      'all.json': mixed,
      'services.json': kubectlList(serviceObject('s')),
      'something.json': '{"items": [',
    });
    const { told, gathered } = await replayViews(path, ['pods', 'services', 'argoApplications']);
    expect(told.pods).toMatch(/something\.json cannot be read/);
    expect(told.services).toEqual(['s']);
    expect(gathered.views.argoApplications).toMatchObject({ problem: { status: 'skipped' } });
    const broken = await writeFolder({ 'more.json': JSON.stringify(mixed).slice(0, -60), 'all.json': mixed });
    expect((await replayViews(broken, ['pods'])).told.pods).toMatch(/more\.json cannot be used/);
  });

  it('refuses what has nothing that can be read', async () => {
    const path = await writeFolder({ 'something.json': '{"items": [', 'notes.yaml': 'a: [' });
    await expect(replayViews(path, ['pods'])).rejects.toThrow(/(something\.json|notes\.yaml) cannot be read/);
    await expect(replayViews(join(path, 'something.json'), ['pods'])).rejects.toThrow(/something\.json cannot be read/);
  });

  it('reports one page of a longer list, and objects of another API version', async () => {
    const cut = { kind: 'PodList', apiVersion: 'v1', metadata: { continue: 'abc' }, items: [crashingPod('a')] };
    const old = { apiVersion: 'autoscaling/v1', kind: 'HorizontalPodAutoscaler', metadata: objectMeta('h') };
    const path = await writeFolder({
      'pods.json': cut,
      'hpa.json': kubectlList(old),
      'recording.json': RECORDING_INFO,
    });
    const { told } = await replayViews(path, ['pods', 'horizontalPodAutoscalers']);
    expect(told.pods).toMatch(/one page of a longer list/);
    expect(told.horizontalPodAutoscalers).toMatch(/as autoscaling\/v1, autoscaling\/v2 is needed/);
  });

  it('reads what kubectl cluster-info dump writes into a folder', async () => {
    const path = await writeFolder({
      'nodes.json': {
        kind: 'NodeList',
        apiVersion: 'v1',
        metadata: {},
        items: [{ metadata: { name: 'n', creationTimestamp: TEN_OCLOCK } }],
      },
      'shop/pods.json': { kind: 'PodList', apiVersion: 'v1', metadata: {}, items: [crashingPod('a')] },
      'bank/pods.json': { kind: 'PodList', apiVersion: 'v1', metadata: {}, items: [crashingPod('b', 'bank')] },
      'bank/services.json': { kind: 'ServiceList', apiVersion: 'v1', metadata: {}, items: null },
      'shop/a/logs.txt':
        '==== START logs for container web of pod shop/a ====\none\ntwo\n==== END logs for container web of pod shop/a ====\n',
    });
    const { told, explainer } = await replayViews(path, ['pods', 'nodes', 'services']);
    expect(told).toEqual({ pods: expect.arrayContaining(['a', 'b']), nodes: ['n'], services: [] });
    const target = { namespace: 'shop', pod: 'a', container: 'web', previous: false };
    expect(await explainer.readLogs(target)).toEqual({ lines: ['one', 'two'] });
    expect(await explainer.readLogs({ ...target, container: 'other' })).toHaveProperty('missing');
  });

  it.each([
    'unable to retrieve container logs for containerd://4be1\n',
    'Error from server (BadRequest): previous terminated container "web" in pod "a" not found\n',
    '{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","code":500}\n',
  ])('takes no message about a log for one: %s', async (text) => {
    const path = await writeFolder({
      'pods.json': { kind: 'PodList', apiVersion: 'v1', metadata: {}, items: [crashingPod('a')] },
      'logs/shop/a/web.log': text,
      'logs/shop/a/side.log': `started\n${text}`,
    });
    const { explainer } = await replayViews(path, ['pods']);
    const target = { namespace: 'shop', pod: 'a', container: 'web', previous: false };
    expect(await explainer.readLogs(target)).toEqual({ missing: text.trim() });
    expect(await explainer.readLogs({ ...target, container: 'side' })).toEqual({ lines: ['started', text.trim()] });
  });

  it('reads what kubectl cluster-info dump writes to standard output', async () => {
    const dump = [
      JSON.stringify({ kind: 'PodList', apiVersion: 'v1', metadata: {}, items: [crashingPod('a')] }, null, 4),
      '==== START logs for container web of pod shop/a ====',
      '{',
      'not { JSON "',
      '==== END logs for container web of pod shop/a ====',
      JSON.stringify({ kind: 'ServiceList', apiVersion: 'v1', metadata: {}, items: [serviceObject('s')] }, null, 4),
      '',
    ].join('\n');
    const path = join(await writeFolder({ 'dump.txt': dump }), 'dump.txt');
    const { told, explainer } = await replayViews(path, ['pods', 'services']);
    expect(told).toEqual({ pods: ['a'], services: ['s'] });
    const target = { namespace: 'shop', pod: 'a', container: 'web', previous: false };
    expect(await explainer.readLogs(target)).toEqual({ lines: ['{', 'not { JSON "'] });
  });

  it('reads events and logs of the folder, and no file outside of it', async () => {
    const event = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: objectMeta('e'),
      involvedObject: { kind: 'Pod', namespace: 'shop', name: 'a', fieldPath: 'spec.containers{web}' },
      reason: 'BackOff',
      type: 'Warning',
      message: 'Back-off restarting',
      count: 3,
      lastTimestamp: TEN_OCLOCK,
    };
    const lines = Array.from({ length: 30 }, (_, n) => `line ${n}`);
    const path = await writeFolder({
      'events.json': kubectlList(event),
      'logs/shop/a/web-previous.log': `${lines.join('\n')}\n`,
      'secret.log': 'outside',
    });
    const { explainer } = await replayViews(path, []);
    const { events } = await collectEvents(explainer, ['shop']);
    expect(events).toMatchObject([
      { about: { kind: 'Pod', name: 'a', container: 'web' }, reason: 'BackOff', count: 3 },
    ]);
    expect(await collectEvents(explainer, ['bank'])).toEqual({ events: [], notes: [] });
    const target = { namespace: 'shop', pod: 'a', container: 'web', previous: true };
    expect(await explainer.readLogs(target)).toEqual({ lines: lines.slice(-20) });
    for (const pod of ['..', '../../..', 'a/../../..']) {
      expect(await explainer.readLogs({ namespace: '..', pod, container: 'secret', previous: false })).toHaveProperty(
        'missing',
      );
    }
  });

  it('reads only the given namespaces', async () => {
    const path = await writeFolder({
      'pods.json': kubectlList(podObject('a'), podObject('b', 'bank')),
      'nodes.json': kubectlList(),
    });
    const { gathered, told } = await replayViews(path, ['pods', 'nodes'], ['bank']);
    expect(told.pods).toEqual(['b']);
    expect(gathered.views.nodes).toMatchObject({ problem: { status: 'skipped' } });
  });

  it('reports a namespace of which nothing is recorded, unless its Namespace object is', async () => {
    const path = await writeFolder({ 'pods.json': kubectlList(podObject('a')), 'services.json': kubectlList() });
    const { gathered, told } = await replayViews(path, ['pods', 'services'], ['shpo']);
    expect(gathered.views.services).toMatchObject({ problem: { status: 'error', reason: 'config' } });
    expect(told.pods).toBe('the snapshot has nothing of a namespace shpo: did you mean shop?');
    const bank = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'bank', creationTimestamp: TEN_OCLOCK } };
    const whole = await writeFolder({ 'pods.json': kubectlList(podObject('a')), 'namespaces.json': kubectlList(bank) });
    expect((await replayViews(whole, ['pods'], ['bank'])).told.pods).toEqual([]);
  });

  it('names a time that it cannot parse', async () => {
    const path = await writeFolder({
      'pods.json': kubectlList(podObject('a')),
      'recording.json': { takenAt: 'yesterday' },
    });
    await expect(replayViews(path, ['pods'])).rejects.toThrow(/takenAt is "yesterday"/);
  });

  it('returns an object once that is in several files', async () => {
    const path = await writeFolder({
      'pods.json': kubectlList(podObject('a')),
      'all.json': kubectlList(podObject('a'), podObject('b')),
    });
    expect((await replayViews(path, ['pods'])).told.pods).toHaveLength(2);
  });
});
