import { describe, expect, it } from 'vitest';
import webhooks from '../../../checks/api/webhook-backends.ts';
import { container, pod } from '../../support/build.ts';
import { judge } from '../../support/judge.ts';
import { row } from '../../support/rows.ts';
import { service, slice } from '../network/services.ts';

describe('webhooks', () => {
  const rules = [{ apiGroups: ['apps'], resources: ['deployments'], operations: ['CREATE'] }];
  const target = { namespace: 'shop', name: 'web', port: 80 };
  const configuration = (failurePolicy: string, clientConfig: object = { service: target }) =>
    row('validatingWebhooks', {
      ...{ name: 'guard', namespace: null },
      more: { webhooks: [{ name: 'guard.acme.test', failurePolicy, clientConfig, rules }] },
    });
  const at = (hook: ReturnType<typeof configuration>, more: object = {}) =>
    judge(webhooks, { validatingWebhooks: [hook], mutatingWebhooks: [], services: [], endpointSlices: [], ...more });

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
    const pods = [pod({ containers: [container({ ready: false })] })];
    const dead = await at(configuration('Fail'), { services: [service()], endpointSlices: [slice(pods)], pods });
    expect(dead.findings[0]).toMatchObject({
      message: expect.stringContaining('Service shop/web has no ready endpoints: 1 pod matches'),
      because: [{ kind: 'Service', namespace: 'shop', name: 'web' }],
    });
    const wrong = await at(configuration('Fail', { service: { ...target, port: 443 } }), {
      services: [service()],
      endpointSlices: [slice([pod()])],
    });
    expect(wrong.findings[0]?.message).toContain('has no port 443: it has 80');
  });

  it('a rollout of what is behind it is no fault', async () => {
    const pods = [pod({ age: '1m', containers: [container({ ready: false })] })];
    expect(
      (await at(configuration('Fail'), { services: [service()], endpointSlices: [slice(pods)], pods })).findings,
    ).toEqual([]);
  });

  it('healthy: one that is served, one that is called by address, none', async () => {
    expect(
      (await at(configuration('Fail'), { services: [service()], endpointSlices: [slice([pod()])] })).findings,
    ).toEqual([]);
    expect((await at(configuration('Fail', { url: 'https://guard.acme.test' }))).findings).toEqual([]);
    expect((await at(configuration('Fail'), { validatingWebhooks: [] })).findings).toEqual([]);
  });
});
