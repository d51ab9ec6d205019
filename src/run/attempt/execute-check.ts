import type { Check, Registration } from '../../check/check.ts';
import type { PackedResult } from '../../findings/packed-findings.ts';
import type { CheckEnvironment } from './check-environment.ts';
import { checkDeadline, startTimer } from './deadline.ts';
import { describeThrown, verdictOfDeadline } from './error-verdict.ts';
import { type CheckVerdict, resultOf } from './outcome.ts';
import { blockingProblem } from './preconditions.ts';
import { runWithRetries } from './retries.ts';

/**
 * Runs one registration to its result, with its attempts and deadlines. Never rejects, and resolves `GRACE_MS` after the
 * check's timeout at the latest, even when the check does not end.
 */
export const executeCheck = async (
  registration: Registration,
  check: Check,
  environment: CheckEnvironment,
): Promise<PackedResult> => {
  const problem = blockingProblem(registration, environment.views);
  if (problem !== undefined) return resultOf(registration, problem);
  const parsed = parseParams(check, registration);
  if ('problem' in parsed) return resultOf(registration, parsed.problem);
  if (environment.signal.aborted) return resultOf(registration, verdictOfDeadline(environment.signal.reason, 'run'));
  const controller = new AbortController();
  const relay = (): void => controller.abort(environment.signal.reason);
  environment.signal.addEventListener('abort', relay);
  const stopTimer = startTimer(registration.timeoutMs, () => controller.abort(checkDeadline(registration.timeoutMs)));
  try {
    return await runWithRetries({ registration, check, params: parsed.params, environment }, controller.signal);
  } finally {
    stopTimer();
    environment.signal.removeEventListener('abort', relay);
  }
};

type ParsedParams = { readonly params: unknown } | { readonly problem: CheckVerdict };

/** A user's check without a schema gets its parameters as they are. */
const parseParams = (check: Check, { params, parsed }: Registration): ParsedParams => {
  if (parsed !== undefined) return { params: parsed };
  const schema: { parse?(value: unknown): unknown } | undefined = check.params;
  if (typeof schema?.parse !== 'function') return { params };
  try {
    return { params: schema.parse(params) };
  } catch (error) {
    return { problem: { status: 'error', reason: 'config', message: `parameters: ${describeThrown(error)}` } };
  }
};
