import { expect, it } from 'vitest';
import check from '../../../checks/images/revision-overlap.ts';
import { projectDeployment } from '../../../src/kubernetes/views/deployments.ts';
import { projectReplicaSet } from '../../../src/kubernetes/views/replica-sets.ts';
import { timestampAgo } from '../../support/build-pods.ts';
import { judgeRows } from '../../support/judge-rows.ts';

const podTemplate = { spec: { containers: [{ name: 'web', image: 'web:1' }] } };

const webDeployment = ({ moved = '20m', status = 'True', paused = false } = {}) =>
  projectDeployment({
    metadata: { name: 'web', namespace: 'shop', uid: 'web', creationTimestamp: timestampAgo('30d') },
    spec: { selector: {}, template: podTemplate, replicas: 3, progressDeadlineSeconds: 600, paused },
    status: {
      conditions: [
        { type: 'Progressing', status, lastUpdateTime: timestampAgo(moved), lastTransitionTime: timestampAgo('29d') },
      ],
    },
  });

const revisionRow = (name: string, age: string, replicas: number, ready = replicas) =>
  projectReplicaSet({
    metadata: {
      ...{ name, namespace: 'shop', creationTimestamp: timestampAgo(age) },
      ownerReferences: [{ kind: 'Deployment', name: 'web', uid: 'web', controller: true }],
    },
    spec: { selector: {}, replicas, template: podTemplate },
    status: { replicas, readyReplicas: ready },
  });

const bothRevisions = [revisionRow('web-old', '20d', 3), revisionRow('web-new', '20m', 1, 0)];

it('two revisions past the deadline are a finding that the stuck rollout explains', async () => {
  const { findings } = await judgeRows(check, { deployments: [webDeployment()], replicaSets: bothRevisions });
  expect(findings).toEqual([
    expect.objectContaining({
      reason: 'revision_overlap',
      level: 'warning',
      message:
        '2 revisions run side by side for 20m, the progress deadline is 10m: web-old (3 of 3 ready), web-new (0 of 1 ready)',
      because: [{ kind: 'Deployment', namespace: 'shop', name: 'web' }],
    }),
  ]);
});

it.each([
  ['10m', 0],
  ['601s', 1],
])('a rollout that moved %s ago gives %i findings', async (moved, count) => {
  expect(
    (await judgeRows(check, { deployments: [webDeployment({ moved })], replicaSets: bothRevisions })).findings,
  ).toHaveLength(count);
});

it.each([
  ['nothing', [], []],
  ['one revision', [webDeployment()], [revisionRow('web-old', '20d', 3), revisionRow('web-new', '20m', 0)]],
  [
    'a rollout that began just now',
    [webDeployment({ moved: '1m' })],
    [revisionRow('web-old', '20d', 3), revisionRow('web-new', '1m', 1)],
  ],
])('revision-overlap is healthy: %s', async (_, deployments, replicaSets) => {
  expect((await judgeRows(check, { deployments, replicaSets })).findings).toEqual([]);
});

it('a rollout that is paused on purpose is a note', async () => {
  const { findings, notes } = await judgeRows(check, {
    deployments: [webDeployment({ paused: true })],
    replicaSets: bothRevisions,
  });
  expect([findings, notes]).toEqual([[], ['shop/web is paused with 2 revisions']]);
});
