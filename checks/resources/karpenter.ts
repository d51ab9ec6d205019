import { referenceAt } from './named-references.ts';
import { defineResourceCheck } from './resource-check.ts';

/** https://karpenter.sh/docs/concepts/nodepools/#status-conditions */
export default defineResourceCheck({
  name: 'karpenter',
  title: 'Karpenter can make nodes',
  why: 'Pods that fit no node stay pending while no node can be made.',
  remedy: 'Look at the node class first: image, subnets, role; then at the claims, which say what the cloud refused.',
  kinds: {
    nodePools: {
      ready: ['Ready'],
      references: (row) =>
        referenceAt(row, 'spec.template.spec.nodeClassRef', { kind: 'EC2NodeClass', group: 'karpenter.k8s.aws' }),
    },
    nodeClaims: { ready: ['Ready'] },
    ec2NodeClasses: { ready: ['Ready'] },
  },
});
