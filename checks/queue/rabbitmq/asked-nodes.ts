import type { Comparison } from '../../../src/expectations/comparison.ts';
import { ProbeError } from '../../../src/model/errors.ts';
import type { Json } from '../../../src/model/json.ts';
import { percentOf } from '../../database/numbers.ts';
import type { ManagementApi } from './management-api.ts';
import { type RabbitNode, readNodes } from './nodes.ts';

interface AskedNodes {
  readonly nodes?: readonly RabbitNode[];
  readonly problem?: ProbeError;
}

/** The nodes, or why this user may not see them. Throws any other ProbeError. */
export const askNodes = async (api: ManagementApi): Promise<AskedNodes> => {
  try {
    return { nodes: await readNodes(api) };
  } catch (error) {
    if (error instanceof ProbeError && error.reason === 'permission') return { problem: error };
    throw error;
  }
};

/** The comparison of nodes that were asked for and may not be seen. */
export const undecidedNodes = ({ reason, message, advice }: ProbeError): Comparison => ({
  name: 'nodes',
  operator: 'is',
  expected: 'listed',
  actual: null,
  status: 'error',
  reason,
  text: message,
  advice,
});

/** Percent that is used, of the node that has used most. */
export const nodeMeasures = (nodes: readonly RabbitNode[]): readonly (readonly [name: string, percent: number])[] => {
  const largest = (of: (node: RabbitNode) => RabbitNode['memory']): number =>
    Math.max(...nodes.map(of).flatMap(({ used, limit }) => percentOf(used, limit) ?? []));
  const numbers = [
    ['memory_percent', largest(({ memory }) => memory)],
    ['file_descriptors_percent', largest(({ fileDescriptors }) => fileDescriptors)],
    ['sockets_percent', largest(({ sockets }) => sockets)],
  ] as const;
  return numbers.filter(([, value]) => Number.isFinite(value));
};

/** Nodes in the evidence. */
const MAX_LISTED_NODES = 20;

/** The first of the nodes, for the evidence. */
export const nodeEvidence = (nodes: readonly RabbitNode[]): readonly Json[] =>
  nodes.slice(0, MAX_LISTED_NODES).map(({ name, running, partitions, memory, fileDescriptors, sockets, diskFree }) => ({
    ...{ name, running, partitions, diskFree },
    ...{ memory: { ...memory }, fileDescriptors: { ...fileDescriptors }, sockets: { ...sockets } },
  }));
