import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { replay } from '../../../src/kubernetes/replay/replay.ts';
import type { ViewName } from '../../../src/kubernetes/resources.ts';
import type { Namespaces } from '../../../src/kubernetes/scope.ts';
import { UsageError } from '../../../src/model/errors.ts';
import { crashing, meta, TEN } from '../api-objects.ts';

const folders: string[] = [];
afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

type Content = string | object | Buffer;

const textOf = (content: Content): string | Buffer =>
  typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content, null, 4);

const folderOf = async (files: { readonly [path: string]: Content }): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'kavmon-replay-'));
  folders.push(folder);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), textOf(content));
  }
  return folder;
};

const RECORDING = { takenAt: '2026-11-21T11:00:00Z', server: { gitVersion: 'v1.35.4' } };

/** As kubectl writes it: sorted keys, a plain List, every item with its kind. */
const list = (...items: object[]) => ({ apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } });
const pod = (name: string, namespace = 'shop') => ({ apiVersion: 'v1', kind: 'Pod', ...crashing(name, namespace) });
const service = (name: string) => ({ apiVersion: 'v1', kind: 'Service', metadata: meta(name), spec: {} });

const read = async (path: string, views: readonly ViewName[], namespaces: Namespaces = null) => {
  const { gathered, explainer } = await replay({ path, views, namespaces });
  const told = Object.fromEntries(
    Object.entries(gathered.views).map(([name, view]) => [
      name,
      'problem' in view ? view.problem.message : view.rows.map((row) => ('ref' in row ? row.ref.name : row.version)),
    ]),
  );
  return { now: new Date(gathered.now).toISOString(), told, gathered, explainer };
};

