import { describe, expect, it } from 'vitest';
import type { Registration } from '../../src/check/check.ts';
import { applyClaims } from '../../src/findings/attribute.ts';
import type { Gathered } from '../../src/kubernetes/rows/cluster-data.ts';
import { finding, result } from '../support/sample.ts';

const row = (name: string, app: string) => ({
  ref: { kind: 'Pod', namespace: 'shop', name },
  labels: { app, 'pod-template-hash': 'abc' },
  owner: { kind: 'ReplicaSet', name: `${app}-abc` },
});
const views = {
  pods: { rows: [row('pay-1', 'pay'), row('pay-2', 'pay'), row('web-1', 'web')] },
} as unknown as Gathered['views'];
const registration = (override: Partial<Registration>) =>
  ({ title: 'all well', views: ['pods'], wantedViews: [], ...override }) as unknown as Registration;

const deployment = (name: string) => ({ kind: 'Deployment', namespace: 'shop', name });
const findings = [finding({ object: deployment('pay') }), finding({ object: deployment('web') })];
const sick = result({ status: 'failed', looked: { pods: 3 }, findings });

describe('applyClaims', () => {
  it('files each finding once: under the service that claims it, else under the cluster', () => {
    const [ofService, ofCluster] = applyClaims(
      [sick, sick],
      [registration({ selector: 'app=pay' }), registration({ claimed: ['app=pay'] })],
      views,
    );
    expect(ofService?.findings.map(({ object }) => object?.name)).toEqual(['pay']);
    expect(ofService?.looked).toEqual({ pods: 2 });
    expect(ofCluster?.findings.map(({ object }) => object?.name)).toEqual(['web']);
  });

  it('is healthy where what is sick belongs to another', () => {
    const [ofService] = applyClaims([sick], [registration({ selector: 'app in (web),pod-template-hash' })], views);
    expect(ofService?.status).toBe('failed');
    const elsewhere = result({ status: 'failed', findings: [finding({ object: deployment('api') })] });
    expect(applyClaims([elsewhere], [registration({ selector: 'app=web' })], views)[0]).toMatchObject({
      status: 'ok',
      message: 'all well',
      findings: [],
    });
  });

  it('never calls a selector that claims nothing healthy', () => {
    expect(applyClaims([result()], [registration({ selector: 'app=typo' })], views)[0]).toMatchObject({
      status: 'error',
      reason: 'empty_result',
      healthy: false,
      remedy: expect.stringContaining('selector of the service'),
    });
  });

  it('leaves what could not be evaluated as it is', () => {
    const late = result({ status: 'timeout', reason: 'deadline_check' });
    expect(applyClaims([late], [registration({ selector: 'app=typo' })], views)[0]).toBe(late);
  });
});
