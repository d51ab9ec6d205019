import { expect, it } from 'vitest';
import databases from '../../../checks/resources/databases.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { customRow, judgeCustom } from './custom-rows.ts';

it.each([
  [
    'cnpgClusters',
    'lost its primary',
    ['Ready=False 30m ClusterIsNotReady: Cluster Is Not Ready'],
    { status: { phase: 'Failing over' } },
    { level: 'fault', message: 'Ready=False for 30m: ClusterIsNotReady: Cluster Is Not Ready' },
  ],
  [
    'cnpgClusters',
    'does not archive',
    [
      'Ready=True 1d',
      'ContinuousArchiving=False 2h ContinuousArchivingFailing: unexpected failure invoking barman-cloud-wal-archive',
    ],
    {},
    {
      level: 'fault',
      message:
        'ContinuousArchiving=False for 2h: ContinuousArchivingFailing: unexpected failure invoking barman-cloud-wal-archive',
    },
  ],
  [
    'cnpgClusters',
    'could not be backed up',
    ['Ready=True 1d', 'LastBackupSucceeded=False 2h LastBackupFailed: no such bucket'],
    {},
    { level: 'warning', message: 'LastBackupSucceeded=False for 2h: LastBackupFailed: no such bucket' },
  ],
  [
    'zalandoPostgreses',
    'could not be updated',
    [],
    { status: { PostgresClusterStatus: 'UpdateFailed' } },
    { level: 'fault', message: 'PostgresClusterStatus is UpdateFailed' },
  ],
  [
    'perconaXtraDbs',
    'is in error',
    [],
    { status: { state: 'error', message: ['no quorum', 'pxc: timed out'] } },
    { level: 'fault', message: 'state is error: no quorum; pxc: timed out' },
  ],
  [
    'mongoDbCommunities',
    'failed',
    [],
    { status: { phase: 'Failed', message: 'no such Secret' } },
    { level: 'fault', message: 'phase is Failed: no such Secret' },
  ],
  [
    'innoDbClusters',
    'has no quorum',
    [],
    { status: { cluster: { status: 'NO_QUORUM' } } },
    { level: 'fault', message: 'cluster.status is NO_QUORUM' },
  ],
  ['elasticsearches', 'is red', [], { status: { health: 'red' } }, { level: 'fault', message: 'health is red' }],
  [
    'openSearchClusters',
    'is yellow',
    [],
    { status: { health: 'yellow' } },
    { level: 'warning', message: 'health is yellow' },
  ],
  [
    'elasticsearches',
    'has a specification that is refused',
    [],
    { status: { health: 'green', phase: 'Invalid' } },
    { level: 'fault', message: 'phase is Invalid' },
  ],
  [
    'elasticsearches',
    'lost data while it is changed',
    [],
    { status: { health: 'red', phase: 'ApplyingChanges' } },
    { level: 'fault', message: 'health is red' },
  ],
  [
    'zalandoPostgreses',
    'was never looked at',
    [],
    {},
    { level: 'fault', message: 'no controller has reported on it, 1d after it was made: is its operator running?' },
  ],
] as const)('%s: %s', async (view, _, conditions, parts, message) => {
  expect(await judgeCustom(databases, view, conditions, parts)).toEqual([expect.objectContaining(message)]);
});

it.each([
  [
    'cnpgClusters',
    'sleeps',
    ['Ready=False 9h', { type: 'cnpg.io/hibernation', status: 'True' }],
    { annotations: { 'cnpg.io/hibernation': 'on' } },
  ],
  [
    'cnpgClusters',
    'was put to sleep, by its condition',
    ['Ready=False 9h', { type: 'cnpg.io/hibernation', status: 'True' }],
    {},
  ],
  ['cnpgClusters', 'has no archive to write to', ['Ready=True 1d'], {}],
  ['perconaPostgreses', 'is paused', [], { spec: { pause: true }, status: { state: 'error' } }],
  ['zalandoPostgreses', 'is being made', [], { status: { PostgresClusterStatus: 'Creating' } }],
  ['elasticsearches', 'restarts its nodes one by one', [], { status: { health: 'yellow', phase: 'ApplyingChanges' } }],
  ['elasticsearches', 'is new and still red', [], { age: '2m', status: { health: 'red' } }],
  ['openSearchClusters', 'is of an operator that tells no health', [], { status: { phase: 'RUNNING' } }],
  ['innoDbClusters', 'is new and was not looked at', [], { age: '10m' }],
] as const)('%s: %s is no fault', async (view, _, conditions, parts) => {
  expect(await judgeCustom(databases, view, conditions, parts)).toEqual([]);
});

it('warns of an InnoDB cluster that has its quorum while a member is away', async () => {
  const row = customRow('innoDbClusters', [], { status: { cluster: { status: 'ONLINE_UNCERTAIN' } } });
  const { findings } = await judgeRows(databases, { innoDbClusters: [row] });
  expect(findings).toEqual([expect.objectContaining({ level: 'warning' })]);
});
