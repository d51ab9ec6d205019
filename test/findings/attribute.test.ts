import { describe, expect, it } from 'vitest';
import type { Registration } from '../../src/check/check.ts';
import { applyClaims } from '../../src/findings/attribute.ts';
import type { Gathered } from '../../src/kubernetes/rows/cluster-data.ts';
import { finding, result } from '../support/sample.ts';

const labelledRow = (name: string, app: string) => ({
  ref: { kind: 'Pod', namespace: 'shop', name },
  labels: { app, 'pod-template-hash': 'abc' },
  owner: { kind: 'ReplicaSet', name: `${app}-abc` },
});
const clusterViews = {
  pods: { rows: [labelledRow('pay-1', 'pay'), labelledRow('pay-2', 'pay'), labelledRow('web-1', 'web')] },
} as unknown as Gathered['views'];
const registrationOf = (override: Partial<Registration>) =>
  ({ title: 'all well', views: ['pods'], wantedViews: [], ...override }) as unknown as Registration;

const deploymentRef = (name: string) => ({ kind: 'Deployment', namespace: 'shop', name });
const deploymentFindings = [finding({ object: deploymentRef('pay') }), finding({ object: deploymentRef('web') })];
const failedResult = result({ status: 'failed', looked: { pods: 3 }, findings: deploymentFindings });

describe('applyClaims', () => {
  it('files each finding once: under the service that claims it, else under the cluster', () => {
    const [ofService, ofCluster] = applyClaims(
      [failedResult, failedResult],
      [registrationOf({ selector: 'app=pay' }), registrationOf({ claimed: ['app=pay'] })],
      clusterViews,
    );
    expect(ofService?.findings.map(({ object }) => object?.name)).toEqual(['pay']);
    expect(ofService?.looked).toEqual({ pods: 2 });
    expect(ofCluster?.findings.map(({ object }) => object?.name)).toEqual(['web']);
  });

  it('is healthy where what is sick belongs to another', () => {
    const [ofService] = applyClaims(
      [failedResult],
      [registrationOf({ selector: 'app in (web),pod-template-hash' })],
      clusterViews,
    );
    expect(ofService?.status).toBe('failed');
    const elsewhere = result({ status: 'failed', findings: [finding({ object: deploymentRef('api') })] });
    expect(applyClaims([elsewhere], [registrationOf({ selector: 'app=web' })], clusterViews)[0]).toMatchObject({
      status: 'ok',
      message: 'all well',
      findings: [],
    });
  });

  it('never calls a selector that claims nothing healthy', () => {
    expect(applyClaims([result()], [registrationOf({ selector: 'app=typo' })], clusterViews)[0]).toMatchObject({
      status: 'error',
      reason: 'empty_result',
      healthy: false,
      remedy: expect.stringContaining('selector of the service'),
    });
  });

  it('leaves what could not be evaluated as it is', () => {
    const late = result({ status: 'timeout', reason: 'deadline_check' });
    expect(applyClaims([late], [registrationOf({ selector: 'app=typo' })], clusterViews)[0]).toBe(late);
  });
});
