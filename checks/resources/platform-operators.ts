import type { CustomResourceRow } from '../../src/kubernetes/views/custom-resources.ts';
import { defineResourceCheck } from './resource-check.ts';
import type { ResourceFault, ResourceRule } from './resource-rule.ts';

/** https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.ConditionType */
const monitoringRule: ResourceRule = { ready: ['Available'], wellWhenTrue: ['Reconciled'], onHold: ['spec.paused'] };

const snapshotFaults = ({ fields }: CustomResourceRow): readonly ResourceFault[] => {
  const { message, time } = (fields['status.error'] ?? {}) as { message?: string; time?: string };
  if (message === undefined || fields['status.readyToUse'] === true) return [];
  const since = Date.parse(time ?? '');
  return [
    {
      reason: 'resource_not_ready',
      level: 'fault',
      text: `the snapshot could not be taken: ${message}`,
      ...(Number.isNaN(since) ? {} : { since }),
    },
  ];
};

export default defineResourceCheck({
  name: 'platform-operators',
  title: 'Monitoring, storage and the operators of OpenShift are available',
  why: 'Alerts, volumes or the upgrade of the cluster fail first here, and later everywhere.',
  remedy: 'Look at the log of the operator and at the pods that the object stands for.',
  kinds: {
    prometheuses: monitoringRule,
    alertmanagers: monitoringRule,
    // https://docs.openshift.com/container-platform/latest/operators/operator-reference.html
    clusterOperators: { ready: ['Available'], illWhenTrue: ['Degraded'] },
    // https://rook.io/docs/rook/latest/CRDs/Cluster/ceph-cluster-crd/
    cephClusters: {
      phase: {
        path: 'status.ceph.health',
        good: ['HEALTH_OK'],
        bad: ['HEALTH_ERR'],
        warn: ['HEALTH_WARN'],
        message: 'status.message',
      },
    },
    volumeSnapshots: { otherFaults: snapshotFaults },
  },
});
