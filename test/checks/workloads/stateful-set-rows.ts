import { buildRow, type ObjectParts } from '../../support/build-rows.ts';

/** A StatefulSet of three replicas, all ready and on one revision. */
export const statefulSetRow = (parts: ObjectParts = {}) =>
  buildRow('statefulSets', {
    ...{ name: 'kv', ...parts },
    spec: { replicas: 3, serviceName: 'kv', ...parts.spec },
    status: {
      ...{ readyReplicas: 3, updatedReplicas: 3, currentRevision: 'kv-1', updateRevision: 'kv-1', ...parts.status },
    },
  });
