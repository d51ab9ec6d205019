import type { SuppressedFinding } from '../model/result.ts';

/** Named one by one; of more those of one check, reason and ignore are counted together. */
const MAX_NAMED = 1_000;

/** Collects what ignores took out of a run, with its objects as long as anybody would read them. */
export const createSuppressedList = () => {
  const named: SuppressedFinding[] = [];
  const counted = new Map<string, SuppressedFinding>();
  return {
    add: (one: SuppressedFinding): void => {
      if (named.length < MAX_NAMED) {
        named.push(one);
        return;
      }
      const { object: _, ...rest } = one;
      const key = JSON.stringify([rest.check, rest.reason, rest.why, rest.until]);
      counted.set(key, { ...rest, count: rest.count + (counted.get(key)?.count ?? 0) });
    },
    all: (): readonly SuppressedFinding[] => [...named, ...counted.values()],
  };
};
