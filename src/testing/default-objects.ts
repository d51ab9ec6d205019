import type { ListedViewName } from '../kubernetes/resources.ts';
import { ago } from './test-time.ts';

const LABELS = { app: 'web' };
const SELECTOR = { matchLabels: LABELS };
const SINCE = ago('1h');

const trueCondition = (type: string) => ({ type, status: 'True', lastTransitionTime: SINCE });

const container = { name: 'web', image: 'registry.example/web:1.0' };
const template = { metadata: { labels: LABELS }, spec: { containers: [container] } };

/** Healthy objects, an hour old, of a Deployment `web` in the namespace `shop`. */
export const defaultObjects: { readonly [View in ListedViewName]?: object } = {
  pods: {
    metadata: { name: 'web-1', labels: LABELS },
    spec: { nodeName: 'node-1', containers: [container] },
    status: {
      phase: 'Running',
      startTime: SINCE,
      podIP: '10.0.0.1',
      conditions: [trueCondition('Ready')],
      containerStatuses: [
        {
          ...container,
          imageID: `registry.example/web@sha256:${'a'.repeat(64)}`,
          ready: true,
          restartCount: 0,
          state: { running: { startedAt: SINCE } },
        },
      ],
    },
  },
  deployments: {
    spec: { replicas: 1, selector: SELECTOR, template },
    status: {
      ...{ observedGeneration: 1, replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 },
      conditions: [trueCondition('Available')],
    },
  },
  replicaSets: {
    spec: { replicas: 1, selector: SELECTOR, template },
    status: { observedGeneration: 1, replicas: 1, readyReplicas: 1, availableReplicas: 1 },
  },
  statefulSets: {
    spec: { replicas: 1, selector: SELECTOR, template, serviceName: 'web' },
    status: { observedGeneration: 1, replicas: 1, readyReplicas: 1, availableReplicas: 1, updatedReplicas: 1 },
  },
  daemonSets: {
    spec: { selector: SELECTOR, template },
    status: {
      ...{ observedGeneration: 1, desiredNumberScheduled: 1, currentNumberScheduled: 1, numberReady: 1 },
      ...{ numberAvailable: 1, updatedNumberScheduled: 1, numberMisscheduled: 0 },
    },
  },
  jobs: {
    spec: { completions: 1, parallelism: 1, backoffLimit: 6, template },
    status: { succeeded: 1, startTime: SINCE, completionTime: ago('50m'), conditions: [trueCondition('Complete')] },
  },
  cronJobs: {
    spec: { schedule: '0 * * * *', concurrencyPolicy: 'Allow', suspend: false, jobTemplate: { spec: { template } } },
    status: { lastScheduleTime: ago('10m'), lastSuccessfulTime: ago('9m') },
  },
  services: {
    spec: { type: 'ClusterIP', clusterIP: '10.1.0.1', selector: LABELS, ports: [{ name: 'http', port: 80 }] },
  },
  endpointSlices: {
    metadata: { labels: { 'kubernetes.io/service-name': 'web' } },
    addressType: 'IPv4',
    ports: [{ name: 'http', port: 80 }],
    endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready: true, serving: true, terminating: false } }],
  },
  nodes: {
    metadata: { name: 'node-1', labels: { 'kubernetes.io/hostname': 'node-1' } },
    status: {
      capacity: { cpu: '4', memory: '8Gi', pods: '110' },
      allocatable: { cpu: '4', memory: '8Gi', pods: '110' },
      conditions: [trueCondition('Ready')],
    },
  },
  namespaces: { metadata: { name: 'shop' }, status: { phase: 'Active' } },
  persistentVolumeClaims: {
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, volumeName: 'pv-web' },
    status: { phase: 'Bound', capacity: { storage: '1Gi' } },
  },
};

/** The metadata of every object. */
export const defaultMetadata = (namespaced: boolean): object => ({
  ...{ name: 'web', ...(namespaced ? { namespace: 'shop' } : {}) },
  ...{ generation: 1, creationTimestamp: SINCE },
});
