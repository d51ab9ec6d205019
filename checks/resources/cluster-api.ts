import { holdPath } from '../../src/kubernetes/hold-marks.ts';
import type { CustomResourceRow } from '../../src/kubernetes/views/custom-resources.ts';
import { defineResourceCheck } from './resource-check.ts';
import type { ResourceRule } from './resource-rule.ts';

const clusterOf = ({ ref, fields }: CustomResourceRow) => {
  const name = fields['spec.clusterName'];
  if (typeof name !== 'string' || ref.namespace === undefined) return [];
  return [{ kind: 'Cluster', group: 'cluster.x-k8s.io', namespace: ref.namespace, name }];
};

const MACHINE_HOLD = ['Paused', holdPath('cluster.x-k8s.io/paused')];

/** `Available` is the summary of v1beta2, `Ready` the older one. https://cluster-api.sigs.k8s.io/reference/api/reference */
const rule: ResourceRule = {
  ready: ['Available', 'Ready'],
  onHold: MACHINE_HOLD,
  phases: [
    {
      ...{ path: 'status.phase', good: ['Running', 'Provisioned'], bad: ['Failed'] },
      ...{ message: 'status.deprecated.v1beta1.failureMessage', olderMessage: 'status.failureMessage' },
    },
  ],
};

const pausable: ResourceRule = { ...rule, onHold: ['spec.paused', ...MACHINE_HOLD] };

export default defineResourceCheck({
  name: 'cluster-api',
  title: 'Clusters and machines of Cluster API are as they should be',
  why: 'A machine that does not come up leaves a cluster short of nodes.',
  remedy: 'Follow the object to its infrastructure: quota, image or credentials of the cloud.',
  kinds: {
    capiClusters: pausable,
    machineDeployments: { ...pausable, references: clusterOf },
    machines: { ...rule, references: clusterOf },
  },
});
