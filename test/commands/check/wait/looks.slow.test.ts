import { expect, it } from 'vitest';
import { runForReport } from '../../../e2e/run-for-report.ts';
import { serveCluster, writeKubeconfig } from '../../../kubernetes/live-cluster.ts';

const POLICY =
  'create Pod db-0 in StatefulSet db failed error: pods "db-0" is forbidden: violates PodSecurity "restricted"';

const CREATED = new Date(Date.now() - 20_000).toISOString();
const metadataOf = (name: string, more: object = {}) => ({
  ...{ name, namespace: 'shop', uid: name, creationTimestamp: CREATED, ...more },
});

const STATEFUL_SET = {
  metadata: metadataOf('db', { generation: 1 }),
  spec: {
    ...{ replicas: 1, serviceName: 'db', selector: { matchLabels: { app: 'db' } } },
    template: { metadata: { labels: { app: 'db' } }, spec: { containers: [{ name: 'db', image: 'db:1' }] } },
  },
  status: { observedGeneration: 1, replicas: 0 },
};

const EMPTY_LISTS = Object.entries({
  ...{ '/api/v1/pods': 'PodList', '/api/v1/replicationcontrollers': 'ReplicationControllerList' },
  ...{ '/apis/apps/v1/deployments': 'DeploymentList', '/apis/apps/v1/replicasets': 'ReplicaSetList' },
  ...{ '/apis/apps/v1/daemonsets': 'DaemonSetList', '/apis/batch/v1/jobs': 'JobList' },
  ...{ '/apis/batch/v1/cronjobs': 'CronJobList' },
}).map(([path, kind]) => [path, { kind, items: [] }] as const);

/** A StatefulSet whose pod is refused again and again, as its events say. */
const refusingCluster = (isRefused: () => boolean) => ({
  get lists() {
    const now = new Date().toISOString();
    const event = {
      ...{ metadata: metadataOf('db.1'), type: 'Warning', reason: 'FailedCreate', message: POLICY, count: 3 },
      ...{ involvedObject: { kind: 'StatefulSet', namespace: 'shop', name: 'db', uid: 'db' } },
      ...{ firstTimestamp: CREATED, lastTimestamp: isRefused() ? now : CREATED },
    };
    return {
      ...Object.fromEntries(EMPTY_LISTS),
      '/apis/apps/v1/statefulsets': { kind: 'StatefulSetList', items: [STATEFUL_SET] },
      '/api/v1/namespaces/shop/events': { kind: 'EventList', items: [event] },
    };
  },
});

const waitOn = async (isRefused: boolean, ...args: readonly string[]) => {
  const server = await serveCluster(refusingCluster(() => isRefused));
  const kubeconfig = await writeKubeconfig(server);
  return runForReport(['-n', 'crash-loops', '--all-namespaces', '--no-metrics', '--kubeconfig', kubeconfig, ...args]);
};

it('a wait ends early where events alone say that the pods of a StatefulSet are refused', async () => {
  const { code, report, durationMs } = await waitOn(true, '--wait', '60s');
  expect(code).toBe(1);
  expect(durationMs).toBeLessThan(30_000);
  expect(report.warnings.join()).toContain(`StatefulSet shop/db does not mend itself, its pods are refused: ${POLICY}`);
}, 60_000);

it('a wait goes on where the refusal is from before it, and with --wait-for-all', async () => {
  for (const args of [[false], [true, '--wait-for-all']] as const) {
    const [isRefused, ...more] = args;
    const { report } = await waitOn(isRefused, '--wait', '4s', ...more);
    expect(report.warnings.join()).toContain('it was waited');
  }
}, 60_000);
