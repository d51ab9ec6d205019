import { cronJobManifest, jobManifest } from '../job-objects.ts';
import {
  deploymentManifest,
  podSpec,
  SERVE_SCRIPT,
  serviceManifest,
  shellContainer,
  statefulSetManifest,
  WAIT_SCRIPT,
  webContainer,
} from '../objects.ts';
import { type ClusterScenario, waitForAvailable } from '../scenario.ts';

const portalDeployment = (path: string) =>
  deploymentManifest('portal', 'customer-portal', {
    replicas: 2,
    spec: { progressDeadlineSeconds: 20 },
    pod: podSpec([webContainer('portal', { readinessProbe: { httpGet: { path, port: 8080 }, periodSeconds: 2 } })]),
  });

/** The second pod of the set never becomes ready, so the third is not created. */
const SECOND_FAILS = `if [ "$HOSTNAME" = event-store-1 ]; then echo "no space left in journal"; ${WAIT_SCRIPT}; fi; ${SERVE_SCRIPT}`;

/** Rollouts that do not complete, and Jobs that do not succeed. */
export const ROLLOUT_FAULTS: readonly ClusterScenario[] = [
  {
    title: 'a rollout whose new pods never become ready, while the old ones serve',
    namespace: 'portal',
    objects: [portalDeployment('/')],
    after: async ({ cluster }) => {
      await waitForAvailable(cluster, 'portal', 'customer-portal', 2);
      await cluster.apply([portalDeployment('/ready')]);
    },
    expect: [{ kind: 'Deployment', name: 'customer-portal', says: ['ProgressDeadlineExceeded|rollout|progress'] }],
  },
  {
    title: 'a StatefulSet that waits for its second pod',
    namespace: 'events',
    objects: [
      serviceManifest('events', 'event-store', { clusterIP: 'None' }),
      statefulSetManifest('events', 'event-store', {
        replicas: 3,
        pod: podSpec([webContainer('store', { command: ['sh', '-c', SECOND_FAILS] })]),
      }),
    ],
    expect: [{ kind: 'StatefulSet|Pod', name: 'event-store', says: ['ready'] }],
  },
  {
    title: 'a Job that has used up its retries',
    namespace: 'closing',
    objects: [
      jobManifest('closing', 'month-end', 'echo "ledger is locked by another run"; exit 5', { backoffLimit: 1 }),
    ],
    expect: [{ kind: 'Job', name: 'month-end', says: ['BackoffLimitExceeded|failed'] }],
  },
  {
    title: 'a CronJob none of whose runs succeeds',
    namespace: 'rates',
    objects: [
      cronJobManifest('rates', 'fetch-rates', 'echo "dial tcp 127.0.0.1:8443: connection refused"; exit 1', {
        job: { backoffLimit: 0 },
      }),
    ],
    expect: [{ kind: 'CronJob|Job', name: 'fetch-rates', says: ['fail|succe'] }],
  },
  {
    title: 'a container that ends well, again and again',
    namespace: 'digests',
    objects: [
      deploymentManifest('digests', 'daily-digest', {
        pod: podSpec([shellContainer('digest', 'echo "sent 14 letters"; exit 0')]),
      }),
    ],
    expect: [
      { kind: 'Deployment|Pod', name: 'daily-digest', says: ['CrashLoopBackOff|crash|restart', 'exit.*0|completed'] },
    ],
  },
];
