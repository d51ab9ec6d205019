import {
  container,
  cronJob,
  deployment,
  job,
  podSpec,
  SERVE,
  service,
  statefulSet,
  WAIT,
  webContainer,
} from '../objects.ts';
import { available, type Scenario } from '../scenario.ts';

const portal = (path: string) =>
  deployment('portal', 'customer-portal', {
    replicas: 2,
    spec: { progressDeadlineSeconds: 20 },
    pod: podSpec([webContainer('portal', { readinessProbe: { httpGet: { path, port: 8080 }, periodSeconds: 2 } })]),
  });

/** The second pod of the set never becomes ready, so the third is not created. */
const SECOND_FAILS = `if [ "$HOSTNAME" = event-store-1 ]; then echo "no space left in journal"; ${WAIT}; fi; ${SERVE}`;

/** Rollouts that do not complete, and Jobs that do not succeed. */
export const ROLLING: readonly Scenario[] = [
  {
    title: 'a rollout whose new pods never become ready, while the old ones serve',
    namespace: 'portal',
    objects: [portal('/')],
    after: async ({ cluster }) => {
      await available(cluster, 'portal', 'customer-portal', 2);
      await cluster.apply([portal('/ready')]);
    },
    expect: [{ kind: 'Deployment', name: 'customer-portal', says: ['ProgressDeadlineExceeded|rollout|progress'] }],
  },
  {
    title: 'a StatefulSet that waits for its second pod',
    namespace: 'events',
    objects: [
      service('events', 'event-store', { clusterIP: 'None' }),
      statefulSet('events', 'event-store', {
        replicas: 3,
        pod: podSpec([webContainer('store', { command: ['sh', '-c', SECOND_FAILS] })]),
      }),
    ],
    expect: [{ kind: 'StatefulSet|Pod', name: 'event-store', says: ['ready'] }],
  },
  {
    title: 'a Job that has used up its retries',
    namespace: 'closing',
    objects: [job('closing', 'month-end', 'echo "ledger is locked by another run"; exit 5', { backoffLimit: 1 })],
    expect: [{ kind: 'Job', name: 'month-end', says: ['BackoffLimitExceeded|failed'] }],
  },
  {
    title: 'a CronJob none of whose runs succeeds',
    namespace: 'rates',
    objects: [
      cronJob('rates', 'fetch-rates', 'echo "dial tcp 127.0.0.1:8443: connection refused"; exit 1', {
        backoffLimit: 0,
      }),
    ],
    expect: [{ kind: 'CronJob|Job', name: 'fetch-rates', says: ['fail|succe'] }],
  },
  {
    title: 'a container that ends well, again and again',
    namespace: 'digests',
    objects: [
      deployment('digests', 'daily-digest', { pod: podSpec([container('digest', 'echo "sent 14 letters"; exit 0')]) }),
    ],
    expect: [
      { kind: 'Deployment|Pod', name: 'daily-digest', says: ['CrashLoopBackOff|crash|restart', 'exit.*0|completed'] },
    ],
  },
];
