import type { PodRow } from '../../../src/kubernetes/views/pods.ts';
import { buildRow, type ObjectParts } from '../../support/build-rows.ts';

/** A Service of the pods with `app=web`, on port 80 to 8080. */
export const serviceRow = (parts: ObjectParts = {}) =>
  buildRow('services', {
    ...parts,
    spec: {
      selector: { app: 'web' },
      ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' }],
      ...parts.spec,
    },
  });

/** Its slice, with the pods as endpoints: ready or not as they are. */
export const endpointSliceRow = (pods: readonly PodRow[], parts: ObjectParts = {}) =>
  buildRow('endpointSlices', {
    ...{ name: 'web-abc', labels: { 'kubernetes.io/service-name': 'web' }, ...parts },
    more: {
      endpoints: pods.map(({ ref, conditions }) => ({
        conditions: { ready: conditions.some(({ type, status }) => type === 'Ready' && status === 'True') },
        targetRef: { kind: 'Pod', name: ref.name },
      })),
    },
  });

/** A Deployment whose pods the Service selects. */
export const selectedDeployment = (replicas: number) =>
  buildRow('deployments', {
    spec: { replicas, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [] } } },
  });
