import { describe, expect, it } from 'vitest';
import services from '../../../checks/api/api-services.ts';
import webhooks from '../../../checks/api/webhook-backends.ts';
import { container, pod } from '../../support/build.ts';
import { judge } from '../../support/judge.ts';
import { condition, row } from '../../support/rows.ts';
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

describe('API services', () => {
  const api = (status: string, since: string) =>
    row('apiServices', {
      ...{ name: 'v1beta1.metrics.k8s.io', namespace: null },
      spec: {
        group: 'metrics.k8s.io',
        version: 'v1beta1',
        service: { namespace: 'kube-system', name: 'metrics-server' },
      },
      status: {
        conditions: [condition('Available', status, since, { reason: 'MissingEndpoints', message: 'no addresses' })],
      },
    });

  it.each([
    ['False', '10m', 0],
    ['False', '601s', 1],
    ['True', '1h', 0],
  ])('Available=%s for %s gives %i findings', async (status, since, count) => {
    const { findings } = await judge(services, { apiServices: [api(status, since)] });
    expect(findings).toHaveLength(count);
    for (const finding of findings)
      expect(finding).toMatchObject({
        message: 'Available=False for 10m 1s: MissingEndpoints: no addresses',
        because: [{ kind: 'Service', namespace: 'kube-system', name: 'metrics-server' }],
      });
  });

  it('healthy: nothing', async () => expect((await judge(services, { apiServices: [] })).findings).toEqual([]));
});
