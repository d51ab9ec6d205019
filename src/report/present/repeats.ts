import type { Result } from '../../model/result.ts';

/** Errors with the same message as one before them, each with that one. */
export type RepeatedErrors = ReadonlyMap<Result, Result>;

/** That an API server does not answer, for one, is reported once, and not for every check that asked it. */
export const findRepeats = (results: readonly Result[]): RepeatedErrors => {
  const first = new Map<string, Result>();
  const repeats = new Map<Result, Result>();
  for (const result of results.filter(({ status, findings }) => status === 'error' && findings.length === 0)) {
    const known = first.get(result.message);
    if (known === undefined) first.set(result.message, result);
    else repeats.set(result, known);
  }
  return repeats;
};

/** The results that say the same as this one. */
export const repeatsOf = (result: Result, repeats: RepeatedErrors): readonly Result[] =>
  [...repeats].flatMap(([other, first]) => (first === result ? [other] : []));
