import type { DeploymentRow } from '../../../src/kubernetes/views/deployments.ts';
import type { ReplicaSetRow } from '../../../src/kubernetes/views/replica-sets.ts';
import { buildCondition, buildRow, type ObjectParts } from '../../support/build-rows.ts';

interface DeploymentParts extends ObjectParts {
  readonly replicas?: number;
  readonly available?: number;
  readonly conditions?: readonly object[];
}

export const finishedCondition = (since = '50m') =>
  buildCondition('Progressing', 'True', since, { reason: 'NewReplicaSetAvailable', message: 'has progressed.' });
export const exceededCondition = (since = '5m') =>
  buildCondition('Progressing', 'False', since, {
    reason: 'ProgressDeadlineExceeded',
    message: 'has timed out progressing.',
  });
export const unavailableCondition = (since: string) =>
  buildCondition('Available', 'False', since, { reason: 'MinimumReplicasUnavailable', message: 'no minimum.' });
export const availableCondition = (since = '50m') =>
  buildCondition('Available', 'True', since, { reason: 'MinimumReplicasAvailable' });

/** A Deployment of three replicas, all of them available unless said otherwise. */
export const deploymentRow = (parts: DeploymentParts = {}): DeploymentRow => {
  const { replicas = 3, available: there = replicas, conditions = [availableCondition(), finishedCondition()] } = parts;
  return buildRow('deployments', {
    ...parts,
    annotations: { 'deployment.kubernetes.io/revision': '2' },
    metadata: { generation: 2, ...parts.metadata },
    spec: {
      ...{ replicas, selector: { matchLabels: { app: 'web' } } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [] } },
      ...parts.spec,
    },
    status: {
      ...{ observedGeneration: 2, replicas, updatedReplicas: replicas, readyReplicas: there, availableReplicas: there },
      ...{ conditions, ...parts.status },
    },
  });
};

/** Its newest ReplicaSet, with the hash that the pods of the builder have. */
export const replicaSetRow = (parts: ObjectParts = {}): ReplicaSetRow =>
  buildRow('replicaSets', {
    ...{ name: 'web-6d5f8c7b9', owner: 'Deployment/web', ...parts },
    annotations: { 'deployment.kubernetes.io/revision': '2' },
    spec: { replicas: 3, template: { spec: { containers: [] } }, ...parts.spec },
  });
