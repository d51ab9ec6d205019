import { expect, it } from 'vitest';
import { classifyRefusal, parseQuotaAmounts } from '../../../checks/workloads/admission-refusals.ts';
import check from '../../../checks/workloads/refused-pods.ts';
import { buildCondition, buildRow } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { deploymentRow, replicaSetRow } from './deployments.ts';

const QUOTA_MESSAGE =
  'pods "web-1" is forbidden: exceeded quota: team, requested: limits.cpu=1,pods=1, used: limits.cpu=4,pods=3, limited: limits.cpu=4,pods=3';
const failureConditions = (message: string, since = '5m') => [
  buildCondition('ReplicaFailure', 'True', since, { reason: 'FailedCreate', message }),
];

it.each([
  [QUOTA_MESSAGE, 'quota_exceeded', 'team'],
  ['pods "x" is forbidden: failed quota: team: must specify limits.cpu for: web', 'quota_exceeded', 'team'],
  ['pods "x" is forbidden: maximum memory usage per Container is 1Gi, but limit is 2Gi', 'limits_refused', undefined],
  ['pods "x" is forbidden: violates PodSecurity "restricted:latest": privileged', 'pod_security', 'restricted:latest'],
  [
    'pods "x" is forbidden: error looking up service account shop/robot: serviceaccount "robot" not found',
    'service_account_missing',
    'robot',
  ],
  ['admission webhook "guard.acme.test" denied the request: no label', 'webhook_denied', 'guard.acme.test'],
  [
    'Internal error occurred: failed calling webhook "guard.acme.test": no endpoints',
    'webhook_failing',
    'guard.acme.test',
  ],
  ['pods "x" is forbidden: no PriorityClass with name urgent was found', 'creation_refused', undefined],
])('the refusal is named: %s', (message, reason, name) =>
  expect(classifyRefusal(message)).toMatchObject({ reason, ...(name && { name }) }),
);

it('the numbers of a quota are told', () => {
  expect(parseQuotaAmounts(QUOTA_MESSAGE)).toEqual({
    'limits.cpu': { requested: '1', used: '4', limited: '4' },
    pods: { requested: '1', used: '3', limited: '3' },
  });
});

it('a ReplicaSet tells for its Deployment, once, with the quota', async () => {
  const { findings } = await judgeRows(check, {
    deployments: [deploymentRow({ conditions: failureConditions(QUOTA_MESSAGE) })],
    replicaSets: [replicaSetRow({ status: { conditions: failureConditions(QUOTA_MESSAGE) } })],
    resourceQuotas: [
      buildRow('resourceQuotas', { name: 'team', status: { hard: { pods: '3' }, used: { pods: '3' } } }),
    ],
  });
  expect(findings).toEqual([
    expect.objectContaining({
      reason: 'quota_exceeded',
      message: `FailedCreate for 5m, refused by ResourceQuota team: ${QUOTA_MESSAGE}`,
      object: { kind: 'Deployment', namespace: 'shop', name: 'web' },
      objects: [{ kind: 'ReplicaSet', namespace: 'shop', name: 'web-6d5f8c7b9' }],
      evidence: expect.objectContaining({ refusedBy: 'team', hard: { pods: '3' }, used: { pods: '3' } }),
      next: ['kubectl -n shop describe replicaset web-6d5f8c7b9', 'kubectl -n shop describe resourcequota team'],
    }),
  ]);
});

it('the configuration of the webhook explains the refusal', async () => {
  const message = 'Internal error occurred: failed calling webhook "guard.acme.test": no endpoints';
  const webhooks = [{ name: 'guard.acme.test', clientConfig: {}, rules: [] }];
  const { findings } = await judgeRows(check, {
    deployments: [],
    replicaSets: [replicaSetRow({ status: { conditions: failureConditions(message) } })],
    validatingWebhooks: [buildRow('validatingWebhooks', { name: 'guard', namespace: null, more: { webhooks } })],
  });
  expect(findings[0]?.because).toEqual([{ kind: 'ValidatingWebhookConfiguration', name: 'guard' }]);
});

it.each([
  ['2m', 0],
  ['121s', 1],
])('a workload that is refused for %s gives %i findings', async (since, count) => {
  const replicaSets = [replicaSetRow({ status: { conditions: failureConditions(QUOTA_MESSAGE, since) } })];
  expect((await judgeRows(check, { replicaSets, deployments: [] })).findings).toHaveLength(count);
});

it('a quota at 100 % by design is no fault', async () => {
  const full = buildRow('resourceQuotas', { name: 'team', status: { hard: { pods: '3' }, used: { pods: '3' } } });
  const sources = { deployments: [deploymentRow()], replicaSets: [replicaSetRow()], resourceQuotas: [full] };
  expect((await judgeRows(check, sources)).findings).toEqual([]);
});

it('a webhook that does not answer is told with those that are asked beside it, and the time that all may take', async () => {
  const message = 'Internal error occurred: failed calling webhook "guard.acme.test": context deadline exceeded';
  const hookRow = (view: 'validatingWebhooks' | 'mutatingWebhooks', name: string, resource: string) =>
    buildRow(view, {
      ...{ name: `${name}-configuration`, namespace: null },
      more: {
        webhooks: [
          {
            ...{ name, clientConfig: {}, timeoutSeconds: 20 },
            rules: [{ operations: ['CREATE'], apiGroups: [''], resources: [resource] }],
          },
        ],
      },
    });
  const { findings } = await judgeRows(check, {
    deployments: [deploymentRow()],
    replicaSets: [replicaSetRow({ status: { conditions: failureConditions(message) } })],
    validatingWebhooks: [hookRow('validatingWebhooks', 'guard.acme.test', 'pods')],
    mutatingWebhooks: [
      hookRow('mutatingWebhooks', 'mesh.acme.test', 'pods'),
      hookRow('mutatingWebhooks', 'dns.acme.test', 'services'),
    ],
  });
  expect(findings[0]?.evidence).toMatchObject({
    ...{ timeoutSeconds: 20, askedBeside: ['mesh.acme.test'], timeoutSecondsInAll: 40 },
  });
});
