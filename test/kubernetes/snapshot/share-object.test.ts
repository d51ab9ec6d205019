import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { replayCluster } from '../../../src/kubernetes/replay/replay.ts';
import { projectObject } from '../../../src/kubernetes/resources.ts';
import { saveSnapshot } from '../../../src/kubernetes/snapshot/save-snapshot.ts';
import { shareObject } from '../../../src/kubernetes/snapshot/share-object.ts';
import type { ApiServerOptions } from '../../support/api-server.ts';
import { issueAuthority, issueCertificate } from '../../support/certificates.ts';
import { folderForTest } from '../../support/for-test.ts';
import { serveCluster, writeKubeconfig, writeTestFile } from '../live-cluster.ts';

const shop = issueCertificate({ subject: 'shop', names: ['shop.test'], issuer: issueAuthority() });
const encoded = { crt: Buffer.from(shop.chain).toString('base64'), key: Buffer.from(shop.key).toString('base64') };
const secret = {
  ...{ apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/tls' },
  metadata: {
    ...{ name: 'shop-tls', namespace: 'shop', uid: 'u', creationTimestamp: '2026-11-21T10:00:00Z' },
    labels: { app: 'shop' },
    annotations: { 'kavmon.io/ignore': 'tls-secrets: old', 'example.test/password': 'hunter2' },
  },
  data: { 'tls.crt': encoded.crt, 'tls.key': encoded.key, password: 'aHVudGVyMg==' },
};

/** Neither PEM nor Base64, in whole or in lines, of key and certificate. */
const expectNoSecret = (text: string): void => {
  for (const pem of [shop.key, shop.cert])
    for (const line of pem.split('\n').slice(1, -2)) expect(text).not.toContain(line);
  for (const word of [
    encoded.key.slice(0, 40),
    encoded.crt.slice(0, 40),
    'PRIVATE',
    'hunter2',
    'aHVudGVyMg',
    'tls.key',
  ])
    expect(text).not.toContain(word);
};

describe('a Secret of TLS in a snapshot', () => {
  it('holds the facts of its certificate alone, and projects to the same row', () => {
    const shared = shareObject('tlsSecrets', secret, { version: 'v1', redact: (text) => text });
    expectNoSecret(JSON.stringify(shared));
    expect(projectObject('tlsSecrets', shared)).toEqual(projectObject('tlsSecrets', secret));
    expect(shared).toMatchObject({ kind: 'Secret', served: { names: ['shop.test'], keyFits: true } });
  });

  const ingresses = [['a', 'shop-tls'] as const, ['b', 'gone'] as const].map(([name, secretName]) => ({
    metadata: { name, namespace: 'shop', creationTimestamp: '2026-11-21T10:00:00Z' },
    spec: { tls: [{ hosts: ['shop.test'], secretName }] },
  }));
  const saveFrom = async (more: Partial<ApiServerOptions> = {}) => {
    const server = await serveCluster({
      lists: {
        '/apis/networking.k8s.io/v1/ingresses': { kind: 'IngressList', items: ingresses },
        '/api/v1/events': { kind: 'EventList', items: [] },
      },
      answers: { '/apis': { kind: 'APIGroupList', groups: [] }, '/api/v1/namespaces/shop/secrets/shop-tls': secret },
      ...more,
    });
    const file = join(await folderForTest('tls-snapshot'), 'cluster.json.gz');
    const access = { env: {}, kubeconfig: await writeKubeconfig(server) };
    const views = ['tlsSecrets', 'ingresses', 'gateways'] as const;
    const keep = (text: string) => text;
    await saveSnapshot(
      { access, views, namespaces: null, version: '1', file, logs: false, redact: keep, hideCredentials: keep },
      { signal: new AbortController().signal, onSecret: () => undefined },
    );
    const { gathered } = await replayCluster({ path: file, views, namespaces: null });
    return { text: gunzipSync(await readFile(file)).toString(), view: gathered.views.tlsSecrets };
  };

  it('is replayed as it was read, with those that were missing', async () => {
    const { text, view } = await saveFrom();
    expectNoSecret(text);
    expect(view).toMatchObject({
      rows: [
        { ref: { name: 'shop-tls' }, type: 'kubernetes.io/tls', served: { keyFits: true } },
        { ref: { name: 'gone' }, missing: true },
      ],
    });
  });

  it('that may not be read is replayed as the error that it was', async () => {
    const { view } = await saveFrom({
      fault: ({ path }) => (path.includes('/secrets/') ? { status: 403, message: 'forbidden' } : undefined),
    });
    expect(view).toMatchObject({ problem: { status: 'error', reason: 'permission' } });
  });

  it('that is not in it is an error that asks for no keys', async () => {
    const { gathered } = await replayCluster({
      path: await writeTestFile('pods.json', {
        kind: 'List',
        apiVersion: 'v1',
        items: [
          {
            kind: 'Pod',
            apiVersion: 'v1',
            metadata: { name: 'a', creationTimestamp: '2026-11-21T10:00:00Z' },
            spec: { containers: [] },
          },
        ],
      }),
      views: ['tlsSecrets'],
      namespaces: null,
    });
    expect(gathered.views.tlsSecrets).toMatchObject({
      problem: {
        status: 'error',
        message: expect.stringMatching(/has no secrets: record it with "kavmon snapshot save"/),
      },
    });
  });

  it('of a recording by kubectl is read without its key', async () => {
    const path = await writeTestFile('secrets.json', { kind: 'List', apiVersion: 'v1', items: [secret] });
    const { gathered } = await replayCluster({ path, views: ['tlsSecrets'], namespaces: null });
    expect(gathered.views.tlsSecrets).toMatchObject({ rows: [{ served: { names: ['shop.test'], keyFits: true } }] });
    expectNoSecret(JSON.stringify(gathered.views));
  });
});
