import { evictOne } from './evict.ts';
import { HEALTHY_JOBS } from './healthy/jobs.ts';
import { HEALTHY_NETWORK } from './healthy/network.ts';
import { HEALTHY_SPECS } from './healthy/specs.ts';
import { HEALTHY_WORKLOADS } from './healthy/workloads.ts';
import { EDGE_CLASS, publishIngress } from './ingress-class.ts';
import { cronJobManifest, jobManifest } from './job-objects.ts';
import {
  budgetManifest,
  deploymentManifest,
  ingressManifest,
  podSpec,
  serviceManifest,
  shellContainer,
  statefulSetManifest,
  webContainer,
} from './objects.ts';
import { type ClusterScenario, createScenarios, type ScenarioStage, waitForAvailable } from './scenario.ts';

const versionedDeployment = (namespace: string, name: string, replicas: number, version = '1', more = {}) =>
  deploymentManifest(namespace, name, {
    replicas,
    pod: podSpec([webContainer('web', { env: [{ name: 'VERSION', value: version }], ...more })]),
  });

/** Ready after 20 seconds, so that a run can look during a change. */
const SLOW_READINESS = {
  readinessProbe: { httpGet: { path: '/', port: 8080 }, initialDelaySeconds: 20, periodSeconds: 2 },
};

/** Fails in the first pod, which leaves a file on the node, and succeeds in the second. */
const RETRY_SCRIPT = 'if [ -e /memory/tried ]; then exit 0; fi; touch /memory/tried; exit 1';

const waitForPods =
  (namespace: string, name: string, count: number) =>
  async ({ cluster }: ScenarioStage) => {
    await waitForAvailable(cluster, namespace, name, count);
  };

/** Namespaces that no finding may name, also while they change. */
export const HEALTHY_SCENARIOS: readonly ClusterScenario[] = [
  {
    title: 'a web application behind Service and Ingress, with room in its disruption budget',
    namespace: 'homepage',
    objects: [
      versionedDeployment('homepage', 'homepage', 2),
      serviceManifest('homepage', 'homepage'),
      ingressManifest('homepage', 'homepage', 'homepage'),
      budgetManifest('homepage', 'homepage', 1),
    ],
    after: async (stage) => {
      await publishIngress(stage.cluster, 'homepage', 'homepage');
      await waitForPods('homepage', 'homepage', 2)(stage);
    },
    expect: [],
  },
  {
    title: 'Jobs: one done, one that needed a second try, one by the minute',
    namespace: 'paperwork',
    objects: [
      jobManifest('paperwork', 'stamp', 'echo stamped'),
      jobManifest(
        'paperwork',
        'second-try',
        {
          containers: [
            shellContainer('try', RETRY_SCRIPT, { volumeMounts: [{ name: 'memory', mountPath: '/memory' }] }),
          ],
          volumes: [{ name: 'memory', hostPath: { path: '/run/second-try', type: 'DirectoryOrCreate' } }],
        },
        { backoffLimit: 3 },
      ),
      cronJobManifest('paperwork', 'tidy', 'echo tidy'),
    ],
    expect: [],
  },
  {
    title: 'init containers that have done their work, and a set of two',
    namespace: 'lockers',
    objects: [
      deploymentManifest('lockers', 'locker-api', {
        pod: podSpec([webContainer('api')], { initContainers: [shellContainer('wait-for-db', 'sleep 2')] }),
      }),
      serviceManifest('lockers', 'locker-state', { clusterIP: 'None' }),
      statefulSetManifest('lockers', 'locker-state', { replicas: 2, pod: podSpec([webContainer('state')]) }),
    ],
    after: waitForPods('lockers', 'locker-api', 1),
    expect: [],
  },
  {
    title: 'a workload that is parked at zero, with its Service',
    namespace: 'seasonal',
    objects: [versionedDeployment('seasonal', 'gift-wrap', 0), serviceManifest('seasonal', 'gift-wrap')],
    expect: [],
  },
  {
    title: 'a rollout under way',
    namespace: 'releases',
    objects: [
      versionedDeployment('releases', 'tariff-page', 3, '1', SLOW_READINESS),
      serviceManifest('releases', 'tariff-page'),
    ],
    after: waitForPods('releases', 'tariff-page', 3),
    move: ({ cluster }) => cluster.apply([versionedDeployment('releases', 'tariff-page', 3, '2', SLOW_READINESS)]),
    expect: [],
  },
  {
    title: 'a scale-up under way',
    namespace: 'peaks',
    objects: [versionedDeployment('peaks', 'checkout', 1, '1', SLOW_READINESS), serviceManifest('peaks', 'checkout')],
    after: waitForPods('peaks', 'checkout', 1),
    move: ({ cluster }) => cluster.apply([versionedDeployment('peaks', 'checkout', 4, '1', SLOW_READINESS)]),
    expect: [],
  },
  {
    title: 'pods that are being drained',
    namespace: 'moving',
    objects: [
      versionedDeployment('moving', 'address-book', 3, '1', SLOW_READINESS),
      serviceManifest('moving', 'address-book'),
    ],
    after: waitForPods('moving', 'address-book', 3),
    move: ({ cluster }) => evictOne(cluster, 'moving', 'address-book'),
    expect: [],
  },
  ...HEALTHY_JOBS,
  ...HEALTHY_NETWORK,
  ...HEALTHY_WORKLOADS,
  ...HEALTHY_SPECS,
];

/** Creates the healthy namespaces and returns once their pods are ready. */
export const createHealthy = async (stage: ScenarioStage): Promise<void> => {
  await stage.cluster.apply([EDGE_CLASS]);
  await createScenarios(stage, HEALTHY_SCENARIOS);
};
