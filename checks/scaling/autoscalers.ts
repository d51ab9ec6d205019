import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import type { Condition } from '../../src/kubernetes/fields/condition.ts';
import { findCondition, findConditionWithStatus, formatCondition } from '../../src/kubernetes/objects/conditions.ts';
import { describeCommand, kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import type { ApiServiceRow } from '../../src/kubernetes/views/api-services.ts';
import type { HorizontalPodAutoscalerRow } from '../../src/kubernetes/views/horizontal-pod-autoscalers.ts';
import type { Finding, ObjectRef } from '../../src/model/result.ts';
import { duration } from '../../src/params/duration.ts';
import { formatDuration } from '../../src/text/duration-text.ts';
import { pluralize } from '../../src/text/pluralize.ts';

export default defineCheck({
  group: 'scaling',
  name: 'autoscalers',
  title: 'Autoscalers see their metrics and have room',
  why: 'An autoscaler that is blind, or at its ceiling, lets the load grow over the heads of its pods.',
  remedy: 'Bring its metrics back (metrics-server, requests of the containers), or raise maxReplicas.',
  severity: 'sev3',
  needs: ['horizontalPodAutoscalers'],
  wants: ['apiServices'],
  params: z.strictObject({
    grace: duration().prefault('5m').describe('How long an autoscaler may be unable to scale'),
    ceiling: duration().prefault('10m').describe('How long it may want more than maxReplicas'),
  }),
  run({ horizontalPodAutoscalers, apiServices, params, now }) {
    return horizontalPodAutoscalers
      .filter(({ deletingAt }) => deletingAt === undefined)
      .flatMap((row) => {
        const blind = blindCondition(row);
        if (blind !== undefined)
          return isOlderThan(row, blind, now - params.grace)
            ? [blindnessFinding(row, { blind, apiServices, now })]
            : [];
        const limited = ceilingCondition(row);
        return limited !== undefined && isOlderThan(row, limited, now - params.ceiling)
          ? [ceilingFinding(row, limited, now)]
          : [];
      });
  },
});

const isOlderThan = ({ createdAt }: HorizontalPodAutoscalerRow, { at }: Condition, limit: number): boolean =>
  (at ?? createdAt) < limit;

/** The condition that keeps an autoscaler from scaling; undefined when it works, or its target is scaled to zero. */
const blindCondition = (row: HorizontalPodAutoscalerRow): Condition | undefined => {
  const scaling = findCondition(row, 'ScalingActive');
  if (scaling?.reason === 'ScalingDisabled') return undefined;
  return findConditionWithStatus(row, 'AbleToScale', 'False') ?? (scaling?.status === 'False' ? scaling : undefined);
};

/**
 * The condition of an autoscaler that wants more than `maxReplicas`; being limited by `minReplicas` is meant, and so is one
 * that is pinned to a number.
 */
const ceilingCondition = (row: HorizontalPodAutoscalerRow): Condition | undefined => {
  const limited = findConditionWithStatus(row, 'ScalingLimited', 'True');
  return limited?.reason === 'TooManyReplicas' && row.min < row.max ? limited : undefined;
};

interface BlindnessParams {
  readonly blind: Condition;
  readonly apiServices: readonly ApiServiceRow[] | undefined;
  readonly now: number;
}

const blindnessFinding = (row: HorizontalPodAutoscalerRow, { blind, apiServices, now }: BlindnessParams): Finding => {
  const { ref, target } = row;
  const group = /\b((?:custom\.|external\.)?metrics\.k8s\.io)\b/.exec(blind.message ?? '')?.[1];
  const api = group === undefined ? undefined : apiServices?.filter((one) => one.group === group);
  const hint = api?.length === 0 ? `; no APIService serves ${group}: its metrics server is not installed` : '';
  return {
    reason: 'autoscaler_blind',
    message: `${blind.type}=False for ${formatDuration(now - (blind.at ?? row.createdAt))}: ${formatCondition(blind)}${hint}`,
    object: ref,
    evidence: {
      condition: blind.type,
      cause: blind.reason ?? null,
      target: `${target.kind}/${target.name}`,
      metricsApi: group ?? null,
    },
    next: [
      describeCommand(ref),
      group === undefined
        ? kubectlCommand(ref.namespace)`get ${target.kind.toLowerCase()} ${target.name}`
        : kubectlCommand(undefined)`get apiservices | grep ${group}`,
    ],
    because: api?.length === 0 ? [] : [...(api ?? []).map((one) => one.ref), scaleTarget(row)],
  };
};

const scaleTarget = ({ ref, target }: HorizontalPodAutoscalerRow): ObjectRef => ({
  ...ref,
  kind: target.kind,
  name: target.name,
});

const ceilingFinding = (row: HorizontalPodAutoscalerRow, limited: Condition, now: number): Finding => ({
  reason: 'autoscaler_ceiling',
  level: 'warning',
  message: `at its ceiling of ${pluralize(row.max, 'replica')} for ${formatDuration(now - (limited.at ?? row.createdAt))}: ${formatCondition(limited)}`,
  object: row.ref,
  evidence: { current: row.current, desired: row.desired, max: row.max },
  next: [describeCommand(row.ref)],
});
