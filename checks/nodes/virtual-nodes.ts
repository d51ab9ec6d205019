import type { NodeRow } from '../../src/kubernetes/views/nodes.ts';

/**
 * Whether a node is a connector to another platform, with no kubelet of Kubernetes: what runs there is not its to judge, and
 * its version is that of the connector (virtual-kubelet, Azure Container Instances, Liqo, InterLink).
 */
export const isVirtualNode = ({ labels, taints, kubelet = '' }: NodeRow): boolean =>
  labels.type === 'virtual-kubelet' ||
  labels['liqo.io/type'] === 'virtual-node' ||
  taints.some(({ key }) => /^virtual-(?:kubelet|node)\./.test(key)) ||
  /-vk(?:-|$)/.test(kubelet);
