import { describe, expect, it } from 'vitest';
import { checks } from '../../../checks/index.ts';
import { isResourceCheck, type ResourceCheck } from '../../../checks/resources/resource-check.ts';
import type { ResourceRule } from '../../../checks/resources/resource-rule.ts';
import { type CustomKindName, customKinds } from '../../../src/kubernetes/custom-kinds.ts';
import { buildCondition, buildRow } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';
import { casesOf, type KindCase } from './real-kinds/kind-cases.ts';
import { setAt } from './real-kinds/set-at.ts';

const resourceChecks = checks.filter(isResourceCheck);
const kinds = resourceChecks.flatMap((check) =>
  (Object.entries(check.kinds) as [CustomKindName, ResourceRule][]).map(([view, rule]) => ({ check, view, rule })),
);

/** The object of a case, whose conditions are of this age; what flaps changed a moment ago. */
const rowOf = (view: CustomKindName, one: KindCase, age: string) => {
  const object = { spec: {}, status: {}, metadata: { generation: one.isBehind ? 2 : 1 } };
  for (const [path, value] of Object.entries(one.fields ?? {})) setAt(object, path, value);
  const conditions = one.conditions.map(({ type, status, reason }) =>
    buildCondition(type, status, one.isFlapping ? '10s' : age, { ...(reason && { reason }), observedGeneration: 1 }),
  );
  const status = { ...object.status, ...(one.isBehind && { observedGeneration: 1 }), conditions };
  return buildRow(view, {
    ...object,
    ...{ age, namespace: customKinds[view].namespaced ? 'shop' : null },
    ...(!one.isSilent && { status }),
  });
};

const judge = async (check: ResourceCheck, view: CustomKindName, one: KindCase, age: string) =>
  (await judgeRows(check, { [view]: [rowOf(view, one, age)] })).findings.map(({ message }) => message);

describe.each(kinds)('$check.name: $view', ({ check, view, rule }) => {
  it.each(casesOf(rule))('$name after a day is told as $expected', async (one) => {
    const expected = one.expected === undefined ? [] : [expect.stringContaining(one.expected)];
    expect(await judge(check, view, one, '1d')).toEqual(expected);
  });

  it.each(casesOf(rule).filter(({ expected }) => expected !== undefined))(
    '$name is silent within its grace, which is longer for work in progress',
    async (one) => {
      expect(await judge(check, view, one, '4m')).toEqual([]);
      const isTold = (await judge(check, view, one, '10m')).length > 0;
      expect(isTold).toBe(one.isProgress !== true);
    },
  );
});
