import type { Registration } from '../../src/check/check.ts';
import type { Result } from '../../src/model/result.ts';
import type { RunEvents, RunPlan } from '../../src/run/plan.ts';

/** A registration of a check of the test catalogue. */
export const registrationOf = (check: string, changes: Partial<Registration> = {}): Registration => ({
  id: `test/${changes.name ?? check}`,
  name: check,
  check,
  group: 'custom',
  service: 'test',
  title: `${check} is fine`,
  remedy: 'Nothing is to be done.',
  severity: 'sev3',
  runbook: null,
  enabled: true,
  timeoutMs: 1000,
  retry: { attempts: 1, backoffMs: 10, attemptTimeoutMs: null },
  repeatable: true,
  params: {},
  views: [],
  wantedViews: [],
  probes: [],
  ...changes,
});

/** The same registration so many times, under names of their own. */
export const manyRegistrations = (count: number, check: string, changes: Partial<Registration> = {}): Registration[] =>
  Array.from({ length: count }, (_, n) => registrationOf(check, { ...changes, name: `${check}-${n + 1}` }));

export const planOf = (registrations: readonly Registration[], changes: Partial<RunPlan> = {}): RunPlan => ({
  registrations,
  gathered: { now: Date.now(), views: {}, facts: {} },
  workers: 2,
  runTimeoutMs: null,
  ...changes,
});

/** Events that are written down. */
export const recordEvents = () => {
  const started: string[] = [];
  const finished: Result[] = [];
  const warnings: string[] = [];
  const secrets: string[] = [];
  const events: RunEvents = {
    started: ({ id }) => void started.push(id),
    finished: (result) => void finished.push(result),
    warning: (message, fields) => void warnings.push([...Object.values(fields ?? {}), message].join(': ')),
    secret: (text) => void secrets.push(text),
  };
  return { events, started, finished, warnings, secrets };
};

/** `status/reason`, what most tests compare. */
export const outcomeOf = ({ status, reason }: Pick<Result, 'status' | 'reason'>): string =>
  `${status}/${reason ?? '-'}`;
