import type * as z from 'zod';
import { httpUrlProblem, proxyProblem } from '../text/http-url.ts';
import { secretOrText } from './secret.ts';

/** Schema of an http or https URL, plain or by reference. */
export const httpUrl = () => secretOrText().check(refuseProblem(httpUrlProblem));

/** Schema of the URL of a proxy, plain or by reference. */
export const proxyUrl = () => secretOrText().check(refuseProblem(proxyProblem));

const refuseProblem =
  (findProblem: (text: string) => string | undefined): z.core.CheckFn<string> =>
  (context) => {
    // Of a reference there is nothing to say before its value is there.
    const problem = typeof context.value === 'string' ? findProblem(context.value) : undefined;
    if (problem !== undefined) context.issues.push({ code: 'custom', input: context.value, message: problem });
  };
