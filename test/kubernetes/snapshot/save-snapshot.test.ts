import { constants } from 'node:fs';
import { open, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replayCluster } from '../../../src/kubernetes/replay/replay.ts';
import type { ViewName } from '../../../src/kubernetes/resources.ts';
import { loadViews } from '../../../src/kubernetes/rows/pages.ts';
import { saveSnapshot } from '../../../src/kubernetes/snapshot/save-snapshot.ts';
import { type ApiServer, type ApiServerOptions, startApiServer } from '../../support/api-server.ts';
import { runProcess } from '../../support/run-process.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';
import { crashingPod, objectMeta, SECRET_WORD, settingsConfigMap, TEN_OCLOCK } from '../api-objects.ts';
import { collectEvents, gatherAlone } from '../live-cluster.ts';

let snapshotFolder: TemporaryFolder;
let apiServer: ApiServer | undefined;
beforeEach(async () => {
  snapshotFolder = await makeTemporaryFolder('saveSnapshot');
});
afterEach(async () => {
  await apiServer?.stop();
  await snapshotFolder.remove();
});

const SAVED_VIEWS = [
  'pods',
  'configMaps',
  'nodes',
  'jobs',
  'networkPolicies',
  'apiServers',
  'validatingWebhooks',
] as const satisfies readonly ViewName[];
const BACK_OFF_EVENT = {
  metadata: objectMeta('e'),
  involvedObject: { kind: 'Pod', namespace: 'shop', name: 'a' },
  reason: 'BackOff',
  lastTimestamp: TEN_OCLOCK,
};
const GUARD_WEBHOOK = {
  name: 'guard.example',
  clientConfig: { url: `https://ann:${SECRET_WORD}@guard.example:8443/check?token=${SECRET_WORD}` },
  failurePolicy: 'Fail',
};
const CRASHING_CLUSTER: ApiServerOptions = {
  lists: {
    '/api/v1/pods': { kind: 'PodList', items: ['a', 'b', 'c', 'd', 'e'].map((name) => crashingPod(name)) },
    '/api/v1/configmaps': { kind: 'ConfigMapList', items: [settingsConfigMap] },
    '/api/v1/nodes': { kind: 'NodeList', items: [] },
    '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations': {
      kind: 'ValidatingWebhookConfigurationList',
      items: [{ metadata: { name: 'guard' }, webhooks: [GUARD_WEBHOOK] }],
    },
    '/api/v1/events': { kind: 'EventList', items: [BACK_OFF_EVENT] },
  },
  answers: Object.fromEntries(
    ['a', 'b', 'c', 'd', 'e'].map((pod) => [
      `/api/v1/namespaces/shop/pods/${pod}/log`,
      `crash of ${pod} with ${SECRET_WORD}\n`,
    ]),
  ),
  fault: ({ path }) => (path === '/apis/batch/v1/jobs' ? { status: 403, message: 'forbidden' } : undefined),
};

const startServer = async (options: ApiServerOptions = CRASHING_CLUSTER) => {
  apiServer = await startApiServer(options);
  const kubeconfig = join(snapshotFolder.path, 'kubeconfig');
  const document = {
    'current-context': 'c',
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    clusters: [{ name: 'c', cluster: { server: apiServer.url } }],
    users: [{ name: 'u', user: {} }],
  };
  await writeFile(kubeconfig, JSON.stringify(document));
  return { access: { env: {}, kubeconfig }, views: SAVED_VIEWS, namespaces: null, version: '1' };
};

const saveCluster = async (
  order: Awaited<ReturnType<typeof startServer>>,
  logs = true,
  signal = new AbortController().signal,
) => {
  const file = join(snapshotFolder.path, 'cluster.json.gz');
  const redact = (text: string) => text.replaceAll(SECRET_WORD, '***');
  const saved = await saveSnapshot(
    { ...order, file, logs, redact, hideCredentials: (text) => text },
    { signal, onSecret: () => undefined },
  );
  return { file, saved };
};

