import type { Check } from '../../../src/check/check.ts';
import type { CustomKindName } from '../../../src/kubernetes/custom-kinds.ts';
import type { CustomResourceRow } from '../../../src/kubernetes/views/custom-resources.ts';
import type { Finding } from '../../../src/model/result.ts';
import { buildCondition, buildRow, type ObjectParts } from '../../support/build-rows.ts';
import { judgeRows } from '../../support/judge-rows.ts';

/** The row of a custom resource that is a day old; `conditions` are `Type=Status` with their age: `Ready=False 1h`. */
export const customRow = (
  view: CustomKindName,
  conditions: readonly (string | object)[] = [],
  { status = {}, ...parts }: ObjectParts = {},
): CustomResourceRow =>
  buildRow(view, {
    age: '1d',
    ...parts,
    status: { ...status, ...(conditions.length === 0 ? {} : { conditions: conditions.map(parseCondition) }) },
  }) as CustomResourceRow;

/** What a check finds of one custom resource alone. */
export const judgeCustom = async (
  check: Check,
  ...[view, conditions, parts]: Parameters<typeof customRow>
): Promise<readonly Finding[]> => (await judgeRows(check, { [view]: [customRow(view, conditions, parts)] })).findings;

const parseCondition = (from: string | object): object => {
  if (typeof from !== 'string') return from;
  const [, type = '', status = '', since = '', reason, message] =
    /^(\w+)=(\w+) (\S+)(?: (\w+))?(?:: (.*))?$/.exec(from) ?? [];
  return buildCondition(type, status, since, { ...(reason && { reason }), ...(message && { message }) });
};
