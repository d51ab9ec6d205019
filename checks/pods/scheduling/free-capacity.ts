import type { ContainerSpec } from '../../../src/kubernetes/fields/container-spec.ts';
import type { TemplateRow } from '../../../src/kubernetes/fields/pod-template.ts';
import { formatBytes, parseQuantity } from '../../../src/kubernetes/objects/quantity.ts';
import type { NodeRow } from '../../../src/kubernetes/views/nodes.ts';
import type { PodRow } from '../../../src/kubernetes/views/pods.ts';
import { acceptsPod } from './node-fit.ts';

/** How much of a resource is free on a node, in the resource's own unit. */
export interface FreeCapacity {
  readonly node: string;
  readonly free: number;
  readonly allocatable: number;
}

/**
 * The effective request of a pod
 * (https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers): the sum of
 * its containers and sidecars, or its largest init container. In the resource's own unit: cores, bytes, pieces.
 */
export const effectiveRequest = ({ containers, initContainers }: TemplateRow, resource: string): number => {
  const amount = ({ requests, limits }: ContainerSpec) => parseQuantity(requests[resource] ?? limits[resource]) ?? 0;
  const isSidecar = ({ restartPolicy }: ContainerSpec) => restartPolicy === 'Always';
  const lasting = [...containers, ...initContainers.filter(isSidecar)].reduce((sum, one) => sum + amount(one), 0);
  return Math.max(lasting, ...initContainers.filter((one) => !isSidecar(one)).map(amount));
};

/**
 * The largest free capacity among the nodes that would take the pod but for its size, else among all; undefined: no
 * node has any.
 */
export const largestFreeCapacity = (
  resource: string,
  { template, nodes, pods }: { template: TemplateRow; nodes: readonly NodeRow[]; pods: readonly PodRow[] },
): FreeCapacity | undefined => {
  const eligible = nodes.filter((node) => acceptsPod(node, template));
  const used = usedByNode(resource, pods);
  const capacities = (eligible.length > 0 ? eligible : nodes).flatMap((node) => {
    const allocatable = parseQuantity(node.allocatable[resource]) ?? 0;
    return allocatable > 0
      ? [{ node: node.ref.name, allocatable, free: Math.max(0, allocatable - (used.get(node.ref.name) ?? 0)) }]
      : [];
  });
  return capacities.toSorted((one, other) => other.free - one.free)[0];
};

const usedByNode = (resource: string, pods: readonly PodRow[]): ReadonlyMap<string, number> => {
  const used = new Map<string, number>();
  const known = new Map<TemplateRow, number>();
  for (const { node, phase, template } of pods) {
    if (node === undefined || phase === 'Succeeded' || phase === 'Failed') continue;
    const request = known.get(template) ?? effectiveRequest(template, resource);
    known.set(template, request);
    used.set(node, (used.get(node) ?? 0) + request);
  }
  return used;
};

/** An amount for a message: memory in binary units, the rest as a number that is not rounded to 0. */
export const formatAmount = (amount: number, resource: string): string =>
  /memory|storage|hugepages/.test(resource)
    ? formatBytes(amount)
    : `${Number(amount.toFixed(2)) || Number(amount.toPrecision(1))}`;