describe('snapshot', () => {
  it('saves what is replayed as the live cluster was gathered', async () => {
    const order = await startServer();
    const live = await gatherAlone(
      { ...order, timeoutMs: 20_000, place: {}, explainLimit: 20 },
      { signal: new AbortController().signal, onSecret: () => undefined },
    );
    const { file, saved } = await saveCluster(order);
    const { gathered, explainer } = await replayCluster({ path: file, views: SAVED_VIEWS, namespaces: null });
    expect(gathered.views).toEqual(await loadViews(live.gathered.views));
    expect(gathered.views.pods).toHaveProperty('rows.length', 5);
    expect(gathered.views.jobs).toMatchObject({ problem: { reason: 'permission' } });
    expect(gathered.views.networkPolicies).toMatchObject({ problem: { status: 'skipped' } });
    expect(gathered.views.apiServers).toEqual({ rows: [{ version: 'v1.35.4' }] });
    expect(Math.abs(gathered.now - Date.now())).toBeLessThan(10_000);
    expect((await collectEvents(explainer, ['shop'])).events).toMatchObject([{ reason: 'BackOff' }]);
    expect(saved.size).toBe((await stat(file)).size);
  });

  it('says what the server said at length of several kinds as the live cluster did', async () => {
    const words = `denied by the gate: ${'call extension 4711 '.repeat(15)}today`;
    const order = await startServer({
      lists: {},
      fault: ({ path }) => (path === '/version' ? undefined : { status: 400, message: words }),
    });
    const run = { signal: new AbortController().signal, onSecret: () => undefined };
    const live = await gatherAlone({ ...order, timeoutMs: 20_000, place: {}, explainLimit: 20 }, run);
    const { file } = await saveCluster(order);
    const { gathered, warnings } = await replayCluster({
      path: file,
      views: ['pods', 'nodes', 'jobs'],
      namespaces: null,
    });
    const { pods, nodes, jobs } = live.gathered.views;
    expect(gathered.views).toEqual({ pods, nodes, jobs });
    expect(warnings).toEqual([`the API server says of 3 kinds that it does not give: ${words}`]);
  });

  it('saves no value of a variable, no command, no annotation and no secret', async () => {
    const { file } = await saveCluster(await startServer());
    const text = gunzipSync(await readFile(file)).toString();
    expect(text).not.toContain(SECRET_WORD);
    expect(text).not.toContain('last-applied');
    expect(text).not.toContain('managedFields');
    expect(text).toContain('"name":"PASSWORD","value":"REDACTED"');
    expect(text).toContain('"httpGet":{"path":"/health/live","port":80}');
    expect(text).toContain('"httpGet":{"path":"/","port":"web"}');
    expect(text).toContain('"url":"https://guard.example:8443/check"');
    expect(text).toContain('"secretKeyRef":{"name":"web-token","key":"token"}');
    expect((await stat(file)).mode & 0o077).toBe(0);
    expect(apiServer?.seen.map(({ path }) => path).filter((path) => path.includes('secrets'))).toEqual([]);
  });

  it('saves into a file that was readable for all, and is for its owner alone', async () => {
    const path = join(snapshotFolder.path, 'cluster.json.gz');
    await writeFile(path, 'x'.repeat(100_000), { mode: 0o644 });
    const { file, saved } = await saveCluster(await startServer());
    const { mode, size } = await stat(file);
    expect([file, mode & 0o777, size]).toEqual([path, 0o600, saved.size]);
  });

  it('says at once that nobody reads the pipe that it should be saved into', async () => {
    await runProcess('mkfifo', [join(snapshotFolder.path, 'cluster.json.gz')]);
    await expect(saveCluster(await startServer())).rejects.toThrow(/^cannot write .*: nobody reads the pipe$/);
  });

  it('ends with the run when the reader of its pipe never reads', async () => {
    const pipe = join(snapshotFolder.path, 'cluster.json.gz');
    await runProcess('mkfifo', [pipe]);
    // Opened for both, so that there is a reader; filled, so that nothing more goes in.
    const frozen = await open(pipe, constants.O_RDWR | constants.O_NONBLOCK);
    await frozen.write(Buffer.alloc(65_536));
    const saving = saveCluster(await startServer(), true, AbortSignal.timeout(1_500));
    await expect(saving).rejects.toThrow(/interrupted|timeout/);
    await frozen.close();
  });

  it('saves the logs of three crashed pods of one owner, unless logs are off', async () => {
    const order = await startServer();
    const { file, saved } = await saveCluster(order);
    expect(saved.logs).toBe(3);
    const { explainer } = await replayCluster({ path: file, views: [], namespaces: null });
    const target = { namespace: 'shop', pod: 'a', container: 'web', previous: true };
    expect(await explainer.readLogs(target)).toEqual({ lines: ['crash of a with ***'] });
    expect((await saveCluster(order, false)).saved.logs).toBe(0);
  });

  it('saves a file that is refused when it breaks off, or is of a later version', async () => {
    const { file } = await saveCluster(await startServer());
    const lines = gunzipSync(await readFile(file))
      .toString()
      .trimEnd()
      .split('\n');
    const read = async (text: string | Buffer) => {
      await writeFile(file, text);
      return replayCluster({ path: file, views: ['pods'], namespaces: null });
    };
    await expect(read(gzipSync(`${lines.slice(0, -1).join('\n')}\n`))).rejects.toThrow(/broke off/);
    await expect(read(gzipSync(lines.join('\n')).subarray(0, -30))).rejects.toThrow(/broke off/);
    await expect(read(lines.join('\n').replace('"version":1', '"version":2'))).rejects.toThrow(/of version 2/);
  });

  it('drops what it saved of a list that had to be read again', async () => {
    const items = Array.from({ length: 600 }, (_, n) => crashingPod(`pod-${n}`));
    let gone = 0;
    const order = await startServer({
      lists: { '/api/v1/pods': { kind: 'PodList', items } },
      fault: ({ query }) => {
        if (query.get('continue') === null || gone++ > 0) return undefined;
        items.splice(0, 400);
        return { status: 410, message: 'Expired' };
      },
    });
    const { file } = await saveCluster({ ...order, views: ['pods'] as never }, false);
    const { gathered } = await replayCluster({ path: file, views: ['pods'], namespaces: null });
    expect(gathered.views.pods).toHaveProperty('rows.length', 200);
  });

  it('writes no file when the API server does not answer', async () => {
    const order = await startServer();
    await apiServer?.stop();
    await expect(saveCluster(order)).rejects.toThrow(/does not answer/);
    await expect(stat(join(snapshotFolder.path, 'cluster.json.gz'))).rejects.toThrow('ENOENT');
  });
});
