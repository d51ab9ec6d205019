import { expect, it } from 'vitest';
import check from '../../../checks/hygiene/missing-disruption-budget.ts';
import { projectDeployment } from '../../../src/kubernetes/views/deployments.ts';
import { projectPodDisruptionBudget } from '../../../src/kubernetes/views/pod-disruption-budgets.ts';
import { judgeRows } from '../../support/judge-rows.ts';

const webDeployment = (replicas: number) =>
  projectDeployment({
    metadata: { name: 'web', namespace: 'shop' },
    spec: { replicas, selector: {}, template: { metadata: { labels: { app: 'web', tier: 'front' } } } },
  });

const webBudget = (selector: object | undefined, namespace = 'shop') =>
  projectPodDisruptionBudget({ metadata: { name: 'b', namespace }, spec: selector === undefined ? {} : { selector } });

const judgeBudgets = async (replicas: number, ...podDisruptionBudgets: ReturnType<typeof webBudget>[]) =>
  (await judgeRows(check, { deployments: [webDeployment(replicas)], statefulSets: [], podDisruptionBudgets })).findings;

it('replicas without a budget are a finding', async () => {
  expect(await judgeBudgets(3)).toEqual([
    expect.objectContaining({
      reason: 'missing_disruption_budget',
      level: 'warning',
      message: '3 replicas and no PodDisruptionBudget: a drain may take them all at once',
      object: { kind: 'Deployment', namespace: 'shop', name: 'web' },
    }),
  ]);
});

it.each([
  ['labels that match', webBudget({ matchLabels: { app: 'web' } }), 0],
  [
    'an expression that matches',
    webBudget({ matchExpressions: [{ key: 'tier', operator: 'In', values: ['front'] }] }),
    0,
  ],
  ['an empty selector, which selects all', webBudget({}), 0],
  ['no selector, which selects nothing', webBudget(undefined), 1],
  ['two labels of which one differs', webBudget({ matchLabels: { app: 'web', tier: 'back' } }), 1],
  ['another namespace', webBudget({ matchLabels: { app: 'web' } }, 'other'), 1],
])('a selector is followed in all its parts: %s', async (_, one, count) =>
  expect(await judgeBudgets(2, one)).toHaveLength(count),
);

it('one replica, and no workload at all, are healthy', async () => {
  expect(await judgeBudgets(1)).toEqual([]);
  const nothing = { deployments: [], statefulSets: [], podDisruptionBudgets: [] };
  expect((await judgeRows(check, nothing)).findings).toEqual([]);
});
