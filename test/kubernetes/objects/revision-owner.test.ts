import { expect, it } from 'vitest';
import { revisionOwner } from '../../../src/kubernetes/objects/revision-owner.ts';

it.each([
  ['ReplicaSet', 'web-5d4f', { 'pod-template-hash': '5d4f' }, { kind: 'Deployment', name: 'web' }],
  ['ReplicaSet', 'web-5d4f', { 'rollouts-pod-template-hash': '5d4f' }, { kind: 'Rollout', name: 'web' }],
  ['ReplicaSet', 'web-5d4f', { 'pod-template-hash': '77ab' }, undefined],
  ['ReplicationController', 'web-3', { deploymentconfig: 'web' }, { kind: 'DeploymentConfig', name: 'web' }],
  ['ReplicationController', 'web-3', {}, undefined],
  ['StatefulSet', 'web-3', { deploymentconfig: 'web' }, undefined],
])('above a %s called %s with labels %j stands %j', (kind, name, labels, owner) => {
  expect(revisionOwner({ kind, name }, labels)).toEqual(owner);
});
