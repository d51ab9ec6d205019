import { describe, expect, it } from 'vitest';
import webhooks from '../../../checks/api/webhook-backends.ts';
import { buildContainer, buildPod } from '../../support/build-pods.ts';
import { buildRow } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { endpointSliceRow, serviceRow } from '../network/services.ts';

describe('webhooks', () => {
  const rules = [{ apiGroups: ['apps'], resources: ['deployments'], operations: ['CREATE'] }];
  const target = { namespace: 'shop', name: 'web', port: 80 };
  const configuration = (failurePolicy: string, clientConfig: object = { service: target }) =>
    buildRow('validatingWebhooks', {
      ...{ name: 'guard', namespace: null },
      more: { webhooks: [{ name: 'guard.acme.test', failurePolicy, clientConfig, rules }] },
    });
  const at = (hook: ReturnType<typeof configuration>, more: object = {}) =>
    judgeRows(webhooks, {
      validatingWebhooks: [hook],
      mutatingWebhooks: [],
      services: [],
      endpointSlices: [],
      ...more,
    });

  it.each([
    ['Fail', 'fault'],
    ['Ignore', 'warning'],
  ])('a Service that does not exist, failurePolicy %s', async (policy, level) => {
    expect((await at(configuration(policy))).findings).toEqual([
      expect.objectContaining({
        ...{ reason: 'webhook_backend', level },
        message: expect.stringContaining(
          `webhook guard.acme.test: its Service shop/web not found; failurePolicy ${policy}: `,
        ),
        object: { kind: 'ValidatingWebhookConfiguration', name: 'guard' },
      }),
    ]);
  });

  it('a Service without ready endpoints explains it, a port that is missing does not', async () => {
    const pods = [buildPod({ containers: [buildContainer({ ready: false })] })];
    const dead = await at(configuration('Fail'), {
      services: [serviceRow()],
      endpointSlices: [endpointSliceRow(pods)],
      pods,
    });
    expect(dead.findings[0]).toMatchObject({
      message: expect.stringContaining('Service shop/web has no ready endpoints: 1 pod matches'),
      because: [{ kind: 'Service', namespace: 'shop', name: 'web' }],
    });
    const wrong = await at(configuration('Fail', { service: { ...target, port: 443 } }), {
      services: [serviceRow()],
      endpointSlices: [endpointSliceRow([buildPod()])],
    });
    expect(wrong.findings[0]?.message).toContain('has no port 443: it has 80');
  });

  it('the webhooks that are asked beside it are evidence, with the sum of their time-outs', async () => {
    const other = (name: string, timeoutSeconds: number, rule: object) =>
      buildRow('mutatingWebhooks', {
        ...{ name, namespace: null },
        more: { webhooks: [{ name, timeoutSeconds, clientConfig: { url: 'https://x.test' }, rules: [rule] }] },
      });
    const mutatingWebhooks = [
      other('all.acme.test', 30, { apiGroups: ['*'], resources: ['*'], operations: ['*'] }),
      other('apps.acme.test', 5, { apiGroups: ['apps'], resources: ['*'], operations: ['CREATE'] }),
      other('pods.acme.test', 5, { apiGroups: [''], resources: ['pods'], operations: ['CREATE'] }),
      other('deletions.acme.test', 5, { apiGroups: ['apps'], resources: ['deployments'], operations: ['DELETE'] }),
    ];
    const { findings } = await at(configuration('Fail'), { mutatingWebhooks });
    expect(findings[0]?.evidence).toMatchObject({
      timeoutSeconds: 10,
      askedBeside: ['all.acme.test', 'apps.acme.test'],
      timeoutSecondsInAll: 45,
    });
    expect((await at(configuration('Fail'))).findings[0]?.evidence).not.toHaveProperty('askedBeside');
  });

  it('a rollout of what is behind it is no fault', async () => {
    const pods = [buildPod({ age: '1m', containers: [buildContainer({ ready: false })] })];
    expect(
      (await at(configuration('Fail'), { services: [serviceRow()], endpointSlices: [endpointSliceRow(pods)], pods }))
        .findings,
    ).toEqual([]);
  });

  it('healthy: one that is served, one that is called by address, none', async () => {
    expect(
      (await at(configuration('Fail'), { services: [serviceRow()], endpointSlices: [endpointSliceRow([buildPod()])] }))
        .findings,
    ).toEqual([]);
    expect((await at(configuration('Fail', { url: 'https://guard.acme.test' }))).findings).toEqual([]);
    expect((await at(configuration('Fail'), { validatingWebhooks: [] })).findings).toEqual([]);
  });
});
