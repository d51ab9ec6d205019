import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { matchesSelector } from '../../src/kubernetes/objects/label-selector.ts';

export default defineCheck({
  group: 'hygiene',
  name: 'missing-disruption-budget',
  title: 'Replicated workloads have a disruption budget',
  why: 'Without one a drain may take all replicas at once.',
  remedy: 'Add a PodDisruptionBudget that leaves a drain room: maxUnavailable 1.',
  severity: 'sev3',
  enabled: false,
  needs: ['deployments', 'statefulSets', 'podDisruptionBudgets'],
  judges: ['deployments', 'statefulSets'],
  params: z.strictObject({ replicas: z.int().min(2).default(2).describe('Replicas from which on one is asked for') }),
  run({ deployments, statefulSets, podDisruptionBudgets, params }) {
    const budgets = Map.groupBy(podDisruptionBudgets, ({ ref }) => ref.namespace);
    return [...deployments, ...statefulSets]
      .filter(({ replicas, deletingAt }) => replicas >= params.replicas && deletingAt === undefined)
      .filter(
        ({ ref, templateLabels }) =>
          !(budgets.get(ref.namespace) ?? []).some(({ selector }) => matchesSelector(selector, templateLabels)),
      )
      .map(({ ref, replicas }) => ({
        reason: 'missing_disruption_budget' as const,
        level: 'warning' as const,
        message: `${replicas} replicas and no PodDisruptionBudget: a drain may take them all at once`,
        object: ref,
        evidence: { replicas },
      }));
  },
});
