import { expect, it } from 'vitest';
import mysqlConnection from '../../../checks/database/mysql-connection.ts';
import { stopAfterTest } from '../../support/for-test.ts';
import { pollUntil } from '../../support/poll-until.ts';
import { type MysqlScript, mysqlDenying, mysqlRefusing, startScriptedMysql } from '../../support/scripted-mysql.ts';
import type { TestListener } from '../../support/tcp-server.ts';
import { formatVerdict, judgeCheck } from '../endpoint/judge-check.ts';

const CANARY_PASSWORD = 'canary-7f3a';

const judgeServer = async ({ port, connections }: TestListener, params: object, timeoutMs = 3000) => {
  const access = { host: '127.0.0.1', port, user: 'kavmon', password: CANARY_PASSWORD };
  const result = await judgeCheck(mysqlConnection, { ...access, ...params }, { timeoutMs });
  await pollUntil(() => connections() === 0, { what: 'the probe to close its connection' });
  expect(JSON.stringify(result)).not.toContain(CANARY_PASSWORD);
  return result;
};

const judgeScript = async (script: MysqlScript, params: object = {}) =>
  formatVerdict(await judgeServer(await stopAfterTest(startScriptedMysql(script)), params));

const channel = (fields: Readonly<Record<string, string | null>> = {}) => ({
  Source_Host: 'db-0',
  Source_Port: '3306',
  Replica_IO_Running: 'Yes',
  Replica_SQL_Running: 'Yes',
  Seconds_Behind_Source: '3',
  SQL_Delay: '0',
  Last_IO_Errno: '0',
  Last_IO_Error: '',
  Last_SQL_Errno: '0',
  Last_SQL_Error: '',
  Channel_Name: '',
  ...fields,
});
const replicating = (...channels: readonly ReturnType<typeof channel>[]): MysqlScript => ({
  variables: { read_only: 'ON', super_read_only: 'ON' },
  replies: { 'SHOW REPLICA STATUS': channels },
});
const replica = { role: 'replica', lag: { warn: 10, fail: 60 } };

