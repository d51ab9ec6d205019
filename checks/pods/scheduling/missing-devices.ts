import { parseQuantity } from '../../../src/kubernetes/objects/quantity.ts';
import type { NodeRow } from '../../../src/kubernetes/views/nodes.ts';
import type { PodRow } from '../../../src/kubernetes/views/pods.ts';

/**
 * Says which node lacks devices of an extended resource (`nvidia.com/gpu`), and why: a device plugin that is gone, or that
 * calls its devices unhealthy, leaves them in the capacity of the node for a while, and then a zero; one that never
 * registered leaves nothing, but labels may tell that the devices are there.
 */
export const describeMissingDevices = (resource: string, nodes: readonly NodeRow[]): string | undefined => {
  if (!resource.includes('/')) return undefined;
  for (const describe of [describeLostDevices, describeZero, describeLabelled]) {
    const text = nodes.map((node) => describe(resource, node)).find((found) => found !== undefined);
    if (text !== undefined) return text;
  }
  return undefined;
};

/** Names of DaemonSets that register devices: `nvidia-device-plugin-daemonset`, `intel-gpu-plugin`, `rdma-shared-dp-ds`. */
const PLUGIN_NAME = /device-?(?:plugin|manager)|(?:gpu|dra|sriov|rdma|dp)-(?:kubelet-plugin|plugin|ds)\b/i;

/** The pods of device plugins on the nodes that lack devices of a resource: where they fail, that is why. */
export const findDevicePlugins = (
  resource: string,
  nodes: readonly NodeRow[],
  pods: readonly PodRow[],
): readonly PodRow[] => {
  const lacking = new Set(
    nodes.filter((node) => describeMissingDevices(resource, [node]) !== undefined).map(({ ref }) => ref.name),
  );
  return pods.filter(
    ({ owner, node = '' }) => owner?.kind === 'DaemonSet' && PLUGIN_NAME.test(owner.name) && lacking.has(node),
  );
};

const describeLostDevices = (resource: string, { ref, capacity, allocatable }: NodeRow): string | undefined => {
  const there = parseQuantity(capacity[resource]) ?? 0;
  const usable = parseQuantity(allocatable[resource]) ?? 0;
  if (there <= usable) return undefined;
  return usable === 0
    ? `node ${ref.name} has ${there} in its capacity and none allocatable: its device plugin is gone, or calls them unhealthy`
    : `node ${ref.name} has ${there} in its capacity and ${usable} allocatable: its device plugin calls the others unhealthy`;
};

const describeZero = (resource: string, { ref, capacity, allocatable }: NodeRow): string | undefined =>
  capacity[resource] !== undefined && (parseQuantity(allocatable[resource]) ?? 0) === 0
    ? `node ${ref.name} lists 0 of it: its device plugin is gone, or found no devices`
    : undefined;

const describeLabelled = (resource: string, { ref, labels, allocatable }: NodeRow): string | undefined => {
  if (allocatable[resource] !== undefined) return undefined;
  const label = Object.entries(labels).find((entry) => announcesDevices(entry, resource));
  return label === undefined
    ? undefined
    : `node ${ref.name} has the label ${label.join('=')} and offers none: no device plugin registered it there`;
};

/** Labels of feature discovery (`nvidia.com/gpu.present=true`), and those of clouds that name an accelerator. */
const announcesDevices = ([key, value]: readonly [string, string], resource: string): boolean =>
  value !== 'false' &&
  value !== '0' &&
  (key.startsWith(`${resource}.`) || (/\/gpus?$/.test(resource) && /\/(?:gke-)?accelerator$/.test(key)));
