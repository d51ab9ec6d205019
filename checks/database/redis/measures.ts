import type { ClusterAnswer } from '../../../src/probes/redis/cluster.ts';
import type { RedisNode } from '../../../src/probes/redis/node-state.ts';
import type { RedisAnswer } from '../../../src/probes/redis/redis.ts';
import { type NamedNumber, percentOf } from '../numbers.ts';
import { nodesOf } from './nodes.ts';

/** The numbers of an answer that are known; with several nodes those of the worst one. */
export const redisMeasures = (answer: RedisAnswer): readonly NamedNumber[] => {
  const nodes = nodesOf(answer).filter(({ refusal }) => refusal === undefined);
  const largest = (value: (node: RedisNode) => number | null): number =>
    Math.max(...nodes.map((node) => value(node) ?? Number.NaN));
  const numbers: readonly NamedNumber[] = [
    ['duration', answer.durationMs / 1000, 's'],
    ['memory_used', largest(({ memory }) => memory.used), 'By'],
    ['memory_used_percent', largest(({ memory }) => percentOf(memory.used, memory.max)), '%'],
    ['clients', largest(({ clients }) => clients.connected), ''],
    ['clients_percent', largest(({ clients }) => percentOf(clients.connected, clients.max)), '%'],
    ['evicted_keys', largest(({ evictedKeys }) => evictedKeys), ''],
    ['unsaved', largest(({ persistence }) => persistence.unsavedSeconds), 's'],
    ...(answer.mode === 'cluster'
      ? clusterNumbers(answer)
      : [['replicas', largest(({ replicas }) => replicas.length), ''] as const]),
    ...(answer.mode === 'sentinel' ? ([['sentinels_agreeing', answer.elected?.votes ?? 0, '']] as const) : []),
  ];
  return numbers.filter(([, value]) => Number.isFinite(value));
};

const clusterNumbers = ({ table, members }: ClusterAnswer): readonly NamedNumber[] => [
  ['nodes', table.length, ''],
  ['nodes_answering', members.filter(({ answer }) => 'value' in answer).length, ''],
];
