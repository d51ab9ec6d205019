import { expect, it } from 'vitest';
import check from '../../../checks/scaling/autoscalers.ts';
import { timestampAgo } from '../../support/build-pods.ts';
import { buildCondition, buildRow } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';

const autoscalerRow = (conditions: readonly object[], metadata: object = {}, minReplicas = 1) =>
  buildRow('horizontalPodAutoscalers', {
    metadata,
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      minReplicas,
      maxReplicas: 3,
    },
    status: { currentReplicas: 3, desiredReplicas: 3, conditions },
  });
const METRICS_MESSAGE =
  'unable to get metrics for resource cpu: the server could not find the requested resource (get pods.metrics.k8s.io)';
const blindSince = (since: string, message = METRICS_MESSAGE) =>
  buildCondition('ScalingActive', 'False', since, { reason: 'FailedGetResourceMetric', message });
const metricsApi = buildRow('apiServices', {
  name: 'v1beta1.metrics.k8s.io',
  namespace: null,
  spec: { group: 'metrics.k8s.io', version: 'v1beta1' },
});
const SCALE_TARGET = { kind: 'Deployment', namespace: 'shop', name: 'web' };

it('an autoscaler without metrics, since nothing serves them, is a finding', async () => {
  const { findings } = await judgeRows(check, {
    horizontalPodAutoscalers: [autoscalerRow([blindSince('6m')])],
    apiServices: [],
  });
  expect(findings).toEqual([
    expect.objectContaining({
      reason: 'autoscaler_blind',
      message: `ScalingActive=False for 6m: FailedGetResourceMetric: ${METRICS_MESSAGE}; no APIService serves metrics.k8s.io: its metrics server is not installed`,
      because: [],
    }),
  ]);
});

it('what serves the metrics, or the target, may explain the finding', async () => {
  const { findings } = await judgeRows(check, {
    horizontalPodAutoscalers: [autoscalerRow([blindSince('6m')])],
    apiServices: [metricsApi],
  });
  expect(findings[0]?.because).toEqual([metricsApi.ref, SCALE_TARGET]);
});

it('a target that does not exist is named', async () => {
  const conditions = [
    buildCondition('AbleToScale', 'False', '6m', {
      reason: 'FailedGetScale',
      message: 'deployments.apps "web" not found',
    }),
  ];
  const { findings } = await judgeRows(check, { horizontalPodAutoscalers: [autoscalerRow(conditions)] });
  expect(findings[0]).toMatchObject({
    message: 'AbleToScale=False for 6m: FailedGetScale: deployments.apps "web" not found',
    next: ['kubectl -n shop describe horizontalpodautoscaler web', 'kubectl -n shop get deployment web'],
  });
});

const limitedSince = (reason: string, since: string) => buildCondition('ScalingLimited', 'True', since, { reason });
it.each([
  ['5m', [blindSince('5m')], 0],
  ['301s', [blindSince('301s')], 1],
  ['10m at its ceiling', [limitedSince('TooManyReplicas', '10m')], 0],
  ['601s at its ceiling', [limitedSince('TooManyReplicas', '601s')], 1],
])('an autoscaler is judged: %s', async (_, conditions, count) =>
  expect((await judgeRows(check, { horizontalPodAutoscalers: [autoscalerRow(conditions)] })).findings).toHaveLength(
    count,
  ),
);

it('an autoscaler at its ceiling is a warning', async () => {
  const { findings } = await judgeRows(check, {
    horizontalPodAutoscalers: [autoscalerRow([limitedSince('TooManyReplicas', '20m')])],
  });
  expect(findings[0]).toMatchObject({ reason: 'autoscaler_ceiling', level: 'warning' });
});

it.each([
  ['nothing', []],
  ['HPA at min', [autoscalerRow([limitedSince('TooFewReplicas', '1h')])]],
  ['HPA that is pinned: min is max', [autoscalerRow([limitedSince('TooManyReplicas', '2h')], {}, 3)]],
  [
    'HPA at max: current is the maximum and nothing limits it',
    [autoscalerRow([buildCondition('ScalingLimited', 'False', '1h')])],
  ],
  [
    'one whose target is parked',
    [autoscalerRow([buildCondition('ScalingActive', 'False', '1h', { reason: 'ScalingDisabled' })])],
  ],
  ['one that is deleted', [autoscalerRow([blindSince('1h')], { deletionTimestamp: timestampAgo('1s') })]],
])('autoscalers is healthy: %s', async (_, horizontalPodAutoscalers) =>
  expect((await judgeRows(check, { horizontalPodAutoscalers })).findings).toEqual([]),
);
