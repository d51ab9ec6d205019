import { createCookieJar } from '../../../src/probes/http/cookies.ts';
import type { StepRun } from './run-step.ts';
import { initialValues } from './step-values.ts';

/** What the steps of one attempt share, with nothing captured yet. Notes it where no certificate is verified. */
export const openStepRun = (
  parts: Pick<StepRun, 'http' | 'context'> & {
    readonly params: StepRun['params'] & { readonly variables: Parameters<typeof initialValues>[0] };
  },
): StepRun => {
  const { context, params } = parts;
  if (params.tls?.insecure === true) context.note('the certificate was not verified (tls.insecure)');
  return {
    ...parts,
    values: initialValues(params.variables, context.now),
    cookies: createCookieJar(),
    challenges: new Map(),
  };
};
