import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareRange } from '../../../src/expectations/range.ts';
import type { MysqlAnswer } from '../../../src/probes/mysql/mysql.ts';
import { answeredValue } from '../../../src/probes/part-answer.ts';
import { pluralize } from '../../../src/text/pluralize.ts';
import type { MysqlExpectations } from './params.ts';

/** Compares a node of Galera: it must belong to the part with the quorum, and be synchronised. */
export const compareGalera = ({ galera }: MysqlAnswer, { galeraSize }: MysqlExpectations): readonly Comparison[] => {
  if (galera === null)
    return galeraSize === undefined
      ? []
      : [holds('galera', false, 'missing_value', 'the server is no node of Galera (wsrep_on is off)', 'error')];
  const { clusterStatus, size, state, ready } = galera;
  const isPrimary = clusterStatus === 'Primary';
  const text = `${pluralize(size ?? 0, 'node belongs', 'nodes belong')} to the Galera cluster`;
  return [
    holds('wsrep_cluster_status', isPrimary, 'no_quorum', `the node is in no part with a quorum (${clusterStatus})`),
    ...(isPrimary ? compareNode(state, ready) : []),
    ...(galeraSize === undefined
      ? []
      : compareRange(
          { name: 'wsrep_cluster_size', value: size, unit: '', text: size === null ? 'its size is unknown' : text },
          galeraSize,
        )),
  ];
};

/** A donor serves while it sends its data to a node that joins, and lags behind meanwhile. */
const compareNode = (state: string, ready: boolean): readonly Comparison[] => [
  holds('wsrep_ready', ready, 'status', `the node refuses queries (wsrep_ready is OFF, it is ${state})`),
  ...(ready
    ? [holds('wsrep_local_state', state === 'Synced', 'status', `the node is ${state}, not Synced`, 'warn')]
    : []),
];

/** Compares a member of Group Replication: it must be online, and most of the group with it. */
export const compareGroup = ({ group }: MysqlAnswer): readonly Comparison[] => {
  const member = answeredValue(group);
  if (member === undefined) return [];
  if (member === null) return [holds('group member', false, 'no_quorum', 'the server has left its group')];
  const { state, online, members } = member;
  const isReachable = state !== 'UNREACHABLE' && state !== 'ERROR' && state !== 'OFFLINE';
  return [
    holds('group member', isReachable, 'no_quorum', `the server is ${state} in its group`),
    ...(isReachable
      ? [holds('group recovery', state === 'ONLINE', 'status', `the server is ${state} in its group`, 'warn')]
      : []),
    holds(
      'group quorum',
      online * 2 > members,
      'no_quorum',
      `${online} of ${pluralize(members, 'member')} of the group are online`,
    ),
  ];
};

const holds = (
  name: string,
  good: boolean,
  reason: Comparison['reason'],
  text: string,
  otherwise: 'fail' | 'warn' | 'error' = 'fail',
): Comparison => ({
  name,
  operator: 'eq',
  expected: true,
  actual: good,
  status: good ? 'pass' : otherwise,
  reason,
  text,
});
