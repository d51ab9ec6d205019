import type { TestCluster } from '../control-plane.ts';
import { cronJobManifest, jobManifest } from '../job-objects.ts';
import { SERVE_SCRIPT, shellContainer, WAIT_SCRIPT } from '../objects.ts';
import type { ClusterScenario } from '../scenario.ts';
import { waitFor } from '../wait-for.ts';

const MERGE_PATCH = 'application/merge-patch+json';

/** How long ago the run that hangs began. */
const HUNG_MS = 40 * 60_000;

/** More runs at once than an overlap of two. */
const PILED_JOBS = 11;

/** Jobs that neither fail nor end, and what waits for them. */
export const JOB_FAULTS: readonly ClusterScenario[] = [
  {
    title: 'a run that hangs keeps its CronJob from starting (Forbid)',
    namespace: 'stocktake',
    // Jobs of another controller are left alone by the one of Kubernetes, so that a run can be older than this cluster.
    objects: [cronJobManifest('stocktake', 'count-shelves', WAIT_SCRIPT, { job: { managedBy: 'acme.test/fleet' } })],
    after: ({ cluster }) => backdateRun(cluster, 'stocktake', 'count-shelves'),
    expect: [{ kind: 'CronJob', name: 'count-shelves', says: ['runs were skipped', 'Job count-shelves-', 'Forbid'] }],
  },
  {
    title: 'each run is replaced before it ends (Replace)',
    namespace: 'sync',
    objects: [cronJobManifest('sync', 'mirror-prices', WAIT_SCRIPT, { spec: { concurrencyPolicy: 'Replace' } })],
    expect: [{ kind: 'CronJob', name: 'mirror-prices', says: ['never succeeded', 'replaced before they ended'] }],
  },
  {
    title: 'a sidecar keeps a Job alive whose work is done',
    namespace: 'payroll',
    objects: [
      jobManifest('payroll', 'pay-run', {
        containers: [
          shellContainer('pay', 'echo "paid 312 people"'),
          shellContainer('db-proxy', SERVE_SCRIPT, { ports: [{ containerPort: 8080 }] }),
        ],
      }),
    ],
    expect: [{ kind: 'Job', name: 'pay-run', says: ['pay ended', 'db-proxy runs on', 'cannot end'] }],
  },
  {
    title: 'Jobs of one CronJob pile up',
    namespace: 'feeds',
    objects: [
      cronJobManifest('feeds', 'import-feed', WAIT_SCRIPT, { spec: { suspend: true, concurrencyPolicy: 'Allow' } }),
    ],
    after: ({ cluster }) => pileUpRuns(cluster, 'feeds', 'import-feed'),
    expect: [{ kind: 'CronJob', name: 'import-feed', says: [`${PILED_JOBS} Jobs of it run at once`] }],
  },
];

/** Makes the first run of a CronJob one that began long ago, as does its last start. */
const backdateRun = async ({ request }: TestCluster, namespace: string, name: string): Promise<void> => {
  const jobs = `/apis/batch/v1/namespaces/${namespace}/jobs`;
  const cronJob = `/apis/batch/v1/namespaces/${namespace}/cronjobs/${name}`;
  // Whose controller has noted the run itself: what it has not noted yet it forgets, and starts the next one.
  const job = await waitFor(`first run of ${namespace}/${name}`, 90, async () => {
    const { status } = await request('GET', cronJob);
    return status?.active?.[0];
  });
  const began = new Date(Date.now() - HUNG_MS).toISOString();
  await request('PATCH', `${jobs}/${job.name}/status`, { status: { active: 1, startTime: began } }, MERGE_PATCH);
  await request('PATCH', `${cronJob}/status`, { status: { lastScheduleTime: began } }, MERGE_PATCH);
};

/** Starts runs of a CronJob side by side, as its controller does when each takes longer than its period. */
const pileUpRuns = async ({ request }: TestCluster, namespace: string, name: string): Promise<void> => {
  const path = `/apis/batch/v1/namespaces/${namespace}`;
  const { kind, apiVersion, metadata, spec } = await request('GET', `${path}/cronjobs/${name}`);
  const owner = { apiVersion, kind, name, uid: metadata.uid, controller: true };
  for (let run = 1; run <= PILED_JOBS; run++)
    await request('POST', `${path}/jobs`, {
      ...{ apiVersion, kind: 'Job', metadata: { name: `${name}-${run}`, namespace, ownerReferences: [owner] } },
      spec: spec.jobTemplate.spec,
    });
};
