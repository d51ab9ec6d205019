import type { CheckContext } from '../check/check.ts';
import type { Assertion, Measurement } from '../model/result.ts';
import { testNow } from './test-time.ts';

/** What a check said to its context. */
export interface RecordedCalls {
  readonly measures: Record<string, Measurement>;
  readonly assertions: Assertion[];
  readonly notes: string[];
  readonly looked: Record<string, number>;
  readonly secrets: string[];
}

/** A context without sources, for functions of a check that take one; `recorded` holds what they say to it. */
export const fakeContext = <Params>(
  given: Pick<CheckContext<Params>, 'params'> & Partial<Pick<CheckContext<Params>, 'service' | 'now' | 'signal'>>,
): CheckContext<Params> & { readonly recorded: RecordedCalls } => {
  const recorded: RecordedCalls = { measures: {}, assertions: [], notes: [], looked: {}, secrets: [] };
  return {
    ...{ service: 'test', now: testNow, signal: new AbortController().signal, ...given },
    recorded,
    measure: (name, value, unit = '') => {
      recorded.measures[name] = { value, unit };
    },
    assertion: (assertion) => void recorded.assertions.push(assertion),
    note: (text) => void recorded.notes.push(text),
    looked: (what, count) => {
      recorded.looked[what] = count;
    },
    secret: (text) => void recorded.secrets.push(text),
    remainingMs: () => 10_000,
  };
};
