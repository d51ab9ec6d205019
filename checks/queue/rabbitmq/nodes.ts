import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareRange, type RangeLimits } from '../../../src/expectations/range.ts';
import { ProbeError } from '../../../src/model/errors.ts';
import type { Json } from '../../../src/model/json.ts';
import type { ManagementApi } from './management-api.ts';

/** A member of the cluster. Numbers that it does not report are null: those of one that does not run, or of another version. */
export interface RabbitNode {
  readonly name: string;
  readonly running: boolean;
  /** Nodes that it has lost and does not take back by itself. */
  readonly partitions: readonly string[];
  readonly memory: UsedOf;
  readonly fileDescriptors: UsedOf;
  readonly sockets: UsedOf;
  readonly processes: UsedOf;
  readonly diskFree: number | null;
}

interface UsedOf {
  readonly used: number | null;
  readonly limit: number | null;
}

/** What is expected of the nodes. */
export interface NodeExpectations {
  readonly nodes?: { readonly names?: readonly string[] | undefined; readonly min?: number | undefined } | undefined;
  readonly partitions?: boolean | undefined;
  readonly memory?: RangeLimits | undefined;
  readonly fileDescriptors?: RangeLimits | undefined;
  readonly sockets?: RangeLimits | undefined;
  readonly processes?: RangeLimits | undefined;
  readonly diskFree?: RangeLimits | undefined;
}

/** Whether the configuration itself asks for what only `/api/nodes` has. */
export const asksForNodes = ({
  nodes,
  partitions,
  memory,
  fileDescriptors,
  sockets,
  processes,
  diskFree,
}: NodeExpectations): boolean =>
  partitions === true ||
  [nodes, memory, fileDescriptors, sockets, processes, diskFree].some((one) => one !== undefined);

const COLUMNS = [
  ...['name', 'running', 'partitions', 'mem_used', 'mem_limit', 'disk_free'],
  ...['fd_used', 'fd_total', 'sockets_used', 'sockets_total', 'proc_used', 'proc_total'],
].join();

/** The members of the cluster, as the node that is asked sees them. Throws ProbeError. */
export const readNodes = async (api: ManagementApi): Promise<readonly RabbitNode[]> => {
  const rows = await api.fetch(`nodes?columns=${COLUMNS}`);
  if (!Array.isArray(rows) || rows.length === 0)
    throw new ProbeError('empty_result', 'the management API lists no node', { undecided: true });
  return rows.map((row) => parseNode(row as Readonly<Record<string, Json>>));
};

const parseNode = (row: Readonly<Record<string, Json>>): RabbitNode => {
  const number = (name: string): number | null => (typeof row[name] === 'number' ? row[name] : null);
  const used = (name: string, limit: string): UsedOf => ({ used: number(name), limit: number(limit) });
  return {
    name: String(row.name),
    running: row.running === true,
    partitions: Array.isArray(row.partitions) ? row.partitions.map(String) : [],
    memory: used('mem_used', 'mem_limit'),
    fileDescriptors: used('fd_used', 'fd_total'),
    sockets: used('sockets_used', 'sockets_total'),
    processes: used('proc_used', 'proc_total'),
    diskFree: number('disk_free'),
  };
};

/** Compares the nodes with what is expected of them. */
export const compareNodes = (nodes: readonly RabbitNode[], expected: NodeExpectations): readonly Comparison[] => [
  ...compareMembers(nodes, expected.nodes?.names ?? []),
  ...compareCount(nodes, expected.nodes?.min),
  ...(expected.partitions === false ? [] : [comparePartitions(nodes)]),
  ...nodes.filter(({ running }) => running).flatMap((node) => compareNumbers(node, expected)),
];

const compareMembers = (nodes: readonly RabbitNode[], wanted: readonly string[]): readonly Comparison[] => {
  const absent = wanted.filter((name) => nodes.every((node) => node.name !== name));
  return [
    ...nodes.map(({ name, running }) =>
      compareState(`node ${name}`, running, wanted.includes(name) ? 'fail' : 'warn', `${name} does not run`),
    ),
    ...absent.map((name) => compareState(`node ${name}`, false, 'fail', `${name} is no member of the cluster`)),
  ];
};

const compareState = (name: string, good: boolean, otherwise: 'warn' | 'fail', text: string): Comparison => ({
  name,
  operator: 'is',
  expected: 'running',
  actual: good ? 'running' : 'not running',
  status: good ? 'pass' : otherwise,
  reason: 'no_quorum',
  text,
});

const compareCount = (nodes: readonly RabbitNode[], min: number | undefined): readonly Comparison[] => {
  if (min === undefined) return [];
  const value = nodes.filter(({ running }) => running).length;
  const limit = { fail: { min, max: Number.POSITIVE_INFINITY, inside: true } };
  const text = `${value} of ${nodes.length} nodes run`;
  return compareRange({ name: 'running nodes', value, unit: '', text, reason: 'no_quorum' }, limit);
};

const comparePartitions = (nodes: readonly RabbitNode[]): Comparison => {
  const split = nodes.filter(({ partitions }) => partitions.length > 0);
  const texts = split.map(({ name, partitions }) => `${name} has lost ${partitions.join(', ')}`);
  return {
    name: 'partitions',
    operator: 'is',
    expected: 'none',
    actual: split.length === 0 ? 'none' : texts,
    status: split.length === 0 ? 'pass' : 'fail',
    reason: 'no_quorum',
    text: `the cluster is partitioned: ${texts.join('; ')}`,
  };
};

const compareNumbers = (node: RabbitNode, expected: NodeExpectations): readonly Comparison[] => [
  ...compareShare(node.name, 'memory', node.memory, expected.memory),
  ...compareShare(node.name, 'file descriptors', node.fileDescriptors, expected.fileDescriptors),
  ...compareShare(node.name, 'sockets', node.sockets, expected.sockets),
  ...compareShare(node.name, 'Erlang processes', node.processes, expected.processes),
  ...compareDisk(node, expected.diskFree),
];

const compareShare = (
  node: string,
  what: string,
  { used, limit }: UsedOf,
  limits: RangeLimits | undefined,
): readonly Comparison[] => {
  if (limits === undefined) return [];
  const value = used === null || limit === null || limit <= 0 ? null : (100 * used) / limit;
  const text =
    value === null
      ? `${what} of ${node}: the node does not say how much is used of what (${used ?? 'unknown'} of ${limit ?? 'unknown'})`
      : `${what} of ${node}: ${used} of ${limit} are used (${value.toFixed(1)} %)`;
  return compareRange({ name: `${what} of ${node}`, value, unit: '%', text }, limits);
};

const compareDisk = ({ name, diskFree }: RabbitNode, limits: RangeLimits | undefined): readonly Comparison[] => {
  if (limits === undefined) return [];
  const text = `disk of ${name}: ${diskFree === null ? 'the node does not say how much is free' : `${diskFree} bytes are free`}`;
  return compareRange({ name: `free disk of ${name}`, value: diskFree, unit: 'By', text }, limits);
};
