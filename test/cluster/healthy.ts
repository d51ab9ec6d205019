import type { Cluster } from './control-plane.ts';
import { EDGE, publish } from './edge.ts';
import {
  container,
  cronJob,
  deployment,
  ingress,
  job,
  podSpec,
  service,
  statefulSet,
  webContainer,
} from './objects.ts';
import { available, create, type Scenario, type Stage } from './scenario.ts';

const web = (namespace: string, name: string, replicas: number, version = '1', more = {}) =>
  deployment(namespace, name, {
    replicas,
    pod: podSpec([webContainer('web', { env: [{ name: 'VERSION', value: version }], ...more })]),
  });

/** Ready after 20 seconds, so that a run can look during a change. */
const SLOW = { readinessProbe: { httpGet: { path: '/', port: 8080 }, initialDelaySeconds: 20, periodSeconds: 2 } };

/** Fails in the first pod, which leaves a file on the node, and succeeds in the second. */
const RETRIED = 'if [ -e /memory/tried ]; then exit 0; fi; touch /memory/tried; exit 1';

const settled =
  (namespace: string, name: string, count: number) =>
  async ({ cluster }: Stage) => {
    await available(cluster, namespace, name, count);
  };

/** Namespaces that no finding may name, also while they change. */
export const HEALTHY: readonly Scenario[] = [
  {
    title: 'a web application behind Service and Ingress, with room in its disruption budget',
    namespace: 'homepage',
    objects: [
      web('homepage', 'homepage', 2),
      service('homepage', 'homepage'),
      ingress('homepage', 'homepage', 'homepage'),
      {
        ...{
          apiVersion: 'policy/v1',
          kind: 'PodDisruptionBudget',
          metadata: { name: 'homepage', namespace: 'homepage' },
        },
        spec: { minAvailable: 1, selector: { matchLabels: { app: 'homepage' } } },
      },
    ],
    after: async (stage) => {
      await publish(stage.cluster, 'homepage', 'homepage');
      await settled('homepage', 'homepage', 2)(stage);
    },
    expect: [],
  },
  {
    title: 'Jobs: one done, one that needed a second try, one by the minute',
    namespace: 'paperwork',
    objects: [
      job('paperwork', 'stamp', 'echo stamped'),
      {
        ...{ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'second-try', namespace: 'paperwork' } },
        spec: {
          backoffLimit: 3,
          template: {
            spec: {
              restartPolicy: 'Never',
              containers: [container('try', RETRIED, { volumeMounts: [{ name: 'memory', mountPath: '/memory' }] })],
              volumes: [{ name: 'memory', hostPath: { path: '/run/second-try', type: 'DirectoryOrCreate' } }],
            },
          },
        },
      },
      cronJob('paperwork', 'tidy', 'echo tidy'),
    ],
    expect: [],
  },
  {
    title: 'init containers that have done their work, and a set of two',
    namespace: 'lockers',
    objects: [
      deployment('lockers', 'locker-api', {
        pod: podSpec([webContainer('api')], { initContainers: [container('wait-for-db', 'sleep 2')] }),
      }),
      service('lockers', 'locker-state', { clusterIP: 'None' }),
      statefulSet('lockers', 'locker-state', { replicas: 2, pod: podSpec([webContainer('state')]) }),
    ],
    after: settled('lockers', 'locker-api', 1),
    expect: [],
  },
  {
    title: 'a workload that is parked at zero, with its Service',
    namespace: 'seasonal',
    objects: [web('seasonal', 'gift-wrap', 0), service('seasonal', 'gift-wrap')],
    expect: [],
  },
  {
    title: 'a rollout under way',
    namespace: 'releases',
    objects: [web('releases', 'tariff-page', 3, '1', SLOW), service('releases', 'tariff-page')],
    after: settled('releases', 'tariff-page', 3),
    move: ({ cluster }) => cluster.apply([web('releases', 'tariff-page', 3, '2', SLOW)]),
    expect: [],
  },
  {
    title: 'a scale-up under way',
    namespace: 'peaks',
    objects: [web('peaks', 'checkout', 1, '1', SLOW), service('peaks', 'checkout')],
    after: settled('peaks', 'checkout', 1),
    move: ({ cluster }) => cluster.apply([web('peaks', 'checkout', 4, '1', SLOW)]),
    expect: [],
  },
  {
    title: 'pods that are being drained',
    namespace: 'moving',
    objects: [web('moving', 'address-book', 3, '1', SLOW), service('moving', 'address-book')],
    after: settled('moving', 'address-book', 3),
    move: ({ cluster }) => evictOne(cluster, 'moving'),
    expect: [],
  },
];

const evictOne = async ({ request }: Cluster, namespace: string): Promise<void> => {
  const { items } = await request('GET', `/api/v1/namespaces/${namespace}/pods`);
  const { name } = items[0].metadata;
  await request('POST', `/api/v1/namespaces/${namespace}/pods/${name}/eviction`, {
    ...{ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } },
  });
};

/** Creates the healthy namespaces and returns once their pods are ready. */
export const createHealthy = async (stage: Stage): Promise<void> => {
  await stage.cluster.apply([EDGE]);
  await create(stage, HEALTHY);
};
