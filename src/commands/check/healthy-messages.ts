import type { Registration } from '../../check/check.ts';
import type { Result } from '../../model/result.ts';

/** Finds the message of a result that turns out to be healthy: the title of its check. */
export const healthyMessages = (registrations: readonly Registration[]): ((result: Result) => string) => {
  const titles = new Map(registrations.map(({ check, title }) => [check, title]));
  return ({ check }) => titles.get(check) ?? check;
};
