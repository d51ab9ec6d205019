import { expect, it } from 'vitest';
import karpenter from '../../../checks/resources/karpenter.ts';
import { judgeCustom } from './custom-rows.ts';

it.each([
  [
    'nodePools',
    'has no node class',
    ['Ready=False 1h NodeClassNotReady: UnreadyDependencies', 'NodeClassReady=False 1h'],
    { namespace: null },
    { level: 'fault', message: 'Ready=False for 1h: NodeClassNotReady: UnreadyDependencies' },
  ],
  [
    'nodeClaims',
    'never became a node',
    ['Ready=Unknown 1h', 'Launched=False 1h LaunchFailed: insufficient capacity'],
    { namespace: null },
    { level: 'fault', message: 'Ready=Unknown for 1h: Launched=False LaunchFailed: insufficient capacity' },
  ],
] as const)('%s: %s', async (view, _, conditions, parts, message) => {
  expect(await judgeCustom(karpenter, view, conditions, parts)).toEqual([expect.objectContaining(message)]);
});

it.each([
  ['nodeClaims', 'is starting', ['Ready=Unknown 5m', 'Launched=True 4m'], { namespace: null, age: '5m' }],
  ['nodePools', 'is of a version without conditions', [], { namespace: null }],
  ['ec2NodeClasses', 'is of a version without conditions', [], { namespace: null }],
] as const)('%s: %s is no fault', async (view, _, conditions, parts) => {
  expect(await judgeCustom(karpenter, view, conditions, parts)).toEqual([]);
});
