import type { NodeRow } from '../../src/kubernetes/views/nodes.ts';

const VIRTUAL_NAME = /\b(?:virtual-kubelet|virtual-node|kwok)\b/;

/** The version of a connector: `v1.19.10-vk-azure-aci-1.4.16`, `kwok-v0.6.0`. */
const CONNECTOR_VERSION = /(?:^|-)(?:vk|virtual-kubelet|kwok)(?:-|$)/;

/**
 * Whether a node is a connector to another platform, with no kubelet of Kubernetes: what runs there is not its to judge, and
 * its version is that of the connector (virtual-kubelet, Azure Container Instances, Liqo, Admiralty, InterLink, KWOK).
 */
export const isVirtualNode = ({ labels, taints, kubelet = '' }: NodeRow): boolean =>
  VIRTUAL_LABELS.some((key) => VIRTUAL_NAME.test(labels[key] ?? '')) ||
  taints.some(({ key, value = '' }) => VIRTUAL_NAME.test(key) || VIRTUAL_NAME.test(value)) ||
  CONNECTOR_VERSION.test(kubelet);

/** Labels whose value says what kind of node it is. */
const VIRTUAL_LABELS = ['type', 'kubernetes.io/role', 'liqo.io/type', 'node.kubernetes.io/instance-type'] as const;
