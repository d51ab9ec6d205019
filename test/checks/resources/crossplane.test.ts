import { expect, it } from 'vitest';
import crossplane from '../../../checks/resources/crossplane.ts';
import { judgeCustom } from './custom-rows.ts';

it.each([
  [
    'crossplaneProviders',
    'cannot be unpacked',
    ['Installed=False 1h UnpackingPackage: cannot pull image', 'Healthy=True 1d'],
    { namespace: null },
    { level: 'fault', message: 'Installed=False for 1h: UnpackingPackage: cannot pull image' },
  ],
  [
    'crossplaneFunctions',
    'is unhealthy',
    ['Installed=True 1d', 'Healthy=False 1h UnhealthyPackageRevision: post establish runtime hook failed'],
    { namespace: null },
    { level: 'fault', message: 'Healthy=False for 1h: UnhealthyPackageRevision: post establish runtime hook failed' },
  ],
  [
    'compositeDefinitions',
    'is not offered',
    ['Established=True 1d', 'Offered=False 1h'],
    { namespace: null },
    { level: 'fault', message: 'Offered=False for 1h' },
  ],
] as const)('%s: %s', async (view, _, conditions, parts, message) => {
  expect(await judgeCustom(crossplane, view, conditions, parts)).toEqual([expect.objectContaining(message)]);
});

it.each([
  ['crossplaneProviders', 'is being installed', ['Installed=Unknown 2m'], { namespace: null, age: '2m' }],
] as const)('%s: %s is no fault', async (view, _, conditions, parts) => {
  expect(await judgeCustom(crossplane, view, conditions, parts)).toEqual([]);
});
