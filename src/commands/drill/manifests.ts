/** An object as the API takes it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: 'Deployment' | 'Job' | 'Service';
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
  };
  readonly spec: object;
}

/** Where the objects of a fault go, and what they run. */
export interface ManifestPlace {
  readonly namespace: string;
  /** Of the object; it carries the run. */
  readonly name: string;
  /** Of the run. */
  readonly run: string;
  readonly image: string;
}

/** By this label everything that a drill made is found again; its value is the run. */
export const RUN_LABEL = 'kavmon.io/drill-run';

/** An administrator puts it on the namespace that is meant for drills, with {@link ALLOWED}. */
export const NAMESPACE_LABEL = 'kavmon.io/drill';
export const ALLOWED = 'allowed';

const OBJECT_LABEL = 'kavmon.io/drill-object';

interface PodParts {
  readonly command: readonly string[];
  readonly container?: object;
  readonly pod?: object;
}

/** A Deployment of one pod. */
export const deploymentManifest = (place: ManifestPlace, parts: PodParts): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: metadataOf(place),
  spec: {
    replicas: 1,
    selector: { matchLabels: { [OBJECT_LABEL]: place.name } },
    template: { metadata: { labels: labelsOf(place) }, spec: { ...podSpec(place, parts), ...parts.pod } },
  },
});

/** A Job of one try, which the cluster removes after an hour. */
export const jobManifest = (place: ManifestPlace, parts: PodParts): Manifest => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: metadataOf(place),
  spec: {
    backoffLimit: 0,
    activeDeadlineSeconds: 300,
    ttlSecondsAfterFinished: 3600,
    template: {
      metadata: { labels: labelsOf(place) },
      spec: { ...podSpec(place, parts), restartPolicy: 'Never' },
    },
  },
});

/** A Service in front of the pods that have these labels. */
export const serviceManifest = (place: ManifestPlace, selector: Readonly<Record<string, string>>): Manifest => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: metadataOf(place),
  spec: { selector, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
});

const labelsOf = ({ name, run }: ManifestPlace) => ({
  'app.kubernetes.io/managed-by': 'kavmon-drill',
  [RUN_LABEL]: run,
  [OBJECT_LABEL]: name,
});

const metadataOf = (place: ManifestPlace): Manifest['metadata'] => ({
  name: place.name,
  namespace: place.namespace,
  labels: labelsOf(place),
});

/** As small as a pod can be, and as Pod Security's level "restricted" wants it. */
const podSpec = ({ image }: ManifestPlace, { command, container }: PodParts) => ({
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  terminationGracePeriodSeconds: 0,
  securityContext: { runAsNonRoot: true, runAsUser: 65534, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [
    {
      name: 'drill',
      image,
      command,
      resources: { requests: { cpu: '1m', memory: '8Mi' }, limits: { cpu: '100m', memory: '16Mi' } },
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      ...container,
    },
  ],
});
