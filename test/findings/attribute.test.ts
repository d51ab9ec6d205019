import { describe, expect, it } from 'vitest';
import type { Registration } from '../../src/check/check.ts';
import { attributeToServices, createClaims } from '../../src/findings/attribute.ts';
import type { ClusterData } from '../../src/kubernetes/rows/cluster-data.ts';
import { makeFinding, makeResult } from '../support/sample-report.ts';

const labelledRow = (name: string, app: string) => ({
  ref: { kind: 'Pod', namespace: 'shop', name },
  labels: { app, 'pod-template-hash': 'abc' },
  owner: { kind: 'ReplicaSet', name: `${app}-abc` },
});
const clusterViews = {
  pods: { rows: [labelledRow('pay-1', 'pay'), labelledRow('pay-2', 'pay'), labelledRow('web-1', 'web')] },
} as unknown as ClusterData['views'];
const registrationOf = (override: Partial<Registration>) =>
  ({ title: 'all well', views: ['pods'], wantedViews: [], probes: [], ...override }) as unknown as Registration;

const deploymentRef = (name: string) => ({ kind: 'Deployment', namespace: 'shop', name });
const deploymentFindings = [
  makeFinding({ object: deploymentRef('pay') }),
  makeFinding({ object: deploymentRef('web') }),
];
const failedResult = makeResult({ status: 'failed', looked: { pods: 3 }, findings: deploymentFindings });

describe('applyClaims', () => {
  it('files each finding once: under the service that claims it, else under the cluster', () => {
    const [ofService, ofCluster] = attributeToServices(
      [failedResult, failedResult],
      [registrationOf({ selector: 'app=pay' }), registrationOf({ claimed: ['app=pay'] })],
      createClaims(clusterViews),
    );
    expect(ofService?.findings.map(({ object }) => object?.name)).toEqual(['pay']);
    expect(ofService?.looked).toEqual({ pods: 2 });
    expect(ofCluster?.findings.map(({ object }) => object?.name)).toEqual(['web']);
  });

  it('is healthy where what is sick belongs to another', () => {
    const [ofService] = attributeToServices(
      [failedResult],
      [registrationOf({ selector: 'app in (web),pod-template-hash' })],
      createClaims(clusterViews),
    );
    expect(ofService?.status).toBe('failed');
    const elsewhere = makeResult({ status: 'failed', findings: [makeFinding({ object: deploymentRef('api') })] });
    expect(
      attributeToServices([elsewhere], [registrationOf({ selector: 'app=web' })], createClaims(clusterViews))[0],
    ).toMatchObject({
      status: 'ok',
      message: 'all well',
      findings: [],
    });
  });

  it('is skipped where nothing of the kind that it judges is selected, owners of what is included', () => {
    const judge = (views: Registration['views'], looked: Record<string, number>) => {
      const registration = registrationOf({ selector: 'app=pay', views });
      return attributeToServices([makeResult({ looked })], [registration], createClaims(clusterViews))[0];
    };
    expect(judge(['daemonSets', 'pods'], { daemonSets: 4, pods: 3 })).toMatchObject({
      status: 'skipped',
      reason: 'empty_result',
      healthy: null,
      message: 'nothing to judge: "app=pay" matches no DaemonSets',
      looked: { daemonSets: 0, pods: 2 },
    });
    expect(judge(['deployments'], { deployments: 9 })).toMatchObject({ status: 'ok', looked: { deployments: 1 } });
  });

  it('finds fault with a selector that matches nothing also where the cluster has nothing to judge', () => {
    const skipped = makeResult({ status: 'skipped', reason: 'empty_result', healthy: null });
    const judge = (selector: string) =>
      attributeToServices([skipped], [registrationOf({ selector })], createClaims(clusterViews))[0]?.status;
    expect([judge('app=typo'), judge('app=pay')]).toEqual(['error', 'skipped']);
  });

  it('never calls a selector that claims nothing healthy', () => {
    expect(
      attributeToServices([makeResult()], [registrationOf({ selector: 'app=typo' })], createClaims(clusterViews))[0],
    ).toMatchObject({
      status: 'error',
      reason: 'empty_result',
      healthy: false,
      remedy: expect.stringContaining('Correct the label selector'),
    });
  });

  it('leaves a check of pods failed that has failed without a finding, as the service that it asks too did not answer', () => {
    const refused = makeResult({ status: 'failed', reason: 'connect_refused', looked: { pods: 3 } });
    for (const registration of [registrationOf({ selector: 'app=pay' }), registrationOf({ claimed: ['app=pay'] })])
      expect(attributeToServices([refused], [registration], createClaims(clusterViews))[0]).toBe(refused);
  });

  it('leaves what could not be evaluated as it is', () => {
    const late = makeResult({ status: 'timeout', reason: 'deadline_check' });
    expect(attributeToServices([late], [registrationOf({ selector: 'app=typo' })], createClaims(clusterViews))[0]).toBe(
      late,
    );
  });
});
