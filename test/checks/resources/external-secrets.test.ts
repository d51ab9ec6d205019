import { expect, it } from 'vitest';
import externalSecrets from '../../../checks/resources/external-secrets.ts';
import { judgeCustom } from './custom-rows.ts';

it.each([
  [
    'externalSecrets',
    'cannot be read',
    ['Ready=False 1h SecretSyncedError: could not get secret data from provider'],
    {},
    { level: 'fault', message: 'Ready=False for 1h: SecretSyncedError: could not get secret data from provider' },
  ],
  [
    'secretStores',
    'refuses the credentials',
    ['Ready=False 1h InvalidProviderConfig: permission denied'],
    {},
    { level: 'fault', message: 'Ready=False for 1h: InvalidProviderConfig: permission denied' },
  ],
] as const)('%s: %s', async (view, _, conditions, parts, message) => {
  expect(await judgeCustom(externalSecrets, view, conditions, parts)).toEqual([expect.objectContaining(message)]);
});

it.each([
  ['externalSecrets', 'was synchronized a moment ago', ['Ready=True 5s SecretSynced'], { age: '10s' }],
] as const)('%s: %s is no fault', async (view, _, conditions, parts) => {
  expect(await judgeCustom(externalSecrets, view, conditions, parts)).toEqual([]);
});
