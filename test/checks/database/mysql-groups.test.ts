import { expect, it } from 'vitest';
import type { MysqlScript } from '../../support/scripted-mysql.ts';
import { judgeScript } from './judge-mysql.ts';

const galera = (status: Readonly<Record<string, string>>): MysqlScript => ({
  version: '10.11.6-MariaDB',
  variables: { wsrep_on: 'ON' },
  status: {
    wsrep_cluster_status: 'Primary',
    wsrep_cluster_size: '3',
    wsrep_local_state_comment: 'Synced',
    wsrep_ready: 'ON',
    ...status,
  },
});

it.each<[string, MysqlScript, object, RegExp]>([
  ['in sync', galera({}), { galeraSize: { fail: '3:' } }, /^ok/],
  [
    'without the quorum',
    galera({ wsrep_cluster_status: 'non-Primary', wsrep_ready: 'OFF' }),
    {},
    /^failed no_quorum: .*no part with a quorum \(non-Primary\)/,
  ],
  [
    'that joins',
    galera({ wsrep_local_state_comment: 'Joining', wsrep_ready: 'OFF' }),
    {},
    /^failed status: .*refuses queries.*Joining/,
  ],
  [
    'that gives its data to another',
    galera({ wsrep_local_state_comment: 'Donor/Desynced' }),
    {},
    /^degraded status: .*Donor/,
  ],
  [
    'of a cluster that has shrunk',
    galera({ wsrep_cluster_size: '2' }),
    { galeraSize: { warn: '3:' } },
    /^degraded threshold: .*2 nodes belong/,
  ],
  ['that is none', { variables: { wsrep_on: 'OFF' }, status: { wsrep_cluster_status: 'Disconnected' } }, {}, /^ok/],
  [
    'that is none, where a size is asked for',
    {},
    { galeraSize: { fail: '3:' } },
    /^error missing_value: .*no node of Galera/,
  ],
])('a node of Galera %s is judged', async (_, script, params, expected) => {
  expect(await judgeScript(script, params)).toMatch(expected);
});

const member = (state: string, own: string, role = 'SECONDARY') => ({ state, role, own });
const group = (...members: readonly ReturnType<typeof member>[]): MysqlScript => ({
  variables: { group_replication_group_name: 'a-b-c', read_only: 'ON', super_read_only: 'ON' },
  replies: { 'SELECT MEMBER_STATE': members },
});

it.each<[string, MysqlScript, object, RegExp]>([
  [
    'a secondary',
    group(member('ONLINE', '1'), member('ONLINE', '0', 'PRIMARY'), member('ONLINE', '0')),
    { role: 'replica' },
    /^ok/,
  ],
  [
    'that recovers',
    group(member('RECOVERING', '1'), member('ONLINE', '0', 'PRIMARY'), member('ONLINE', '0')),
    {},
    /^degraded status: .*RECOVERING/,
  ],
  ['that was put out', group(member('ERROR', '1')), {}, /^failed no_quorum: .*ERROR in its group/],
  [
    'without the majority',
    group(member('ONLINE', '1'), member('UNREACHABLE', '0'), member('UNREACHABLE', '0')),
    {},
    /^failed no_quorum: .*1 of 3 members/,
  ],
])('a member of a group, %s, is judged', async (_, script, params, expected) => {
  expect(await judgeScript(script, params)).toMatch(expected);
});
