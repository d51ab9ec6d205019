import { expect, it } from 'vitest';
import databases from '../../../checks/resources/databases.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { customRow } from './custom-rows.ts';

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
    { status: { state: 'error', message: ['x'] } },
    { level: 'fault', message: 'state is error' },
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
] as const)('%s: %s', async (view, _, conditions, parts, message) => {
  const { findings } = await judgeRows(databases, { [view]: [customRow(view, conditions, parts)] });
  expect(findings).toEqual([expect.objectContaining(message)]);
});

it.each([
  [
    'cnpgClusters',
    'sleeps',
    ['Ready=False 9h', { type: 'cnpg.io/hibernation', status: 'True' }],
    { annotations: { 'cnpg.io/hibernation': 'on' } },
  ],
  ['cnpgClusters', 'has no archive to write to', ['Ready=True 1d'], {}],
  ['perconaPostgreses', 'is paused', [], { spec: { pause: true }, status: { state: 'error' } }],
  ['zalandoPostgreses', 'is being made', [], { status: { PostgresClusterStatus: 'Creating' } }],
] as const)('%s: %s is no fault', async (view, _, conditions, parts) => {
  const { findings } = await judgeRows(databases, { [view]: [customRow(view, conditions, parts)] });
  expect(findings).toEqual([]);
});
