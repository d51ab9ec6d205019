import type { Comparison } from '../../../src/expectations/comparison.ts';
import type { Json } from '../../../src/model/json.ts';
import type { Probes } from '../../../src/probes/index.ts';
import { compareCluster } from './cluster.ts';
import { compareNode, type RedisNode } from './node.ts';
import type { RedisExpectations } from './params.ts';
import { compareSentinels } from './sentinel.ts';

type Answer = Awaited<ReturnType<Probes['redis']>>;
type Told = readonly [name: string, value: number, unit: string];

/** Compares an answer with everything that is expected of it. */
export const compareRedis = (answer: Answer, expected: RedisExpectations): readonly Comparison[] => {
  if (answer.mode === 'sentinel') return compareSentinels(answer, expected);
  if (answer.mode === 'cluster') return compareCluster(answer, expected);
  return compareNode(answer.node, expected, expected.role);
};

/** The numbers of an answer that are known: those of the worst node where there are several. */
export const measuresOf = (answer: Answer): readonly Told[] => {
  const nodes = nodesOf(answer);
  const largest = (value: (node: RedisNode) => number | null): number =>
    Math.max(...nodes.map((node) => value(node) ?? Number.NaN));
  const numbers: readonly Told[] = [
    ['duration', answer.durationMs / 1000, 's'],
    ['memory_used', largest(({ memory }) => memory.used), 'By'],
    ['memory_used_percent', largest(({ memory }) => percent(memory.used, memory.max)), '%'],
    ['clients', largest(({ clients }) => clients.connected), ''],
    ['clients_percent', largest(({ clients }) => percent(clients.connected, clients.max)), '%'],
    ...(answer.mode === 'cluster'
      ? clusterNumbers(answer)
      : [['replicas', largest(({ replicas }) => replicas.length), ''] as const]),
    ...(answer.mode === 'sentinel' ? ([['sentinels_agreeing', answer.elected?.votes ?? 0, '']] as const) : []),
  ];
  return numbers.filter(([, value]) => Number.isFinite(value));
};

const clusterNumbers = ({ table, members }: Extract<Answer, { mode: 'cluster' }>): readonly Told[] => [
  ['nodes', table.length, ''],
  ['nodes_answering', members.filter(({ told }) => 'value' in told).length, ''],
];

const percent = (used: number | null, max: number | null): number | null =>
  used === null || max === null || max === 0 ? null : (used / max) * 100;

const nodesOf = (answer: Answer): readonly RedisNode[] => {
  if (answer.mode === 'standalone') return [answer.node];
  if (answer.mode === 'cluster')
    return answer.members.flatMap(({ told }) => ('value' in told ? [told.value.node] : []));
  return answer.master !== null && 'value' in answer.master ? [answer.master.value] : [];
};

const LISTED = 20;

/** What stands beside each finding: which node said what. */
export const evidenceOf = (answer: Answer): { readonly [key: string]: Json } => {
  if (answer.mode === 'standalone') return { target: answer.target, ...nodeEvidence(answer.node) };
  if (answer.mode === 'sentinel')
    return {
      sentinels: answer.sentinels.slice(0, LISTED).map(({ target, told }) => ({
        target,
        ...('value' in told
          ? { master: told.value.master, quorum: told.value.quorumText }
          : { error: told.problem.message }),
      })),
      elected: answer.elected === null ? null : { ...answer.elected },
      ...(answer.master !== null && 'value' in answer.master ? { master: nodeEvidence(answer.master.value) } : {}),
    };
  return {
    nodes: answer.table
      .slice(0, LISTED)
      .map(({ address, role, flags, slots }) => ({ address, role, flags: flags.join(','), slots })),
    members: answer.members.slice(0, LISTED).map(({ target, told }) => ({
      target,
      ...('value' in told
        ? { state: told.value.ok ? 'ok' : 'fail', slotsOk: told.value.slotsOk, role: told.value.node.role }
        : { error: told.problem.message }),
    })),
  };
};

const nodeEvidence = ({ version, role, memory, clients, replicas, link, persistence }: RedisNode) => ({
  version,
  role,
  memory: { ...memory },
  clients: { ...clients },
  replicas: replicas.slice(0, LISTED).map((replica) => ({ ...replica })),
  link: link === null ? null : { ...link },
  persistence: { ...persistence },
});
