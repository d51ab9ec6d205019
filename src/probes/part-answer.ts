import type { ProbeError } from '../model/errors.ts';

/** The answer of one of several members or to one of several questions, or why there is none. */
export type PartAnswer<T> = { readonly value: T } | { readonly problem: ProbeError };

/** The value of an answer, undefined when there is none. */
export const answeredValue = <T>(answer: PartAnswer<T> | undefined): T | undefined =>
  answer !== undefined && 'value' in answer ? answer.value : undefined;
