import type { ResourceRule } from '../../../../checks/resources/resource-rule.ts';
import { holdValueOf } from '../../../../src/kubernetes/hold-marks.ts';

/** A condition as a controller writes it; its times are set when it is written. */
export interface CaseCondition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
}

/** One object of a kind, and what must be found of it. */
export interface KindCase {
  readonly name: string;
  readonly conditions: readonly CaseCondition[];
  /** Values by path, in addition. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** Its controller wrote nothing at all. */
  readonly isSilent?: boolean;
  /** The schema of the kind may know no such field or condition: then there is no such object. */
  readonly isOptional?: boolean;
  /** It was changed, and its controller has not looked at it since. */
  readonly isBehind?: boolean;
  /** It ends while the test looks. */
  readonly isFlapping?: boolean;
  /** Words of the finding; undefined: it is well. */
  readonly expected?: string;
  /** Whether it has the time for work in progress. */
  readonly isProgress?: boolean;
}

/** That must not be True, in whatever kind; each is tried in every kind. */
const ILL_ANYWHERE = ['Stalled', 'Degraded', 'Failed', 'NotReady', 'ReconciliationFailed'];

/** What the cases of one kind are made from. */
interface CaseParts {
  readonly rule: ResourceRule;
  /** What its controller writes when all is well: conditions, and values by path. */
  readonly healthy: readonly CaseCondition[];
  readonly good: Readonly<Record<string, unknown>>;
}

/**
 * A well object of a kind, and one for each way to be ill, held, behind or unreported. `foreignWord` is one of its rule that
 * this kind does not have.
 */
export const casesOf = (rule: ResourceRule, foreignWord?: string): readonly KindCase[] => {
  const { ready = [], wellWhenTrue = [], warnWhenFalse = [], illWhenTrue = [], phases = [] } = rule;
  const parts: CaseParts = {
    rule,
    healthy: [
      ...[...ready.slice(0, 1), ...wellWhenTrue, ...warnWhenFalse].map((type) => ({ type, status: 'True' as const })),
      ...illWhenTrue.map((type) => ({ type, status: 'False' as const })),
    ],
    good: Object.fromEntries(phases.map(({ path, good }) => [path, good.find((word) => word !== foreignWord)])),
  };
  const { healthy, good } = parts;
  return [
    { name: 'well', conditions: healthy, fields: good },
    ...conditionCases(parts),
    ...phaseCases(parts),
    silentCase(rule),
    {
      ...{ name: 'behind', conditions: healthy, fields: good, isBehind: true, isOptional: true },
      ...{ expected: 'has not looked at the newest change', isProgress: true },
    },
    ...ready.slice(0, 1).flatMap((summary) => unsettledCases(parts, summary)),
    ...atWorkCases(parts),
    ...[...ready, ...wellWhenTrue].slice(0, 1).flatMap((type) => heldCases(parts, type)),
  ];
};

const changedConditions = (
  { rule: { ready = [] }, healthy }: CaseParts,
  type: string,
  status: CaseCondition['status'],
  reason?: string,
): readonly CaseCondition[] => [
  // The first summary that it has counts.
  ...healthy.filter((one) => one.type !== type && !(ready.includes(type) && ready.includes(one.type))),
  { type, status, ...(reason && { reason }) },
];

const conditionCases = (parts: CaseParts): readonly KindCase[] => {
  const { ready = [], wellWhenTrue = [], warnWhenFalse = [], illWhenTrue = [] } = parts.rule;
  const ill = (type: string, status: 'True' | 'False'): KindCase => ({
    name: `ill-${type}`,
    conditions: changedConditions(parts, type, status),
    fields: parts.good,
    expected: `${type}=${status}`,
    isOptional: status === 'True' && !illWhenTrue.includes(type) && !ready.includes(type),
  });
  return [
    ...[...new Set([...ILL_ANYWHERE, ...illWhenTrue])].map((type) => ill(type, 'True')),
    ...[...ready, ...wellWhenTrue, ...warnWhenFalse]
      .filter((type) => !ILL_ANYWHERE.includes(type))
      .map((type) => ill(type, 'False')),
  ];
};

const phaseCases = ({ rule: { phases = [] }, healthy, good }: CaseParts): readonly KindCase[] =>
  phases.flatMap(({ path, bad, warn = [] }) =>
    [...bad, ...warn].map((word, index) => ({
      name: `ill-${path}-${word}-${index}`,
      conditions: healthy,
      fields: { ...good, [path]: word },
      expected: `is ${word}`,
    })),
  );

/** Kinds without a summary need no controller to be well. */
const silentCase = ({ ready, phases }: ResourceRule): KindCase => ({
  ...{ name: 'silent', conditions: [], isSilent: true },
  ...((ready ?? phases) !== undefined && { expected: 'no controller has reported', isProgress: true }),
});

const unsettledCases = (parts: CaseParts, summary: string): readonly KindCase[] => [
  {
    name: 'working',
    conditions: changedConditions(parts, summary, 'Unknown', 'Reconciling'),
    ...{ fields: parts.good, expected: `${summary}=Unknown`, isProgress: true },
  },
  {
    name: 'flapping',
    conditions: changedConditions(parts, summary, 'False'),
    ...{ fields: parts.good, isFlapping: true, isOptional: true },
  },
];

/** Whatever the reason of its summary: its controller says that it is at work. */
const atWorkCases = (parts: CaseParts): readonly KindCase[] =>
  (parts.rule.ready ?? []).slice(0, 1).flatMap((summary) =>
    ['Reconciling', ...(parts.rule.atWork ?? [])].map((type) => ({
      name: `at-work-${type}`,
      conditions: [...changedConditions(parts, summary, 'False'), { type, status: 'True' as const }],
      ...{ fields: parts.good, isOptional: true, expected: `${summary}=False`, isProgress: true },
    })),
  );

const heldCases = (parts: CaseParts, type: string): readonly KindCase[] =>
  (parts.rule.onHold ?? []).flatMap((by) => [
    heldCase(parts, type, { by, name: `held-${by}`, value: isPath(by) ? heldValue(by) : 'True' }),
    // What lifts the hold again.
    ...(holdValueOf(by) === null
      ? []
      : [
          {
            ...heldCase(parts, type, { by, name: `unheld-${by}`, value: isPath(by) ? releasedValue(by) : 'False' }),
            expected: `${type}=False`,
          },
        ]),
  ]);

interface HoldMark {
  readonly by: string;
  readonly name: string;
  readonly value: string | boolean;
}

const heldCase = (parts: CaseParts, type: string, { by, name, value }: HoldMark): KindCase => ({
  ...{ name, isOptional: true },
  conditions: [
    ...changedConditions(parts, type, 'False'),
    ...(isPath(by) ? [] : [{ type: by, status: value as CaseCondition['status'] }]),
  ],
  fields: { ...parts.good, ...(isPath(by) && { [by]: value }) },
});

const isPath = (by: string): boolean => /^(?:metadata|spec)\./.test(by);

const heldValue = (by: string): string | boolean => (by.startsWith('spec.') ? true : (holdValueOf(by) ?? '0'));

const releasedValue = (by: string): string | boolean =>
  by.startsWith('spec.') ? false : holdValueOf(by) === 'false' ? 'true' : 'false';
