import { expect, it } from 'vitest';
import { ownerOf } from '../../../src/kubernetes/objects/pod-owner.ts';
import { buildPod, TEST_NOW } from '../../support/build-pods.ts';

const dueMinute = Math.floor(TEST_NOW / 60_000) - 60;

it.each([
  ['a Deployment behind a ReplicaSet', { owner: 'Deployment/web' }, 'Deployment web'],
  ['a ReplicaSet of nobody', { owner: 'ReplicaSet/web' }, 'ReplicaSet web'],
  ['a Rollout', { owner: 'ReplicaSet/web-5d4f', labels: { 'rollouts-pod-template-hash': '5d4f' } }, 'Rollout web'],
  [
    'a DeploymentConfig behind a ReplicationController',
    { owner: 'ReplicationController/web-12', labels: { deploymentconfig: 'web' } },
    'DeploymentConfig web',
  ],
  ['a ReplicationController of nobody', { owner: 'ReplicationController/web-12' }, 'ReplicationController web-12'],
  [
    'a ReplicationController whose name is no revision of the label',
    { owner: 'ReplicationController/web-a1', labels: { deploymentconfig: 'web' } },
    'ReplicationController web-a1',
  ],
  ['a StatefulSet', { owner: 'StatefulSet/db' }, 'StatefulSet db'],
  ['a Job', { owner: 'Job/import' }, 'Job import'],
  ['a CronJob behind a Job', { owner: `Job/tick-${dueMinute}` }, 'CronJob tick'],
  ['a Job that is named by a date', { owner: 'Job/import-20261121' }, 'Job import-20261121'],
  ['a controller of another kind', { owner: 'Workflow/build' }, 'Workflow build'],
  ['a pod of nobody', { owner: null }, 'Pod web-1'],
  ['a pod of its node', { owner: 'Node/node-1' }, 'Pod web-1'],
] as const)('the owner of a pod is found: %s', (_, parts, owner) => {
  const { kind, namespace, name } = ownerOf(buildPod(parts));
  expect([`${kind} ${name}`, namespace]).toEqual([owner, 'shop']);
});
