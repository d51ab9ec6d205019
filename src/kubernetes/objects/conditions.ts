import type { Condition } from '../fields/condition.ts';

interface WithConditions {
  readonly conditions: readonly Condition[];
}

/** The condition of that type, whatever its status. */
export const conditionOf = ({ conditions }: WithConditions, type: string): Condition | undefined =>
  conditions.find((condition) => condition.type === type);

/** The condition of that type if its status is the one asked for. */
export const conditionWith = (
  object: WithConditions,
  type: string,
  status: Condition['status'],
): Condition | undefined => {
  const condition = conditionOf(object, type);
  return condition?.status === status ? condition : undefined;
};

/** Kubernetes's own words of a condition: `reason: message`. */
export const wordsOf = ({ reason, message }: Condition): string =>
  [reason, message?.replace(/\.$/, '')].filter(Boolean).join(': ');
