import { holdPath } from '../../src/kubernetes/hold-marks.ts';
import type { CustomResourceRow } from '../../src/kubernetes/views/custom-resources.ts';
import { defineResourceCheck } from './resource-check.ts';
import type { ResourceRule } from './resource-rule.ts';

const clusterOf = ({ ref, fields }: CustomResourceRow) => {
  const name = fields['spec.clusterName'];
  if (typeof name !== 'string' || ref.namespace === undefined) return [];
  return [{ kind: 'Cluster', group: 'cluster.x-k8s.io', namespace: ref.namespace, name }];
};

/** `Available` is the summary of v1beta2, `Ready` the older one. https://cluster-api.sigs.k8s.io/reference/api/reference */
const rule: ResourceRule = {
  ready: ['Available', 'Ready'],
  onHold: ['spec.paused', 'Paused', holdPath('cluster.x-k8s.io/paused')],
  phases: [
    { path: 'status.phase', good: ['Running', 'Provisioned'], bad: ['Failed'], message: 'status.failureMessage' },
  ],
};

export default defineResourceCheck({
  name: 'cluster-api',
  title: 'Clusters and machines of Cluster API are as they should be',
  why: 'A machine that does not come up leaves a cluster short of nodes.',
  remedy: 'Follow the object to its infrastructure: quota, image or credentials of the cloud.',
  kinds: {
    capiClusters: rule,
    machineDeployments: { ...rule, references: clusterOf },
    machines: { ...rule, references: clusterOf },
  },
});
