import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { findCondition, formatCondition } from '../../src/kubernetes/objects/conditions.ts';
import { describeCommand, kubectlCommand } from '../../src/kubernetes/objects/kubectl.ts';
import { matchesSelector } from '../../src/kubernetes/objects/label-selector.ts';
import { unreadySince } from '../../src/kubernetes/objects/pod-readiness.ts';
import type { PodDisruptionBudgetRow } from '../../src/kubernetes/views/pod-disruption-budgets.ts';
import type { PodRow } from '../../src/kubernetes/views/pods.ts';
import type { Finding } from '../../src/model/result.ts';
import { duration } from '../../src/params/duration.ts';
import { formatDuration } from '../../src/text/duration-text.ts';
import { pluralize } from '../../src/text/pluralize.ts';
import {
  isBesideDrains,
  type SelectableWorkload,
  selectableWorkloads,
  selectedPodsLookup,
} from './budget-selection.ts';

export default defineCheck({
  group: 'scaling',
  name: 'disruption-budgets',
  title: 'Disruption budgets are kept and leave room',
  why: 'A budget without room blocks every drain, so that nodes cannot be updated; one that is not kept tells of an outage.',
  remedy: 'Run one replica more than the budget asks for, or state it as maxUnavailable.',
  severity: 'sev3',
  needs: ['podDisruptionBudgets', 'pods'],
  wants: ['deployments', 'statefulSets', 'jobs', 'cronJobs', 'daemonSets', 'replicaSets'],
  params: z.strictObject({
    grace: duration().prefault('15m').describe('How long a budget may be short of healthy pods, empty or broken'),
  }),
  run({ podDisruptionBudgets, pods, params, now, ...workloadViews }) {
    const living = podDisruptionBudgets.filter(({ deletingAt }) => deletingAt === undefined);
    const inside = selectedPodsLookup(living.length === 0 ? [] : pods);
    const workloads = selectableWorkloads(workloadViews);
    const setting = { inside, workloads, limit: now - params.grace, now };
    return [...living.flatMap((row) => budgetFindings(row, setting)), ...overlapFindings(living, inside)];
  },
});

interface BudgetContext {
  readonly inside: (row: PodDisruptionBudgetRow) => readonly PodRow[];
  /** Workloads with the labels of their pods; undefined when they could not be read. */
  readonly workloads: readonly SelectableWorkload[] | undefined;
  readonly limit: number;
  readonly now: number;
}

const budgetFindings = (row: PodDisruptionBudgetRow, setting: BudgetContext): readonly Finding[] => {
  const failure = syncFailure(row);
  if (failure !== undefined) return (failure.at ?? row.createdAt) < setting.limit ? [brokenBudgetFinding(row)] : [];
  if (row.expected === 0) return selectsNothing(row, setting) ? [emptyBudgetFinding(row)] : [];
  const pods = setting.inside(row);
  if (row.healthy < row.desired) return shortBudgetFindings(row, { pods, ...setting });
  return row.desired >= row.expected && isInTheWay(row, pods) ? [blockingBudgetFinding(row)] : [];
};

/**
 * Whether a budget without room is in the way of drains. A controller that made its budget moves its pods itself: a database
 * after a switchover, a virtual machine. Pods and budgets are read at different moments: whose pods a budget counts is not
 * known when none of them was read. (Where pods cannot be read, this check is not judged.)
 */
const isInTheWay = ({ owner }: PodDisruptionBudgetRow, pods: readonly PodRow[]): boolean =>
  owner === undefined && pods.some((pod) => !isBesideDrains(pod));

/**
 * Whether a budget selects no workload either; one that is scaled to zero has no pods to protect. A budget that a controller
 * made is for pods of that controller, whether or not it has some now.
 */
const selectsNothing = (row: PodDisruptionBudgetRow, { workloads, limit }: BudgetContext): boolean =>
  row.createdAt < limit &&
  row.owner === undefined &&
  workloads !== undefined &&
  !workloads.some(
    (one) => one.ref.namespace === row.ref.namespace && matchesSelector(row.selector, one.templateLabels),
  );

const syncFailure = (row: PodDisruptionBudgetRow) => {
  const condition = findCondition(row, 'DisruptionAllowed');
  return condition?.reason === 'SyncFailed' ? condition : undefined;
};

