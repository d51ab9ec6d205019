import type { Condition } from '../fields/condition.ts';

interface WithConditions {
  readonly conditions: readonly Condition[];
}

/** Returns the condition of that type, whatever its status. */
export const findCondition = ({ conditions }: WithConditions, type: string): Condition | undefined =>
  conditions.find((condition) => condition.type === type);

/** Returns the condition of that type, if it has that status. */
export const findConditionWithStatus = (
  object: WithConditions,
  type: string,
  status: Condition['status'],
): Condition | undefined => {
  const condition = findCondition(object, type);
  return condition?.status === status ? condition : undefined;
};

/** Formats what the controller says in a condition: `reason: message`. */
export const formatCondition = ({ reason, message }: Condition): string =>
  [reason, message?.replace(/\.$/, '')].filter(Boolean).join(': ');
