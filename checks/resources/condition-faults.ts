import type { Condition } from '../../src/kubernetes/fields/condition.ts';
import { findCondition, formatCondition } from '../../src/kubernetes/objects/conditions.ts';
import type { CustomResourceRow } from '../../src/kubernetes/views/custom-resources.ts';
import { formatDuration } from '../../src/text/duration-text.ts';
import type { ConditionRule, ResourceFault, ResourceRule } from './resource-rule.ts';

/**
 * Conditions that say that something is wrong when they are True, in whatever kind: those of kstatus and of Argo's health
 * assessment. https://github.com/kubernetes-sigs/cli-utils/blob/master/pkg/kstatus/README.md
 */
const ILL_WHEN_TRUE = ['Stalled', 'Degraded', 'Failed', 'NotReady', 'ReconciliationFailed'] as const;

/** What the conditions of an object say against it, the worst first. */
export const conditionFaults = (row: CustomResourceRow, rule: ResourceRule, now: number): readonly ResourceFault[] =>
  faultsByAnyReason(row, rule, now).filter(({ condition }) => !rule.wellReasons?.includes(condition?.reason ?? ''));

const faultsByAnyReason = (row: CustomResourceRow, rule: ResourceRule, now: number): readonly ResourceFault[] => {
  const usual = ILL_WHEN_TRUE.filter((type) => !rule.unjudged?.includes(type));
  const ill = conditionsOf(row, [...usual, ...(rule.illWhenTrue ?? [])]).filter(({ status }) => status === 'True');
  const summary = conditionsOf(row, rule.ready ?? [])[0];
  const unwell = conditionsOf(row, rule.wellWhenTrue ?? []).filter(isFalse);
  const warned = conditionsOf(row, rule.warnWhenFalse ?? []).filter(isFalse);
  return [
    ...(rule.conditions ?? []).flatMap((one) => ruledFault(row, one, { rule, now })),
    ...ill.map((condition) => describeFault(row, condition, { rule, now })),
    ...(summary === undefined || summary.status === 'True' ? [] : [describeFault(row, summary, { rule, now })]),
    ...unwell.map((condition) => describeFault(row, condition, { rule, now })),
    ...unreportedFaults(row, rule, now),
    ...warned.map((condition) => ({ ...describeFault(row, condition, { rule, now }), level: 'warning' as const })),
  ];
};

/** What its status, and reason, say by the rule: it is no progress, whatever its reason sounds like. */
const ruledFault = (
  row: CustomResourceRow,
  { type, status, reasons, level = 'fault', grace }: ConditionRule,
  context: Parameters<typeof describeFault>[2],
): readonly ResourceFault[] => {
  const condition = findCondition(row, type);
  const isMeant = condition?.status === status && (reasons?.includes(condition.reason ?? '') ?? true);
  if (!isMeant) return [];
  return [
    { ...describeFault(row, condition, context), level, isProgress: false, ...(grace === undefined ? {} : { grace }) },
  ];
};

const conditionsOf = (row: CustomResourceRow, types: readonly string[]): readonly Condition[] =>
  types.flatMap((type) => findCondition(row, type) ?? []);

/** Whatever is neither True nor Unknown: some operators have words of their own. */
const isFalse = ({ status }: Condition): boolean => status !== 'True' && status !== 'Unknown';

interface FaultContext {
  readonly rule: ResourceRule;
  readonly now: number;
}

const describeFault = (row: CustomResourceRow, condition: Condition, { rule, now }: FaultContext): ResourceFault => {
  const since = Math.max(row.createdAt, condition.at ?? 0);
  const other = condition.message === undefined ? explainSilence(row, condition) : '';
  const what = [formatCondition(condition), other].filter((words) => words !== '').join(': ');
  const text = `${condition.type}=${condition.status} for ${formatDuration(now - since)}${what === '' ? '' : `: ${what}`}`;
  return {
    reason: 'resource_not_ready',
    level: 'fault',
    text,
    since,
    condition,
    isProgress: isInProgress(row, condition, rule),
  };
};

/** Of a summary without a message: what another condition says that is not True. */
const explainSilence = ({ conditions }: CustomResourceRow, summary: Condition): string => {
  const other = conditions.find((one) => one !== summary && isFalse(one) && formatCondition(one) !== '');
  return other === undefined ? '' : `${other.type}=${other.status} ${formatCondition(other)}`;
};

const PROGRESS_REASON =
  /progress|pending|reconciling|issuing|waiting|creating|provisioning|initiali[sz]ing|deploying|notready$|updating|scaling|starting|installing|unknown/i;
const FAILURE_REASON = /fail|error|invalid|denied|exceed|missing|notfound/i;

/** Whether a controller is still at work on what a condition tells: `Unknown`, `Reconciling`, or a reason that says so. */
const isInProgress = (row: CustomResourceRow, { status, reason = '' }: Condition, { atWork = [] }: ResourceRule) => {
  if (FAILURE_REASON.test(reason)) return false;
  const isAtWork = conditionsOf(row, ['Reconciling', ...atWork]).some((condition) => condition.status === 'True');
  if (status === 'Unknown' || isAtWork) return true;
  return PROGRESS_REASON.test(reason);
};

/** Kinds with a summary get one by their controller soon after they are made: without any there is no controller. */
const unreportedFaults = (row: CustomResourceRow, rule: ResourceRule, now: number): readonly ResourceFault[] => {
  const [summary] = rule.ready ?? [];
  const isSilent = row.conditions.length === 0 && !hasStatusField(row);
  const lacksSummary = summary === undefined ? isSilent && rule.phases !== undefined : !hasSummary(row, rule);
  if (!lacksSummary) return [];
  const age = formatDuration(now - row.createdAt);
  const text =
    summary === undefined || row.conditions.length === 0
      ? `no controller has reported on it, ${age} after it was made: is its operator running?`
      : `its status has no ${summary}, ${age} after it was made`;
  return [{ reason: 'resource_unreported', level: 'fault', text, since: row.createdAt, isProgress: true }];
};

const hasSummary = (row: CustomResourceRow, { ready = [] }: ResourceRule): boolean =>
  conditionsOf(row, ready).length > 0;

const hasStatusField = ({ fields }: CustomResourceRow): boolean =>
  Object.keys(fields).some((path) => path.startsWith('status.'));
