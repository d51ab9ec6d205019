import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as yaml from 'yaml';
import type { DrillDocument } from '../../src/commands/drill/drill-document.ts';
import { NAMESPACE_LABEL } from '../../src/commands/drill/manifests.ts';
import { START_TIMEOUT_MS, startWholeCluster, type TestCluster, wholeClusterMissing } from '../cluster/cluster.ts';
import { BUSYBOX_IMAGE } from '../cluster/node.ts';
import { writeKubeconfig } from '../cluster/users.ts';
import { startAlertmanager } from '../support/alertmanager.ts';
import { describeUnless } from '../support/describe-unless.ts';
import { folderForSuite } from '../support/for-test.ts';
import { pollUntil } from '../support/poll-until.ts';
import { runKavmon, startKavmon } from '../support/run-process.ts';

const describeCluster = describeUnless(await wholeClusterMissing());
const folder = folderForSuite('drill');

/** The graces of these checks are minutes. */
const SHORT_GRACES = ['pods-not-ready', 'service-endpoints', 'pods-pending', 'image-pulls'];

describeCluster('a drill on a real cluster', () => {
  let cluster: TestCluster;
  let config: string;
  beforeAll(async () => {
    cluster = (await startWholeCluster()).cluster;
    config = join(folder.path, 'kavmon.yaml');
    const checks = Object.fromEntries(SHORT_GRACES.map((name) => [name, { grace: '5s' }]));
    await writeFile(config, JSON.stringify({ checks }));
    await makeNamespace('drill', { [NAMESPACE_LABEL]: 'allowed' });
    await makeNamespace('shop', {});
  }, START_TIMEOUT_MS);
  afterAll(() => cluster?.stop(), 60_000);

  const makeNamespace = (name: string, labels: Readonly<Record<string, string>>) =>
    cluster.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }]);
  const argsOf = (namespace: string) => [
    ...['drill', '-n', namespace, '-c', config, '--kubeconfig', cluster.kubeconfig],
    ...['--image', BUSYBOX_IMAGE, '-o', 'json', '--for', '100s'],
  ];
  const drill = async (...more: readonly string[]): Promise<DrillDocument> =>
    JSON.parse((await runKavmon([...argsOf('drill'), ...more], { timeout: 150_000 })).stdout);
  const remaining = async (): Promise<number> => {
    const lists = ['/apis/apps/v1/namespaces/drill/deployments', '/api/v1/namespaces/drill/pods'];
    const answers = await Promise.all(lists.map((path) => cluster.request('GET', path)));
    return answers.flatMap(({ items }) => items).length;
  };

  it('names every fault and leaves nothing', async () => {
    const document = await drill();
    expect(document.outcomes.filter(({ namedAfterMs }) => namedAfterMs === null)).toEqual([]);
    expect(document).toMatchObject({ exitCode: 0, notRemoved: [], failure: null, alertsAsked: false });
    expect(await remaining()).toBe(0);
  }, 180_000);

  it('needs no more rights than the Role that "kavmon rbac drill" prints', async () => {
    const { stdout } = await runKavmon(['rbac', 'drill', '--namespace', 'drill', '--no-pod-logs']);
    const [role] = yaml.parseAllDocuments(stdout).map((document) => document.toJS());
    const account = { kind: 'ServiceAccount', name: 'driller', namespace: 'drill' };
    const rbac = 'rbac.authorization.k8s.io';
    await cluster.apply([
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'driller', namespace: 'drill' } },
      role,
      {
        ...{ apiVersion: `${rbac}/v1`, kind: 'RoleBinding', metadata: { name: 'driller', namespace: 'drill' } },
        ...{ roleRef: { apiGroup: rbac, kind: 'Role', name: 'kavmon' }, subjects: [account] },
      },
    ]);
    const path = '/api/v1/namespaces/drill/serviceaccounts/driller/token';
    const { status } = await cluster.request('POST', path, {
      ...{ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { audiences: [] } },
    });
    const file = join(folder.path, 'driller');
    const kubeconfig = await writeKubeconfig(file, cluster.url, cluster.ca, status.token);
    const document = await drill('--kubeconfig', kubeconfig, '--faults', 'crash-loop,failed-job,no-endpoints');
    expect(document).toMatchObject({ exitCode: 0, failure: null, notRemoved: [] });
  }, 180_000);

  it('sees that the alerts of a schedule beside it fire, at a real Alertmanager', async () => {
    const alertmanager = await startAlertmanager({ route: { receiver: 'none' }, receivers: [{ name: 'none' }] });
    const env = { KAVMON_ALERTMANAGER_URL: alertmanager.url };
    const running = await startKavmon([...argsOf('drill'), '--faults', 'failed-job'], { timeout: 150_000, env });
    let hasEnded = false;
    const ended = running.ended.finally(() => {
      hasEnded = true;
    });
    const selection = ['-n', 'job-failures', '--namespace', 'drill', '--kubeconfig', cluster.kubeconfig];
    while (!hasEnded) await runKavmon(['check', ...selection, '-o', 'tap'], { env });
    const document: DrillDocument = JSON.parse((await ended).stdout);
    await alertmanager.stop();
    expect(document).toMatchObject({ exitCode: 0, alertsAsked: true, alertsFailure: null });
    expect(document.outcomes[0]?.alertAfterMs).toBeGreaterThan(0);
  }, 180_000);

  it('removes all on a signal', async () => {
    const running = await startKavmon(argsOf('drill'), { timeout: 150_000 });
    await pollUntil(async () => (await remaining()) > 0, { what: 'its first object' });
    running.child.kill('SIGTERM');
    const { code, stdout } = await running.ended;
    expect(code).toBe(143);
    expect(JSON.parse(stdout)).toMatchObject({ notRemoved: [], failure: 'the run was interrupted' });
    expect(await remaining()).toBe(0);
  }, 180_000);

  it('removes what a killed drill has left, and says so', async () => {
    const running = await startKavmon(argsOf('drill'), { timeout: 150_000 });
    await pollUntil(async () => (await remaining()) > 0, { what: 'its first object' });
    running.child.kill('SIGKILL');
    await running.ended;
    const document = await drill('--faults', 'failed-job');
    expect(document.removedLeftovers.length).toBeGreaterThan(0);
    expect(document.exitCode).toBe(0);
    expect(await remaining()).toBe(0);
  }, 180_000);

  it.each([
    ['shop', /not meant for drills/],
    ['nowhere', /there is no namespace nowhere/],
  ])('makes nothing in namespace %s', async (namespace, words) => {
    const { code, stderr } = await runKavmon(argsOf(namespace));
    expect([code, stderr]).toEqual([2, expect.stringMatching(words)]);
  });
});