it.each<[string, MysqlScript, object, RegExp]>([
  ['a primary', {}, { role: 'primary', readOnly: false }, /^ok/],
  ['a replica', replicating(channel()), { ...replica, superReadOnly: true }, /^ok/],
  [
    'a late replica',
    replicating(channel({ Seconds_Behind_Source: '61' })),
    replica,
    /^failed threshold: .*61 s behind/,
  ],
  [
    'a replica that is late on purpose',
    replicating(channel({ Seconds_Behind_Source: '3605', SQL_Delay: '3600' })),
    replica,
    /^ok/,
  ],
  [
    'a lag of NULL',
    replicating(channel({ Seconds_Behind_Source: null })),
    {},
    /^error missing_value: .*Seconds_Behind is NULL/,
  ],
  [
    'a receiver that cannot log in',
    replicating(
      channel({
        Replica_IO_Running: 'Connecting',
        Seconds_Behind_Source: null,
        Last_IO_Errno: '1045',
        Last_IO_Error: 'Access denied',
      }),
    ),
    {},
    /^failed unreachable: .*from db-0:3306 has stopped: the receiver \(IO\) thread is connecting: Access denied \(error 1045\)/,
  ],
  [
    'an applier with an error',
    replicating(
      channel({
        Replica_SQL_Running: 'No',
        Seconds_Behind_Source: null,
        Last_SQL_Errno: '1062',
        Last_SQL_Error: 'Duplicate entry',
      }),
    ),
    {},
    /^failed status: .*the applier \(SQL\) thread does not run: Duplicate entry \(error 1062\)/,
  ],
  [
    'one of two sources stopped',
    replicating(channel(), channel({ Channel_Name: 'eu', Replica_SQL_Running: 'No' })),
    {},
    /db-0:3306 \(eu\) has stopped/,
  ],
  ['too few sources', replicating(channel()), { channels: { fail: '2:' } }, /^failed threshold: .*from 1 source/],
  ['a lag of nobody', {}, { lag: { fail: 5 } }, /^error empty_result|^failed empty_result/],
  [
    'a replica that was reset',
    { variables: { read_only: 'ON' } },
    { role: 'replica' },
    /^failed not_primary: .*replicates from no other and is read-only/,
  ],
  ['a reader of Aurora', { variables: { innodb_read_only: 'ON', read_only: 'ON' } }, { role: 'replica' }, /^ok/],
  [
    'a writer of two that replicate from each other',
    { replies: { 'SHOW REPLICA STATUS': [channel()] } },
    { role: 'primary' },
    /^ok/,
  ],
  [
    'a fail-over that left read_only on',
    { variables: { read_only: 'ON' } },
    { role: 'primary' },
    /^failed read_only: .*takes no writes \(read_only\)/,
  ],
  [
    'MariaDB 12 in its own words',
    { variables: { read_only: 'NO_LOCK_NO_ADMIN' } },
    { role: 'primary' },
    /^failed read_only/,
  ],
  ['super_read_only of MariaDB', {}, { superReadOnly: true }, /^error missing_value: .*leave superReadOnly out/],
  [
    'MySQL before 8.0.22',
    {
      version: '5.7.44',
      replies: {
        'SHOW REPLICA STATUS': { error: [1064, 'You have an error in your SQL syntax'] },
        'SHOW SLAVE STATUS': [
          {
            Master_Host: 'old',
            Master_Port: '3306',
            Slave_IO_Running: 'Yes',
            Slave_SQL_Running: 'No',
            Last_Errno: '1032',
            Last_Error: 'no row',
          },
        ],
      },
    },
    {},
    /^failed status: .*from old:3306 has stopped.*no row \(error 1032\)/,
  ],
  [
    'no right to see replication',
    { replies: { 'SHOW REPLICA STATUS': { error: [1227, 'Access denied; you need REPLICATION CLIENT'] } } },
    {},
    /^ok/,
  ],
  [
    'the same where it was asked for',
    { replies: { 'SHOW REPLICA STATUS': { error: [1227, 'Access denied; you need REPLICATION CLIENT'] } } },
    { lag: { fail: 5 } },
    /permission: .*you need REPLICATION CLIENT/,
  ],
  [
    'many connections',
    { status: { Threads_connected: '96' } },
    {},
    /^failed threshold: .*96 of 100 connections are used/,
  ],
  [
    'no number of connections',
    { status: { Threads_connected: '' } },
    {},
    /^error missing_value: .*connections are used is unknown/,
  ],
  [
    'a status variable',
    { status: { Threads_running: '80' } },
    { status: [{ name: 'threads_running', limits: { fail: 50 } }] },
    /^failed threshold: .*threads_running is "80"/,
  ],
  [
    'a variable that is not there',
    {},
    { variables: [{ name: 'nosuch', ne: 1 }] },
    /^error missing_value: .*nosuch is missing/,
  ],
  ['a version', { version: '8.0.36-28' }, { version: '>=8.0.40' }, /^failed assertion: .*the version is 8\.0\.36-28/],
  [
    'a read-only session',
    { replies: { 'select 1': [{ a: '1' }] } },
    { queries: [{ name: 'q', sql: 'select 1', equals: 1 }] },
    /^ok/,
  ],
])('%s is judged', async (_, script, params, expected) => {
  expect(await judgeScript(script, params)).toMatch(expected);
});

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

it.each([
  [1040, 'Too many connections', /^failed threshold: .*no connection is free: Too many connections/],
  [1129, "Host '10.0.0.1' is blocked because of many connection errors", /^failed permission: .*blocked this host/],
  [1130, "Host '10.0.0.1' is not allowed to connect to this MySQL server", /^failed auth: .*nobody in from this host/],
])('error %s in place of a greeting is what it means', async (number, text, expected) => {
  const server = await stopAfterTest(mysqlRefusing(number, text));
  expect(formatVerdict(await judgeServer(server, {}))).toMatch(expected);
});

it('a login that is denied or never answered is a failure or a timeout', async () => {
  const denying = await stopAfterTest(
    mysqlDenying([1045, "Access denied for user 'kavmon'@'h' (using password: YES)"]),
  );
  expect(formatVerdict(await judgeServer(denying, {}))).toMatch(/^failed auth: .*TLS is not spoken/);
  const mute = await stopAfterTest(mysqlDenying());
  expect(formatVerdict(await judgeServer(mute, {}, 500))).toMatch(/^timeout deadline_attempt: .*phase auth/);
});

it('a query that is never answered ends with the statement timeout, and the connection with it', async () => {
  const server = await stopAfterTest(startScriptedMysql({ replies: { 'select 1': 'silent' } }));
  const params = { queries: [{ name: 'q', sql: 'select 1', equals: 1 }], statementTimeout: '100ms' };
  expect(formatVerdict(await judgeServer(server, params))).toMatch(/^timeout deadline_attempt/);
});
