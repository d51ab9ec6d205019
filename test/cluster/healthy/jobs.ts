import type { TestCluster } from '../control-plane.ts';
import { cronJobManifest, jobManifest } from '../job-objects.ts';
import { budgetManifest, podManifest, SERVE_SCRIPT, shellContainer, WAIT_SCRIPT } from '../objects.ts';
import type { ClusterScenario } from '../scenario.ts';
import { waitFor } from '../wait-for.ts';

/** Jobs, runs and pods that are as they should be, or that ended as somebody wanted to see. */
export const HEALTHY_JOBS: readonly ClusterScenario[] = [
  {
    title: 'a Job with a native sidecar, which ends with it',
    namespace: 'bonuses',
    objects: [
      jobManifest('bonuses', 'bonus-run', {
        initContainers: [shellContainer('db-proxy', SERVE_SCRIPT, { restartPolicy: 'Always' })],
        containers: [shellContainer('pay', 'echo "paid 12 people"')],
      }),
    ],
    expect: [],
  },
  {
    title: 'CronJobs that are rarely due, by the rules of their library',
    namespace: 'seasons',
    objects: [
      cronJobManifest('seasons', 'stepped', 'echo fine', {
        spec: { schedule: '7/40 4 1/40 2 *', timeZone: 'Asia/Kolkata' },
      }),
      cronJobManifest('seasons', 'long', WAIT_SCRIPT, { spec: { schedule: '* * * * *', concurrencyPolicy: 'Forbid' } }),
    ],
    expect: [],
  },
  {
    title: 'a run by hand that failed before the runs that succeed, and a budget over their pods',
    namespace: 'backups',
    objects: [
      cronJobManifest('backups', 'backup', 'echo saved', { labels: { app: 'backup' } }),
      budgetManifest('backups', 'backup', 1),
    ],
    after: ({ cluster }) => failByHand(cluster, 'backups', 'backup'),
    expect: [],
  },
  {
    title: 'a test of a Helm release that failed',
    namespace: 'charts',
    objects: [
      podManifest(
        ...(['charts', 'charts-test-connection'] as const),
        { restartPolicy: 'Never', containers: [shellContainer('test', 'exit 1')] },
        { annotations: { 'helm.sh/hook': 'test' } },
      ),
    ],
    expect: [],
  },
];

/** Starts a run as `kubectl create job --from` does, which fails, and waits until the CronJob has started another one. */
const failByHand = async ({ apply, request }: TestCluster, namespace: string, name: string): Promise<void> => {
  const path = `/apis/batch/v1/namespaces/${namespace}`;
  const { kind, apiVersion, metadata } = await request('GET', `${path}/cronjobs/${name}`);
  const byHand = jobManifest(namespace, `${name}-by-hand`, 'echo "no such bucket"; exit 1', { backoffLimit: 0 });
  await apply([
    {
      ...byHand,
      metadata: {
        ...byHand.metadata,
        annotations: { 'cronjob.kubernetes.io/instantiate': 'manual' },
        ownerReferences: [{ apiVersion, kind, name, uid: metadata.uid, controller: true }],
      },
    },
  ]);
  const failedAt = await waitFor(`${byHand.metadata.name} to fail`, 60, async () => {
    const { status } = await request('GET', `${path}/jobs/${byHand.metadata.name}`);
    return status.conditions?.find(({ type }: { type: string }) => type === 'Failed')?.lastTransitionTime as string;
  });
  await waitFor(`a run of ${name} after the one that failed`, 120, async () => {
    const { status } = await request('GET', `${path}/cronjobs/${name}`);
    return status.lastSuccessfulTime > failedAt;
  });
};
