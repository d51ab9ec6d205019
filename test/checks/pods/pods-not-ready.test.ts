import { expect, it } from 'vitest';
import check from '../../../checks/pods/pods-not-ready.ts';
import {
  buildContainer,
  buildNode,
  buildPod,
  runningState,
  timestampAgo,
  waitingState,
} from '../../support/build-pods.ts';
import { buildCondition } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { taintOf } from '../nodes/taints.ts';

const readinessProbe = { httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 3 };

const unreadyPod = (
  parts: Parameters<typeof buildContainer>[0] = {},
  of: Parameters<typeof buildPod>[0] & { since?: string } = {},
) => {
  const { since = '20m', conditions = [], ...rest } = of;
  return buildPod({
    containers: [buildContainer({ ready: false, state: runningState('20m'), spec: { readinessProbe }, ...parts })],
    conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: timestampAgo(since) }, ...conditions],
    ...rest,
  });
};

it('the readiness probe that fails is told, once for all pods of the owner', async () => {
  const { findings } = await judgeRows(check, { pods: [unreadyPod(), unreadyPod({}, { name: 'web-2' })] });
  expect(findings).toEqual([
    expect.objectContaining({
      reason: 'not_ready',
      message:
        'Running and not ready for 20m: container web fails its readiness probe (http GET :8080/healthz every 3s, timeout 1s, 3 failures) (2 pods)',
      object: { kind: 'Deployment', namespace: 'shop', name: 'web' },
      objects: [
        { kind: 'Pod', namespace: 'shop', name: 'web-1' },
        { kind: 'Pod', namespace: 'shop', name: 'web-2' },
      ],
      because: [],
      evidence: expect.objectContaining({ pod: 'web-1', container: 'web' }),
    }),
  ]);
});

it.each([
  [
    'a port that is not declared',
    unreadyPod({ spec: { readinessProbe, ports: [{ containerPort: 80 }] } }),
    'a port that it does not declare',
  ],
  [
    'a startup probe that is not passed',
    unreadyPod({ spec: { startupProbe: readinessProbe }, status: { started: false } }),
    'container web has not passed its startup probe',
  ],
  ['no probe of its own', unreadyPod({ spec: {} }), 'container web is not ready'],
  [
    'a readiness gate',
    unreadyPod({ ready: true }, { conditions: [{ type: 'target-health.acme.test/web', status: 'False' }] }),
    'readiness gate target-health.acme.test/web is not True',
  ],
])('the finding says why a pod is not ready: %s', async (_, row, words) => {
  expect((await judgeRows(check, { pods: [row] })).findings[0]?.message).toContain(words);
});

it.each([
  [
    'a crash',
    unreadyPod({ state: waitingState('CrashLoopBackOff'), restarts: 5 }),
    [{ kind: 'Pod', namespace: 'shop', name: 'web-1' }],
  ],
  ['a node that no longer reports', unreadyPod({ ready: true }), [{ kind: 'Node', name: 'node-1' }]],
])('the finding is explained by %s', async (_, row, because) => {
  expect((await judgeRows(check, { pods: [row] })).findings[0]?.because).toEqual(because);
});

it.each([
  ['15m', 0],
  ['901s', 1],
])('a pod that is not ready for %s gives %i findings', async (since, count) => {
  expect((await judgeRows(check, { pods: [unreadyPod({}, { since })] })).findings).toHaveLength(count);
});

it.each([
  ['nothing', []],
  ['a pod that is ready', [buildPod()]],
  ['one-shot pods: of a Job', [unreadyPod({}, { owner: 'Job/import' })]],
  ['one-shot pods: restartPolicy Never', [unreadyPod({}, { owner: null, spec: { restartPolicy: 'Never' } })]],
  ['a completed pod', [unreadyPod({}, { conditions: [], phase: 'Succeeded' })]],
  ['a pod that is drained', [unreadyPod({}, { conditions: [{ type: 'DisruptionTarget', status: 'True' }] })]],
  ['a pod on its way out', [unreadyPod({}, { metadata: { deletionTimestamp: timestampAgo('1m') } })]],
])('pods-not-ready is healthy: %s', async (_, pods) => expect((await judgeRows(check, { pods })).findings).toEqual([]));

it.each([
  ['is tainted for its removal', { taints: [taintOf('ToBeDeletedByClusterAutoscaler', '25m')] }, 0],
  ['restarts in order', { cordoned: true, conditions: [buildCondition('Ready', 'Unknown', '20m')] }, 0],
  ['stopped reporting', { conditions: [buildCondition('Ready', 'Unknown', '20m')] }, 1],
  ['is cordoned and well', { cordoned: true }, 1],
])('a pod on a node that %s: %o gives %i findings', async (_, node, count) => {
  const { findings } = await judgeRows(check, { pods: [unreadyPod()], nodes: [buildNode(node)] });
  expect(findings).toHaveLength(count);
});
