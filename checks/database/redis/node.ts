import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareRange, type Limits, type RangeUnit } from '../../../src/expectations/range.ts';
import type { Probes } from '../../../src/probes/index.ts';
import { counted } from '../../../src/text/pluralize.ts';
import type { RedisExpectations } from './params.ts';

type Answer = Awaited<ReturnType<Probes['redis']>>;
export type RedisNode = Extract<Answer, { mode: 'standalone' }>['node'];

/** Compares what one server says of itself with what is expected of it, whatever its place. */
export const compareNode = (
  node: RedisNode,
  expected: RedisExpectations,
  role: RedisExpectations['role'],
): readonly Comparison[] => [
  holds('loading', !node.loading, 'status', 'the server is still loading its data'),
  ...(role === 'any' ? [] : [compareRole(node, role)]),
  ...(node.link === null ? [] : [compareLink(node.link)]),
  ...comparePercent('memory', 'maxmemory', node.memory.used, node.memory.max, expected.memory),
  ...comparePercent('clients', 'maxclients', node.clients.connected, node.clients.max, expected.clients),
  ...compareReplication(node, expected),
  ...(expected.persistence ? comparePersistence(node) : []),
];

const holds = (name: string, good: boolean, reason: Comparison['reason'], text: string): Comparison => ({
  name,
  operator: 'eq',
  expected: 'ok',
  actual: good ? 'ok' : 'not ok',
  status: good ? 'pass' : 'fail',
  reason,
  text,
});

const compareRole = (node: RedisNode, role: string): Comparison => ({
  ...holds('role', node.role === role, 'not_primary', `the server is a ${node.role}, expected a ${role}`),
  expected: role,
  actual: node.role,
});

const compareLink = ({ primary, up, syncing, downSeconds }: NonNullable<RedisNode['link']>): Comparison => {
  const since = downSeconds === null || downSeconds < 0 ? '' : ` for ${downSeconds} s`;
  const doing = syncing ? ', it is synchronising' : '';
  return holds('replication link', up, 'unreachable', `the link to the primary ${primary} is down${since}${doing}`);
};

const comparePercent = (
  name: string,
  limit: string,
  used: number | null,
  max: number | null,
  limits: Limits | undefined,
): readonly Comparison[] => {
  if (limits === undefined) return [];
  const value = used === null || max === null || max === 0 ? null : (used / max) * 100;
  const text =
    value === null
      ? `${name}: there is no ${limit} to compare with`
      : `${name}: ${used} of ${max} (${limit}) are used (${value.toFixed(1)} %)`;
  return compareRange({ name, value, unit: '%', text }, limits);
};

const compareReplication = (node: RedisNode, expected: RedisExpectations): readonly Comparison[] => {
  const { replicas, lag, lagBytes } = expected;
  const asked = lag !== undefined || lagBytes !== undefined;
  const alone = asked && node.link === null && node.replicas.length === 0;
  return [
    ...(replicas === undefined ? [] : countReplicas(node, replicas)),
    ...(alone ? [holds('replication', false, 'empty_result', 'no replica is connected to this primary')] : []),
    ...compareLag(node, 's', lag),
    // A replica does not know how much there is that it has not got: in a Cluster its primary says so.
    ...(node.link !== null && expected.cluster !== undefined ? [] : compareLag(node, 'By', lagBytes)),
  ];
};

const countReplicas = (node: RedisNode, limits: Limits): readonly Comparison[] => {
  if (node.role !== 'primary')
    return [
      holds('replicas', false, 'not_primary', `replicas are counted on a primary, and the server is a ${node.role}`),
    ];
  const online = node.replicas.filter(({ state }) => state === 'online').length;
  const others = node.replicas
    .filter(({ state }) => state !== 'online')
    .map(({ address, state }) => `${address} ${state}`);
  const more = others.length === 0 ? '' : ` (${others.slice(0, 5).join(', ')})`;
  return compareRange(
    {
      name: 'replicas',
      value: online,
      unit: '',
      text: `${counted(online, 'replica is', 'replicas are')} online${more}`,
    },
    limits,
  );
};

const compareLag = (
  node: RedisNode,
  unit: Extract<RangeUnit, 's' | 'By'>,
  limits: Limits | undefined,
): readonly Comparison[] => {
  // Of a link that is down, nothing but that is to be told.
  if (limits === undefined || node.link?.up === false) return [];
  const word = unit === 's' ? 's' : 'bytes';
  const told = (name: string, who: string, value: number | null): readonly Comparison[] =>
    compareRange(
      {
        name,
        value,
        unit,
        text:
          value === null
            ? `the lag of ${who}${unit === 'By' ? ' in bytes' : ''} is unknown`
            : `${who} is ${value} ${word} behind`,
      },
      limits,
    );
  if (node.link !== null) return told('lag', 'this replica', unit === 's' ? node.link.silentSeconds : null);
  return node.replicas.flatMap(({ address, lagSeconds, lagBytes }) =>
    told(`lag of ${address}`, `replica ${address}`, unit === 's' ? lagSeconds : lagBytes),
  );
};

const comparePersistence = ({ persistence, loading }: RedisNode): readonly Comparison[] => {
  const { lastSaveOk, appendOnly, lastAppendOk, lastRewriteOk } = persistence;
  if (loading) return [];
  return [
    saved('snapshot', lastSaveOk, 'the last snapshot to disk failed (rdb_last_bgsave_status)'),
    ...(appendOnly === true
      ? [
          saved(
            'append-only file',
            lastAppendOk,
            'the last write to the append-only file failed (aof_last_write_status)',
          ),
          saved(
            'rewrite',
            lastRewriteOk,
            'the last rewrite of the append-only file failed (aof_last_bgrewrite_status)',
          ),
        ]
      : []),
  ];
};

const saved = (name: string, good: boolean | null, text: string): Comparison =>
  good === null
    ? { ...holds(name, false, 'missing_value', `the server does not say whether the ${name} is fine`), status: 'error' }
    : holds(name, good, 'status', text);
