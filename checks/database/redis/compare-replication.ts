import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareRange, type RangeLimits, type RangeUnit } from '../../../src/expectations/range.ts';
import type { RedisNode } from '../../../src/probes/redis/node-state.ts';
import { pluralize } from '../../../src/text/pluralize.ts';
import { compareState } from './compare-state.ts';
import type { RedisExpectations } from './params.ts';

/** Compares the replicas of a primary, or the link of a replica, with what is expected. */
export const compareReplication = (node: RedisNode, expected: RedisExpectations): readonly Comparison[] => {
  const { replicas, lag, lagBytes } = expected;
  const asked = lag !== undefined || lagBytes !== undefined;
  const alone = asked && node.link === null && node.replicas.length === 0;
  return [
    ...(replicas === undefined ? [] : countReplicas(node, replicas)),
    ...(alone ? [compareState('replication', false, 'empty_result', 'no replica is connected to this primary')] : []),
    ...compareLag(node, 's', lag),
    // A replica does not know how many bytes it lacks; in a Cluster its primary is asked too.
    ...(node.link !== null && expected.cluster !== undefined ? [] : compareLag(node, 'By', lagBytes)),
  ];
};

const countReplicas = (node: RedisNode, limits: RangeLimits): readonly Comparison[] => {
  if (node.role !== 'primary')
    return [
      compareState(
        'replicas',
        false,
        'not_primary',
        `replicas are counted on a primary, and the server is a ${node.role}`,
      ),
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
      text: `${pluralize(online, 'replica is', 'replicas are')} online${more}`,
    },
    limits,
  );
};

const compareLag = (
  node: RedisNode,
  unit: Extract<RangeUnit, 's' | 'By'>,
  limits: RangeLimits | undefined,
): readonly Comparison[] => {
  // A link that is down is a fault of its own, and has no lag.
  if (limits === undefined || node.link?.up === false) return [];
  const word = unit === 's' ? 's' : 'bytes';
  const compare = (name: string, who: string, value: number | null): readonly Comparison[] =>
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
  if (node.link !== null) return compare('lag', 'this replica', unit === 's' ? node.link.silentSeconds : null);
  return node.replicas.flatMap(({ address, lagSeconds, lagBytes }) =>
    compare(`lag of ${address}`, `replica ${address}`, unit === 's' ? lagSeconds : lagBytes),
  );
};
