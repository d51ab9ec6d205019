import type { Registration } from '../../check/check.ts';
import { UsageError } from '../../model/errors.ts';
import { resultOf } from '../../run/attempt/outcome.ts';
import { type CheckOutcome, NOWHERE } from './report.ts';
import type { NotStarted } from './run-context.ts';

/** The configuration as if it were a check of kavmon itself, so that a run that could not start shows in every output. */
const CONFIG_REGISTRATION: Registration = {
  id: 'kavmon/configuration',
  name: 'configuration',
  check: 'configuration',
  group: 'custom',
  service: 'kavmon',
  title: 'The configuration can be used',
  remedy: 'Mend what the message names; "kavmon config validate" with the same options tells when all is well.',
  severity: 'sev2',
  runbook: null,
  enabled: true,
  timeoutMs: 0,
  retry: { attempts: 1, backoffMs: 0, attemptTimeoutMs: null },
  repeatable: true,
  params: {},
  views: [],
  wantedViews: [],
  probes: [],
};

/** The verdict on a configuration that cannot be used. */
export const unusableConfig = ({ message }: UsageError): NotStarted => ({ status: 'error', reason: 'config', message });

/** The outcome of a run without a usable configuration: one result, nothing verified. */
export const notStartedOutcome = (verdict: NotStarted, cluster: string | null): CheckOutcome => {
  const result = resultOf(CONFIG_REGISTRATION, verdict);
  return {
    results: [{ ...result, remedy: CONFIG_REGISTRATION.remedy }],
    suppressed: [],
    warnings: [],
    scope: { ...NOWHERE, cluster },
    stuck: verdict.reason !== 'config',
  };
};

/** The outcome of a run that broke: an `error` of every check that was selected, none of which was verified. */
export const crashOutcome = (registrations: readonly Registration[], error: unknown): CheckOutcome => {
  const isUsage = error instanceof UsageError;
  const text = error instanceof Error ? error.message : String(error);
  const message = isUsage ? text : `kavmon itself failed: ${text}`;
  const verdict = { status: 'error', reason: isUsage ? 'config' : 'internal', message } as const;
  return {
    results: registrations.map((registration) => resultOf(registration, verdict)),
    suppressed: [],
    warnings: [],
    scope: NOWHERE,
    stuck: true,
  };
};
