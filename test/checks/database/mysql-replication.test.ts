import { expect, it } from 'vitest';
import type { MysqlScript } from '../../support/scripted-mysql.ts';
import { judgeScript } from './judge-mysql.ts';

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
])('%s is judged', async (_, script, params, expected) => {
  expect(await judgeScript(script, params)).toMatch(expected);
});
