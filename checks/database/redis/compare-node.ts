import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareNamed } from '../../../src/expectations/named-values.ts';
import { compareRange, type RangeLimits } from '../../../src/expectations/range.ts';
import type { RedisNode } from '../../../src/probes/redis/node-state.ts';
import { pluralize } from '../../../src/text/pluralize.ts';
import { percentOf } from '../numbers.ts';
import { comparePersistence } from './compare-persistence.ts';
import { compareRefused } from './compare-refused.ts';
import { compareReplication } from './compare-replication.ts';
import { compareState } from './compare-state.ts';
import type { RedisExpectations } from './params.ts';

/** Compares the state of one server with what is expected, with this role in place of the expected one. */
export const compareNode = async (
  node: RedisNode,
  expected: RedisExpectations,
  role: RedisExpectations['role'],
): Promise<readonly Comparison[]> =>
  node.refusal === undefined
    ? [...compareKnown(node, expected, role), ...(await compareNamed(node.info, expected.info))]
    : compareRefused(node.refusal, expected, role);

const compareKnown = (
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
  ...compareEvictions(node, expected),
  ...comparePersistence(node, expected),
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

const compareEvictions = ({ evictedKeys: value }: RedisNode, expected: RedisExpectations): readonly Comparison[] => {
  const text =
    value === null
      ? 'how many keys were evicted is unknown (evicted_keys)'
      : `${pluralize(value, 'key was', 'keys were')} evicted since the server started`;
  return compareRange({ name: 'evicted keys', value, unit: '', text }, expected.evictedKeys);
};
