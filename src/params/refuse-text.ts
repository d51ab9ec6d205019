import type * as z from 'zod';

/** A check of a text for which `findProblem` returns what is wrong; a reference to a secret is left until its value is there. */
export const refuseText =
  (findProblem: (text: string) => string | undefined): z.core.CheckFn<string> =>
  (context) => {
    const problem = typeof context.value === 'string' ? findProblem(context.value) : undefined;
    if (problem !== undefined) context.issues.push({ code: 'custom', input: context.value, message: problem });
  };
