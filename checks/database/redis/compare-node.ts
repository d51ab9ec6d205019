import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareRange, type RangeLimits } from '../../../src/expectations/range.ts';
import type { RedisNode } from '../../../src/probes/redis/node.ts';
import { percentOf } from '../numbers.ts';
import { compareReplication } from './compare-replication.ts';
import { compareState } from './compare-state.ts';
import type { RedisExpectations } from './params.ts';

/** Compares the state of one server with what is expected, with this role in place of the expected one. */
export const compareNode = (
  node: RedisNode,
  expected: RedisExpectations,
  role: RedisExpectations['role'],
): readonly Comparison[] => [
  compareState('loading', !node.loading, 'status', 'the server is still loading its data'),
  ...(role === 'any' ? [] : [compareRole(node, role)]),
  ...(node.link === null ? [] : [compareLink(node.link)]),
  ...comparePercent('memory', 'maxmemory', node.memory.used, node.memory.max, expected.memory),
  ...comparePercent('clients', 'maxclients', node.clients.connected, node.clients.max, expected.clients),
  ...compareReplication(node, expected),
  ...(expected.persistence ? comparePersistence(node) : []),
];

const compareRole = (node: RedisNode, role: string): Comparison => ({
  ...compareState('role', node.role === role, 'not_primary', `the server is a ${node.role}, expected a ${role}`),
  expected: role,
  actual: node.role,
});

const compareLink = ({ primary, up, syncing, downSeconds }: NonNullable<RedisNode['link']>): Comparison => {
  const since = downSeconds === null || downSeconds < 0 ? '' : ` for ${downSeconds} s`;
  const doing = syncing ? ', it is synchronising' : '';
  return compareState(
    'replication link',
    up,
    'unreachable',
    `the link to the primary ${primary} is down${since}${doing}`,
  );
};

const comparePercent = (
  name: string,
  limit: string,
  used: number | null,
  max: number | null,
  limits: RangeLimits | undefined,
): readonly Comparison[] => {
  if (limits === undefined) return [];
  const value = percentOf(used, max);
  const text =
    value === null
      ? `${name}: there is no ${limit} to compare with`
      : `${name}: ${used} of ${max} (${limit}) are used (${value.toFixed(1)} %)`;
  return compareRange({ name, value, unit: '%', text }, limits);
};

const comparePersistence = ({ persistence, loading }: RedisNode): readonly Comparison[] => {
  const { lastSaveOk, appendOnly, lastAppendOk, lastRewriteOk } = persistence;
  if (loading) return [];
  return [
    compareSave('snapshot', lastSaveOk, 'the last snapshot to disk failed (rdb_last_bgsave_status)'),
    ...(appendOnly === true
      ? [
          compareSave(
            'append-only file',
            lastAppendOk,
            'the last write to the append-only file failed (aof_last_write_status)',
          ),
          compareSave(
            'rewrite',
            lastRewriteOk,
            'the last rewrite of the append-only file failed (aof_last_bgrewrite_status)',
          ),
        ]
      : []),
  ];
};

const compareSave = (name: string, good: boolean | null, text: string): Comparison =>
  good === null
    ? {
        ...compareState(name, false, 'missing_value', `the server does not say whether the ${name} is fine`),
        status: 'error',
      }
    : compareState(name, good, 'status', text);
