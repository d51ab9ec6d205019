import { describe, expect, it } from 'vitest';
import services from '../../../checks/api/api-services.ts';
import { buildCondition, buildRow } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';

describe('API services', () => {
  const api = (status: string, since: string) =>
    buildRow('apiServices', {
      ...{ name: 'v1beta1.metrics.k8s.io', namespace: null },
      spec: {
        group: 'metrics.k8s.io',
        version: 'v1beta1',
        service: { namespace: 'kube-system', name: 'metrics-server' },
      },
      status: {
        conditions: [
          buildCondition('Available', status, since, { reason: 'MissingEndpoints', message: 'no addresses' }),
        ],
      },
    });

  it.each([
    ['False', '10m', 0],
    ['False', '601s', 1],
    ['True', '1h', 0],
  ])('Available=%s for %s gives %i findings', async (status, since, count) => {
    const { findings } = await judgeRows(services, { apiServices: [api(status, since)] });
    expect(findings).toHaveLength(count);
    for (const finding of findings)
      expect(finding).toMatchObject({
        message: 'Available=False for 10m 1s: MissingEndpoints: no addresses',
        because: [{ kind: 'Service', namespace: 'kube-system', name: 'metrics-server' }],
      });
  });

  it('healthy: nothing', async () => expect((await judgeRows(services, { apiServices: [] })).findings).toEqual([]));
});