describe('replay', () => {
  it('reads a folder of kubectl lists by the clock of its recording', async () => {
    const path = await folderOf({
      'pods.json': list(pod('a'), pod('b')),
      'services.json': list(),
      'recording.json': RECORDING,
    });
    const { now, told } = await read(path, ['pods', 'services', 'apiServers']);
    expect(now).toBe('2026-11-21T11:00:00.000Z');
    expect(told).toEqual({ pods: ['a', 'b'], services: [], apiServers: ['v1.35.4'] });
  });

  it.each([
    ['UTF-8 with a mark', (text: string) => Buffer.from(`\ufeff${text}`)],
    ['UTF-16LE', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16BE', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['UTF-16LE, packed', (text: string) => gzipSync(Buffer.from(`\ufeff${text}`, 'utf16le'))],
  ])('reads what a shell on Windows wrote: %s', async (_, encode) => {
    const windows = (content: object) => encode(JSON.stringify(content, null, 4).replaceAll('\n', '\r\n'));
    const recording = _.endsWith('packed') ? RECORDING : windows(RECORDING);
    const path = await folderOf({ 'pods.json': windows(list(pod('größe'), pod('b'))), 'recording.json': recording });
    const { now, told } = await read(path, ['pods', 'apiServers']);
    expect([now, told]).toEqual(['2026-11-21T11:00:00.000Z', { pods: ['größe', 'b'], apiServers: ['v1.35.4'] }]);
  });

  it('reads UTF-16 that is longer than one read', async () => {
    const many = Array.from({ length: 400 }, (_, n) => pod(`p-${n}`));
    const long = Buffer.from(`\ufeff${JSON.stringify(list(...many), null, 4)}`, 'utf16le');
    expect(long.length).toBeGreaterThan(2 * 256 * 1024);
    const path = await folderOf({ 'pods.json': long, 'recording.json': RECORDING });
    expect((await read(path, ['pods'])).told.pods).toHaveLength(400);
  });

  it('takes one object for a list of one, by its newest time', async () => {
    const path = join(await folderOf({ 'web.json': pod('web') }), 'web.json');
    const { now, told } = await read(path, ['pods', 'services']);
    expect(now).toBe('2026-11-21T10:00:00.000Z');
    expect(told.pods).toEqual(['web']);
    expect(told.services).toMatch(/^the snapshot has no services/);
    const folder = await folderOf({ 'a.json': pod('a'), 'b.json': pod('b'), 's.json': service('s') });
    expect((await read(folder, ['pods', 'services'])).told).toEqual({ pods: ['a', 'b'], services: ['s'] });
  });

  it('takes a kind that is not there for a problem, never for no rows', async () => {
    const path = await folderOf({ 'pods.json': list(pod('a')) });
    const { gathered, told } = await read(path, ['pods', 'jobs', 'apiServers']);
    expect(gathered.views.jobs).toMatchObject({ problem: { status: 'error', reason: 'dependency' } });
    expect(told.jobs).toBe(
      'the snapshot has no jobs.batch: record it with "kubectl get jobs.batch -A -o json > jobs.batch.json"',
    );
    expect(told.apiServers).toMatch(/does not tell the version/);
  });

  it('takes the newest time of its objects for the clock, when nothing tells it, and refuses to guess', async () => {
    const late = { ...pod('a'), metadata: { ...meta('a'), deletionTimestamp: '2026-11-21T23:00:00Z' } };
    const path = await folderOf({ 'pods.json': list(late, pod('b')) });
    expect((await read(path, ['pods'])).now).toBe('2026-11-21T10:00:00.000Z');
    const timeless = await folderOf({ 'pods.json': list() });
    await expect(read(timeless, ['pods'])).rejects.toThrow(UsageError);
  });

  it('reads a file with several kinds; kinds without objects are not in it', async () => {
    const path = join(await folderOf({ 'all.json': list(pod('a'), service('s')) }), 'all.json');
    const { told } = await read(path, ['pods', 'services', 'deployments']);
    expect(told).toMatchObject({ pods: ['a'], services: ['s'] });
    expect(told.deployments).toMatch(/^the snapshot has no deployments.apps/);
  });

  it.each([
    ['breaks off', (text: string) => text.slice(0, -20)],
    ['breaks off, packed', (text: string) => gzipSync(text).subarray(0, 150)],
    ['holds no JSON', (text: string) => text.replace('"metadata"', 'metadata')],
  ])('judges nothing of a list that %s', async (_, damage) => {
    const text = JSON.stringify(list(pod('a'), pod('b'), service('s')));
    const path = await folderOf({
      'pods.json': damage(text),
      'services.json': list(service('s')),
      'recording.json': RECORDING,
    });
    const { told } = await read(path, ['pods', 'services']);
    expect(told.pods).toMatch(/^the snapshot's pods.json cannot be used: /);
  });

  it('refuses a broken file of which nobody knows what it held', async () => {
    const path = await folderOf({ 'something.json': '{"items": [', 'pods.json': list(pod('a')) });
    await expect(read(path, ['pods'])).rejects.toThrow(/something\.json cannot be read/);
  });

  it('judges nothing of one page of a longer list, nor of another version of the API', async () => {
    const cut = { kind: 'PodList', apiVersion: 'v1', metadata: { continue: 'abc' }, items: [crashing('a')] };
    const old = { apiVersion: 'autoscaling/v1', kind: 'HorizontalPodAutoscaler', metadata: meta('h') };
    const path = await folderOf({ 'pods.json': cut, 'hpa.json': list(old), 'recording.json': RECORDING });
    const { told } = await read(path, ['pods', 'horizontalPodAutoscalers']);
    expect(told.pods).toMatch(/one page of a longer list/);
    expect(told.horizontalPodAutoscalers).toMatch(/as autoscaling\/v1, autoscaling\/v2 is needed/);
  });

  it('reads what kubectl cluster-info dump writes into a folder', async () => {
    const path = await folderOf({
      'nodes.json': {
        kind: 'NodeList',
        apiVersion: 'v1',
        metadata: {},
        items: [{ metadata: { name: 'n', creationTimestamp: TEN } }],
      },
      'shop/pods.json': { kind: 'PodList', apiVersion: 'v1', metadata: {}, items: [crashing('a')] },
      'bank/pods.json': { kind: 'PodList', apiVersion: 'v1', metadata: {}, items: [crashing('b', 'bank')] },
      'bank/services.json': { kind: 'ServiceList', apiVersion: 'v1', metadata: {}, items: null },
      'shop/a/logs.txt':
        '==== START logs for container web of pod shop/a ====\none\ntwo\n==== END logs for container web of pod shop/a ====\n',
    });
    const { told, explainer } = await read(path, ['pods', 'nodes', 'services']);
    expect(told).toEqual({ pods: expect.arrayContaining(['a', 'b']), nodes: ['n'], services: [] });
    const target = { namespace: 'shop', pod: 'a', container: 'web', previous: false };
    expect(await explainer.readLogs(target)).toEqual({ lines: ['one', 'two'] });
    expect(await explainer.readLogs({ ...target, container: 'other' })).toHaveProperty('missing');
  });

  it('reads what kubectl cluster-info dump writes to standard output', async () => {
    const dump = [
      JSON.stringify({ kind: 'PodList', apiVersion: 'v1', metadata: {}, items: [crashing('a')] }, null, 4),
      '==== START logs for container web of pod shop/a ====',
      '{',
      'not { JSON "',
      '==== END logs for container web of pod shop/a ====',
      JSON.stringify({ kind: 'ServiceList', apiVersion: 'v1', metadata: {}, items: [service('s')] }, null, 4),
      '',
    ].join('\n');
    const path = join(await folderOf({ 'dump.txt': dump }), 'dump.txt');
    const { told, explainer } = await read(path, ['pods', 'services']);
    expect(told).toEqual({ pods: ['a'], services: ['s'] });
    const target = { namespace: 'shop', pod: 'a', container: 'web', previous: false };
    expect(await explainer.readLogs(target)).toEqual({ lines: ['{', 'not { JSON "'] });
  });

  it('explains with the events and logs of the folder, and follows no path out of it', async () => {
    const event = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: meta('e'),
      involvedObject: { kind: 'Pod', namespace: 'shop', name: 'a', fieldPath: 'spec.containers{web}' },
      reason: 'BackOff',
      type: 'Warning',
      message: 'Back-off restarting',
      count: 3,
      lastTimestamp: TEN,
    };
    const lines = Array.from({ length: 30 }, (_, n) => `line ${n}`);
    const path = await folderOf({
      'events.json': list(event),
      'logs/shop/a/web-previous.log': `${lines.join('\n')}\n`,
      'secret.log': 'outside',
    });
    const { explainer } = await read(path, []);
    const { events } = await explainer.readEvents(['shop']);
    expect(events).toMatchObject([
      { about: { kind: 'Pod', name: 'a', container: 'web' }, reason: 'BackOff', count: 3 },
    ]);
    expect(await explainer.readEvents(['bank'])).toEqual({ events: [], notes: [] });
    const target = { namespace: 'shop', pod: 'a', container: 'web', previous: true };
    expect(await explainer.readLogs(target)).toEqual({ lines: lines.slice(-20) });
    for (const pod of ['..', '../../..', 'a/../../..']) {
      expect(await explainer.readLogs({ namespace: '..', pod, container: 'secret', previous: false })).toHaveProperty(
        'missing',
      );
    }
  });

  it('keeps to the namespaces that were asked for', async () => {
    const path = await folderOf({ 'pods.json': list(pod('a'), pod('b', 'bank')), 'nodes.json': list() });
    const { gathered, told } = await read(path, ['pods', 'nodes'], ['bank']);
    expect(told.pods).toEqual(['b']);
    expect(gathered.views.nodes).toMatchObject({ problem: { status: 'skipped' } });
  });

  it('takes a namespace of which it has nothing for a problem, unless it is known to be there', async () => {
    const path = await folderOf({ 'pods.json': list(pod('a')), 'services.json': list() });
    const { gathered, told } = await read(path, ['pods', 'services'], ['shpo']);
    expect(gathered.views.services).toMatchObject({ problem: { status: 'error', reason: 'config' } });
    expect(told.pods).toBe('the snapshot has nothing of a namespace shpo: did you mean shop?');
    const bank = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'bank', creationTimestamp: TEN } };
    const whole = await folderOf({ 'pods.json': list(pod('a')), 'namespaces.json': list(bank) });
    expect((await read(whole, ['pods'], ['bank'])).told.pods).toEqual([]);
  });

  it('says which time it cannot read', async () => {
    const path = await folderOf({ 'pods.json': list(pod('a')), 'recording.json': { takenAt: 'yesterday' } });
    await expect(read(path, ['pods'])).rejects.toThrow(/takenAt is "yesterday"/);
  });

  it('has each object once, in however many files', async () => {
    const path = await folderOf({ 'pods.json': list(pod('a')), 'all.json': list(pod('a'), pod('b')) });
    expect((await read(path, ['pods'])).told.pods).toHaveLength(2);
  });
});