const brokenBudgetFinding = (row: PodDisruptionBudgetRow): Finding => {
  const condition = syncFailure(row);
  return {
    reason: 'budget_broken',
    message: `disruptions cannot be worked out: ${condition === undefined ? '' : formatCondition(condition)}${brokenBudgetHint(row, condition?.message)}`,
    object: row.ref,
    evidence: { cause: condition?.message ?? null },
    next: [describeCommand(row.ref)],
  };
};

/** A share, and `maxUnavailable`, need the number of replicas that the owner of the pods asks for. */
const brokenBudgetHint = ({ minAvailable }: PodDisruptionBudgetRow, message = ''): string =>
  typeof minAvailable === 'number' || !/scale subresource|controller ref|does not implement/i.test(message)
    ? ''
    : '; state it as minAvailable with a number: nobody has to ask the owner of the pods for its replicas then';

const emptyBudgetFinding = (row: PodDisruptionBudgetRow): Finding => ({
  reason: 'budget_empty',
  level: 'warning',
  message: 'its selector matches no pod and no workload: it protects nothing from disruption',
  object: row.ref,
  evidence: { selector: { ...row.selector?.labels } },
  next: [kubectlCommand(row.ref.namespace)`get pods --show-labels`],
});

/**
 * A budget that is short of healthy pods for long; drains and rollouts use it up for a while, which is what it is for.
 */
const shortBudgetFindings = (
  row: PodDisruptionBudgetRow,
  { pods, limit, now }: { pods: readonly PodRow[]; limit: number; now: number },
): readonly Finding[] => {
  const unready = pods.filter((pod) => (unreadySince(pod) ?? Number.POSITIVE_INFINITY) < limit);
  if (unready.length === 0) return [];
  const since = Math.min(...unready.map((pod) => unreadySince(pod) ?? now));
  return [
    {
      reason: 'budget_short',
      message: `${row.healthy} of ${row.desired} healthy pods that the disruption budget asks for, for ${formatDuration(now - since)}`,
      object: row.ref,
      evidence: {
        pod: (unready[0] as PodRow).ref.name,
        healthy: row.healthy,
        desired: row.desired,
        expected: row.expected,
      },
      next: [describeCommand(row.ref)],
      because: unready.map(({ ref }) => ref),
    },
  ];
};

const formatTerms = ({ minAvailable, maxUnavailable }: PodDisruptionBudgetRow): string =>
  minAvailable === undefined ? `maxUnavailable ${maxUnavailable ?? 'not stated'}` : `minAvailable ${minAvailable}`;

/** A budget that allows no eviction although all pods are healthy: its numbers never allow one. */
const blockingBudgetFinding = (row: PodDisruptionBudgetRow): Finding => ({
  reason: 'budget_blocks',
  level: 'warning',
  message: `blocks every drain: 0 disruptions allowed, ${formatTerms(row)} with ${pluralize(row.expected, 'pod')}`,
  object: row.ref,
  evidence: { allowed: row.allowed, healthy: row.healthy, desired: row.desired, expected: row.expected },
  next: [describeCommand(row.ref)],
});

/** Pods under several budgets: the API server refuses to evict them, whatever the budgets allow. */
const overlapFindings = (
  rows: readonly PodDisruptionBudgetRow[],
  inside: (row: PodDisruptionBudgetRow) => readonly PodRow[],
): readonly Finding[] => {
  const budgets = new Map<PodRow, PodDisruptionBudgetRow[]>();
  for (const row of rows) for (const pod of inside(row)) budgets.set(pod, [...(budgets.get(pod) ?? []), row]);
  const shared = [...budgets].filter(([, all]) => all.length > 1);
  const groups = Map.groupBy(shared, ([, all]) => all.map(({ ref }) => `${ref.namespace}/${ref.name}`).join(' '));
  return [...groups.values()].map((group) => {
    const [pod, all] = group[0] as (typeof shared)[number];
    const names = all.map(({ ref }) => ref.name);
    return {
      reason: 'budget_overlap',
      level: 'warning',
      message: `${pluralize(group.length, 'pod stands', 'pods stand')} under ${names.length} disruption budgets (${names.join(', ')}) and cannot be evicted`,
      object: (all[0] as PodDisruptionBudgetRow).ref,
      evidence: { pod: pod.ref.name, budgets: names, pods: group.length },
      next: [kubectlCommand(pod.ref.namespace)`get poddisruptionbudgets -o wide`],
      part: names.join(','),
    };
  });
};
