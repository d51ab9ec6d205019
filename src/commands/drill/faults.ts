import type { Reason } from '../../model/reasons.ts';
import { deploymentManifest, jobManifest, type Manifest, type ManifestPlace, serviceManifest } from './manifests.ts';

/** A fault that a drill makes, harmless and small. */
export interface DrillFault {
  /** What it is called on the command line; its objects are named by it. */
  readonly name: string;
  /** What it is, for people. */
  readonly text: string;
  /** The reasons by which a finding about its objects names it. */
  readonly reasons: readonly Reason[];
  manifests(place: ManifestPlace): readonly Manifest[];
}

const shell = (script: string): readonly string[] => ['sh', '-c', script];

/** Waits without work, and ends at once at SIGTERM. */
const IDLE = shell('trap exit TERM; while :; do sleep 1; done');

/** Every fault that a drill knows. */
export const drillFaults: readonly DrillFault[] = [
  {
    name: 'bad-image',
    text: 'an image that does not exist',
    reasons: ['image_pull'],
    // RFC 2606: no name below .invalid is ever found.
    manifests: (place) => [
      deploymentManifest({ ...place, image: 'registry.kavmon.invalid/no-such-image:0' }, { command: IDLE }),
    ],
  },
  {
    name: 'crash-loop',
    text: 'a container that ends with an error again and again',
    reasons: ['crash_loop'],
    manifests: (place) => [
      deploymentManifest(place, { command: shell('echo "drill: this fails on purpose"; exit 3') }),
    ],
  },
  {
    name: 'out-of-memory',
    text: 'a container that takes more memory than its limit',
    reasons: ['oom_killed'],
    // A line without an end is kept in memory.
    manifests: (place) => [deploymentManifest(place, { command: shell('tail /dev/zero') })],
  },
  {
    name: 'no-endpoints',
    text: 'a Service whose selector matches no pod',
    reasons: ['no_endpoints'],
    manifests: (place) => [
      deploymentManifest(place, { command: IDLE }),
      serviceManifest(place, { 'kavmon.io/drill-object': `${place.name}-typo` }),
    ],
  },
  {
    name: 'unschedulable',
    text: 'a pod that no node takes',
    reasons: ['unschedulable'],
    manifests: (place) => [
      deploymentManifest(place, {
        command: IDLE,
        pod: { nodeSelector: { 'kavmon.io/drill': 'no-node-has-this-label' } },
      }),
    ],
  },
  {
    name: 'failing-readiness',
    text: 'a pod that runs and never gets ready',
    reasons: ['not_ready'],
    manifests: (place) => [
      deploymentManifest(place, {
        command: IDLE,
        container: { readinessProbe: { exec: { command: ['false'] }, periodSeconds: 2 } },
      }),
    ],
  },
  {
    name: 'failed-job',
    text: 'a Job that fails',
    reasons: ['job_failed'],
    manifests: (place) => [jobManifest(place, { command: shell('echo "drill: this Job fails on purpose"; exit 1') })],
  },
];

/** Where all objects of a drill go. */
interface DrillPlace extends Omit<ManifestPlace, 'name'> {}

/** The objects of a fault in a drill. */
export const manifestsOf = (fault: DrillFault, place: DrillPlace): readonly Manifest[] =>
  fault.manifests({ ...place, name: objectNameOf(fault, place.run) });

/** The name of a fault's objects. */
export const objectNameOf = ({ name }: DrillFault, run: string): string => `drill-${run}-${name}`;
