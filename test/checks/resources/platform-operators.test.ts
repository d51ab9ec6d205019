import { expect, it } from 'vitest';
import platformOperators from '../../../checks/resources/platform-operators.ts';
import { judgeCustom } from './custom-rows.ts';

it.each([
  [
    'prometheuses',
    'is degraded, by a word of its own',
    ['Available=Degraded 1h SomePodsNotReady: shard 0: pod prometheus-0: not scheduled'],
    {},
    {
      level: 'fault',
      message: 'Available=Degraded for 1h: SomePodsNotReady: shard 0: pod prometheus-0: not scheduled',
    },
  ],
  [
    'clusterOperators',
    'is degraded',
    ['Available=True 9h', 'Degraded=True 1h DNSDegraded: DNS default is degraded'],
    { namespace: null },
    { level: 'fault', message: 'Degraded=True for 1h: DNSDegraded: DNS default is degraded' },
  ],
  [
    'cephClusters',
    'is in error',
    [],
    { status: { ceph: { health: 'HEALTH_ERR' } } },
    { level: 'fault', message: 'ceph.health is HEALTH_ERR' },
  ],
  [
    'cephClusters',
    'is not reconciled any more',
    [],
    { status: { ceph: { health: 'HEALTH_OK' }, phase: 'Failure', message: 'failed to start the monitors' } },
    { level: 'fault', message: 'phase is Failure: failed to start the monitors' },
  ],
  [
    'cephClusters',
    'warns',
    [],
    { status: { ceph: { health: 'HEALTH_WARN' } } },
    { level: 'warning', message: 'ceph.health is HEALTH_WARN' },
  ],
  [
    'volumeSnapshots',
    'could not be taken',
    [],
    { status: { error: { message: 'no such volume', time: '2026-11-21T10:00:00Z' } } },
    { level: 'fault', message: 'the snapshot could not be taken: no such volume' },
  ],
] as const)('%s: %s', async (view, _, conditions, parts, message) => {
  expect(await judgeCustom(platformOperators, view, conditions, parts)).toEqual([expect.objectContaining(message)]);
});

it.each([
  [
    'clusterOperators',
    'may not be upgraded',
    ['Available=True 9h', 'Upgradeable=False 9h', 'Progressing=True 9h'],
    { namespace: null },
  ],
  [
    'volumeSnapshots',
    'came through at the second try',
    [],
    { status: { readyToUse: true, error: { message: 'timed out' } } },
  ],
] as const)('%s: %s is no fault', async (view, _, conditions, parts) => {
  expect(await judgeCustom(platformOperators, view, conditions, parts)).toEqual([]);
});
