import { expect, it } from 'vitest';
import check from '../../../checks/workloads/replica-sets.ts';
import { buildContainer, buildPod } from '../../support/build-pods.ts';
import { buildRow } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { replicaSetRow } from './deployments.ts';

const aloneSet = (available = 0, replicas = 2) =>
  buildRow('replicaSets', { name: 'lone', spec: { replicas }, status: { replicas, availableReplicas: available } });
const unreadyMember = (age: string) =>
  buildPod({ name: 'lone-1', owner: 'ReplicaSet/lone', age, containers: [buildContainer({ ready: false })] });

it.each([
  ['5m', 0],
  ['301s', 1],
])('a ReplicaSet with no pod available for %s gives %i findings', async (age, count) => {
  const { findings } = await judgeRows(check, { replicaSets: [aloneSet()], pods: [unreadyMember(age)] });
  expect(findings).toHaveLength(count);
  for (const finding of findings)
    expect(finding).toMatchObject({
      message: '0 of 2 replicas available for 5m 1s',
      evidence: { pod: 'lone-1', wanted: 2, available: 0, current: 2 },
      because: [{ kind: 'Pod', namespace: 'shop', name: 'lone-1' }, { kind: 'ReplicaSet' }],
    });
});

it('a ReplicationController is judged as well', async () => {
  const replicationControllers = [buildRow('replicationControllers', { name: 'old', spec: { replicas: 1 } })];
  const { findings } = await judgeRows(check, { replicaSets: [], pods: [], replicationControllers });
  expect(findings[0]?.object).toEqual({ kind: 'ReplicationController', namespace: 'shop', name: 'old' });
});

it.each([
  ['nothing', []],
  ['some available', [aloneSet(1)]],
  ['parked', [aloneSet(0, 0)]],
  ['of a Deployment, which tells itself', [replicaSetRow()]],
])('replica-sets is healthy: %s', async (_, replicaSets) =>
  expect((await judgeRows(check, { replicaSets, pods: [] })).findings).toEqual([]),
);

const revision = (number: number, available: number, replicas = 2) =>
  buildRow('replicationControllers', {
    name: `shop-${number}`,
    metadata: { ownerReferences: [{ kind: 'DeploymentConfig', name: 'shop', uid: 'dc', controller: true }] },
    spec: { replicas },
    status: { replicas, availableReplicas: available },
  });

it('a DeploymentConfig is told by the revision of which no pod is available, and its pods explain it', async () => {
  const pod = buildPod({
    name: 'shop-3-x',
    owner: 'ReplicationController/shop-3',
    labels: { deploymentconfig: 'shop' },
    age: '10m',
    containers: [buildContainer({ ready: false })],
  });
  const replicationControllers = [revision(2, 0, 0), revision(3, 0)];
  const { findings } = await judgeRows(check, { replicaSets: [], pods: [pod], replicationControllers });
  expect(findings).toMatchObject([
    {
      message: '0 of 2 replicas available for 10m',
      object: { kind: 'DeploymentConfig', namespace: 'shop', name: 'shop' },
      objects: [{ kind: 'ReplicationController', name: 'shop-3' }],
      because: [{ kind: 'Pod', name: 'shop-3-x' }, { kind: 'ReplicationController' }],
    },
  ]);
});

it.each([
  ['is rolled out while the revision before serves', [revision(2, 2), revision(3, 0)]],
  ['is parked', [revision(2, 0, 0), revision(3, 0, 0)]],
])('a DeploymentConfig that %s is healthy', async (_, replicationControllers) => {
  const { findings } = await judgeRows(check, { replicaSets: [], pods: [], replicationControllers });
  expect(findings).toEqual([]);
});
