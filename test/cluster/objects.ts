import type { KubernetesObject } from './api.ts';
import { BUSYBOX_IMAGE } from './node.ts';

/** Fields of a spec. */
export type SpecFields = Readonly<Record<string, unknown>>;

const SMALL_REQUESTS = { cpu: '10m', memory: '16Mi' };

/** Returns a namespace. */
export const namespaceManifest = (name: string, labels: Readonly<Record<string, string>> = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});

/** Returns a container that runs the shell line with small requests; `more` adds or replaces fields. */
export const shellContainer = (name: string, line: string, more: SpecFields = {}): SpecFields => ({
  name,
  image: BUSYBOX_IMAGE,
  // The default for the tag `latest` is Always, and nothing is there to pull from.
  imagePullPolicy: 'IfNotPresent',
  command: ['sh', '-c', line],
  resources: { requests: SMALL_REQUESTS },
  ...more,
});

/** A shell line that serves HTTP on port 8080 and ends at once on a signal. */
export const SERVE_SCRIPT = 'echo fine > /www/index.html; exec httpd -f -p 8080 -h /www';

/** A shell line that waits for more than a day. */
export const WAIT_SCRIPT = 'exec sleep 100000';

/** Returns a container that serves HTTP on port 8080, with a readiness probe. */
export const webContainer = (name: string, more: SpecFields = {}): SpecFields =>
  shellContainer(name, SERVE_SCRIPT, {
    ports: [{ name: 'web', containerPort: 8080 }],
    readinessProbe: { httpGet: { path: '/', port: 8080 }, periodSeconds: 2 },
    ...more,
  });

/** Returns a pod spec with a grace period of two seconds, so that tests end soon. */
export const podSpec = (containers: readonly SpecFields[], more: SpecFields = {}): SpecFields => ({
  terminationGracePeriodSeconds: 2,
  containers,
  ...more,
});

type WorkloadParts = { readonly replicas?: number; readonly spec?: SpecFields; readonly pod: SpecFields };

const workloadManifest = (
  kind: string,
  namespace: string,
  name: string,
  { replicas, spec = {}, pod }: WorkloadParts,
) => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name, namespace, labels: { app: name } },
  spec: {
    ...{ selector: { matchLabels: { app: name } }, ...(replicas === undefined ? {} : { replicas }), ...spec },
    template: { metadata: { labels: { app: name } }, spec: pod },
  },
});

/** Returns a Deployment whose pods carry the label `app: NAME`. */
export const deploymentManifest = (namespace: string, name: string, it: WorkloadParts): KubernetesObject =>
  workloadManifest('Deployment', namespace, name, it);

/** Returns a Deployment of one pod that carries `labels` beside `app: NAME`. */
export const labelledDeployment = (
  namespace: string,
  name: string,
  labels: Readonly<Record<string, string>>,
  pod: SpecFields,
): KubernetesObject => {
  const { spec, ...deployment } = workloadManifest('Deployment', namespace, name, { pod });
  const metadata = { labels: { ...spec.template.metadata.labels, ...labels } };
  return { ...deployment, spec: { ...spec, template: { ...spec.template, metadata } } };
};

/** Returns a policy for traffic to the pods with the label `app: NAME`; `more` adds or replaces fields. */
export const networkPolicyManifest = (namespace: string, name: string, more: SpecFields): KubernetesObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace },
  spec: { podSelector: { matchLabels: { app: name } }, policyTypes: ['Ingress'], ...more },
});

/** Returns a StatefulSet whose pods carry the label `app: NAME`. */
export const statefulSetManifest = (namespace: string, name: string, it: WorkloadParts): KubernetesObject =>
  workloadManifest('StatefulSet', namespace, name, { ...it, spec: { serviceName: name, ...it.spec } });

/** Returns a DaemonSet whose pods carry the label `app: NAME`. */
export const daemonSetManifest = (namespace: string, name: string, pod: SpecFields): KubernetesObject =>
  workloadManifest('DaemonSet', namespace, name, { pod });

/** Returns a Service on port 80 for the pods with the label `app: NAME`. */
export const serviceManifest = (namespace: string, name: string, more: SpecFields = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace },
  spec: { selector: { app: name }, ports: [{ name: 'web', port: 80, targetPort: 8080 }], ...more },
});

/** Returns a pod without an owner; `meta` adds to its metadata. */
export const podManifest = (namespace: string, name: string, spec: SpecFields, meta: SpecFields = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace, ...meta },
  spec,
});

/** Returns the object with these finalizers, without which its deletion is not complete. */
export const heldBy = (finalizers: readonly string[], object: KubernetesObject): KubernetesObject => ({
  ...object,
  metadata: { ...object.metadata, finalizers },
});

/** Returns a disruption budget for the pods with the label `app: NAME`. */
export const budgetManifest = (namespace: string, name: string, minAvailable: number): KubernetesObject => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name, namespace },
  spec: { minAvailable, selector: { matchLabels: { app: name } } },
});

/** Returns an Ingress that sends one host to a port of the Service. */
export const ingressManifest = (
  namespace: string,
  name: string,
  backend: string,
  port: SpecFields = { number: 80 },
): KubernetesObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name, namespace },
  spec: {
    ingressClassName: 'edge',
    rules: [
      {
        host: `${name}.acme.test`,
        http: {
          paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: backend, port } } }],
        },
      },
    ],
  },
});

/** Returns a slice with one ready endpoint of a Service, which its own controller leaves alone. */
export const endpointsManifest = (namespace: string, service: string, endpoint: SpecFields) => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: {
    ...{ name: `${service}-elsewhere`, namespace },
    labels: { 'kubernetes.io/service-name': service, 'endpointslice.kubernetes.io/managed-by': 'mesh.acme.test' },
  },
  addressType: 'IPv4',
  endpoints: [{ conditions: { ready: true }, ...endpoint }],
  ports: [{ name: 'web', port: 8080, protocol: 'TCP' }],
});
