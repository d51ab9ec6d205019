import { expect, it } from 'vitest';
import clusterApi from '../../../checks/resources/cluster-api.ts';
import { judgeCustom } from './custom-rows.ts';

it.each([
  [
    'machines',
    'could not be made',
    ['Ready=False 3h InstanceProvisionFailed: quota exceeded'],
    { status: { phase: 'Provisioning' } },
    { level: 'fault', message: 'Ready=False for 3h: InstanceProvisionFailed: quota exceeded' },
  ],
  [
    'machines',
    'failed for good',
    [],
    { age: '6m', status: { phase: 'Failed', failureMessage: 'CreateError: image not found' } },
    { level: 'fault', message: 'phase is Failed: CreateError: image not found' },
  ],
  [
    'machines',
    'failed for good, in the version of today',
    [],
    { age: '6m', status: { phase: 'Failed', deprecated: { v1beta1: { failureMessage: 'CreateError: no quota' } } } },
    { level: 'fault', message: 'phase is Failed: CreateError: no quota' },
  ],
  [
    'capiClusters',
    'lacks its control plane, by the old summary',
    ['Ready=False 3h ControlPlaneUnreachable'],
    {},
    { level: 'fault', message: 'Ready=False for 3h: ControlPlaneUnreachable' },
  ],
] as const)('%s: %s', async (view, _, conditions, parts, message) => {
  expect(await judgeCustom(clusterApi, view, conditions, parts)).toEqual([expect.objectContaining(message)]);
});

it.each([
  ['capiClusters', 'is paused', ['Available=False 3h'], { spec: { paused: true } }],
  [
    'machineDeployments',
    'is available by the new summary, whatever the old one says',
    ['Available=True 3h', 'Ready=False 3h'],
    {},
  ],
] as const)('%s: %s is no fault', async (view, _, conditions, parts) => {
  expect(await judgeCustom(clusterApi, view, conditions, parts)).toEqual([]);
});
