import { expect, it } from 'vitest';
import certManager from '../../../checks/resources/cert-manager.ts';
import { judgeCustom } from './custom-rows.ts';

it.each([
  [
    'certificates',
    'is refused by its issuer',
    ['Ready=False 1h DoesNotExist: Issuing certificate as Secret does not exist'],
    {},
    { level: 'fault', message: 'Ready=False for 1h: DoesNotExist: Issuing certificate as Secret does not exist' },
  ],
  [
    'certificates',
    'expired, though it says ready',
    ['Ready=True 1d'],
    { status: { notAfter: '2026-11-21T10:00:00Z' } },
    { level: 'fault', message: 'expired 2h ago' },
  ],
  [
    'certificates',
    'was not renewed',
    ['Ready=True 1d'],
    { status: { notAfter: '2026-12-01T12:00:00Z', renewalTime: '2026-11-11T12:00:00Z', failedIssuanceAttempts: 3 } },
    { level: 'fault', message: 'renewal overdue for 10d, it ends in 10d; 3 failed attempts' },
  ],
  [
    'certificates',
    'is late with its renewal',
    ['Ready=True 1d'],
    { status: { notAfter: '2026-12-20T12:00:00Z', renewalTime: '2026-11-20T12:00:00Z' } },
    { level: 'warning', message: 'renewal overdue for 1d, it ends in 29d' },
  ],
  [
    'issuers',
    'has no account',
    ['Ready=False 1h ErrRegisterACMEAccount: forbidden'],
    {},
    { level: 'fault', message: 'Ready=False for 1h: ErrRegisterACMEAccount: forbidden' },
  ],
  [
    'clusterIssuers',
    'was never looked at',
    [],
    {},
    { level: 'fault', message: 'no controller has reported on it, 1d after it was made: is its operator running?' },
  ],
] as const)('%s: %s', async (view, _, conditions, parts, message) => {
  expect(await judgeCustom(certManager, view, conditions, parts)).toEqual([expect.objectContaining(message)]);
});

it.each([
  [
    'certificates',
    'is renewed right now',
    ['Ready=True 1d', 'Issuing=True 1m'],
    { status: { notAfter: '2026-12-20T12:00:00Z', renewalTime: '2026-11-21T11:30:00Z' } },
  ],
  ['certificates', 'was just asked for', ['Ready=False 4m Issuing'], { age: '4m' }],
] as const)('%s: %s is no fault', async (view, _, conditions, parts) => {
  expect(await judgeCustom(certManager, view, conditions, parts)).toEqual([]);
});
