import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Report } from '../../../src/model/result.ts';
import type { KubernetesObject } from '../../cluster/api.ts';
import { controlPlaneMissing, startControlPlane, type TestCluster } from '../../cluster/cluster.ts';
import { kubeconfigWith, type Rule } from '../../cluster/limited-user.ts';
import { namespaceManifest } from '../../cluster/objects.ts';
import { startRequestRecorder } from '../../cluster/request-recorder.ts';
import { dateInDays, issueAuthority, issueCertificate } from '../../support/certificates.ts';
import { describeUnless } from '../../support/describe-unless.ts';
import { runKavmon } from '../../support/run-process.ts';

const describeCluster = describeUnless(await controlPlaneMissing());
const ca = issueAuthority();
const well = issueCertificate({ subject: 'well', names: ['well.test'], issuer: ca });
const ended = issueCertificate({
  ...{ subject: 'ended', names: ['ended.test'], issuer: ca },
  ...{ notBefore: dateInDays(-90), notAfter: dateInDays(-1) },
});

const secretOf = (name: string, { chain, key }: typeof well) => ({
  ...{ apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/tls', metadata: { name, namespace: 'tls' } },
  data: { 'tls.crt': Buffer.from(chain).toString('base64'), 'tls.key': Buffer.from(key).toString('base64') },
});
const ingressOf = (name: string, host = `${name}.test`) => ({
  ...{ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name, namespace: 'tls' } },
  spec: {
    tls: [{ hosts: [host], secretName: name }],
    rules: [
      {
        host,
        http: {
          paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }],
        },
      },
    ],
  },
});

describeCluster('TLS Secrets on a real API server', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startControlPlane({ controllers: false });
    await cluster.apply([namespaceManifest('tls')]);
    await cluster.apply([
      ...[secretOf('well', well), secretOf('ended', ended), secretOf('unused', ended)],
      ...[ingressOf('well'), ingressOf('ended')],
    ]);
  }, 600_000);
  afterAll(() => cluster?.stop(), 60_000);

  const check = async (...args: readonly string[]) => {
    const { stdout } = await runKavmon(['check', '-n', 'tls-secrets', '-A', '-o', 'json', ...args]);
    expect(stdout).not.toContain(ended.key.split('\n')[1]);
    return (JSON.parse(stdout) as Report).results[0];
  };
  const EXPECTED = {
    status: 'failed',
    findings: [{ reason: 'certificate_dates', object: { kind: 'Secret', name: 'ended' } }],
  };

  it('are read by name, by what kavmon rbac grants, and judged', async () => {
    const { stdout } = await runKavmon(['rbac', '-n', 'tls-secrets', '-A', '--role-name', 'tls']);
    const roles = parseAllDocuments(stdout).map((document) => document.toJS() as KubernetesObject & { rules: Rule[] });
    const rules = roles.flatMap((role) => role.rules);
    expect(await check('--kubeconfig', await kubeconfigWith(cluster, 'tls', rules))).toMatchObject(EXPECTED);
    const others = rules.filter(({ resources }) => !resources.includes('secrets'));
    expect(await check('--kubeconfig', await kubeconfigWith(cluster, 'blind', others))).toMatchObject({
      ...{ status: 'error', reason: 'permission' },
      message: expect.stringContaining('{ apiGroups: [""], resources: ["secrets"], verbs: ["get"] }'),
    });
  }, 120_000);

  it('are asked for where an Ingress names them, and nowhere else', async () => {
    const recorder = await startRequestRecorder(cluster);
    await check('--kubeconfig', recorder.kubeconfig).finally(recorder.stop);
    expect(recorder.paths.filter((path) => path.includes('secret')).toSorted()).toEqual([
      '/api/v1/namespaces/tls/secrets/ended',
      '/api/v1/namespaces/tls/secrets/well',
    ]);
  }, 60_000);

  it('are judged alike from a snapshot, which holds no key', async () => {
    const file = join(cluster.folder, 'tls.snapshot');
    await runKavmon(['snapshot', 'save', file, '-A', '-n', 'tls-secrets', '--kubeconfig', cluster.kubeconfig]);
    expect(await check('--snapshot', file)).toMatchObject(EXPECTED);
    const text = gunzipSync(await readFile(file)).toString();
    expect(text).not.toMatch(/PRIVATE|tls\.key/);
    expect(text).not.toContain(Buffer.from(ended.key).toString('base64').slice(0, 60));
  }, 60_000);
});
