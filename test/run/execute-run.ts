import * as z from 'zod';
import type { Check, Registration } from '../../src/check/check.ts';
import type { ProbeSession } from '../../src/probes/probe.ts';
import type { CheckEnvironment } from '../../src/run/attempt/check-environment.ts';
import { executeCheck } from '../../src/run/attempt/execute-check.ts';
import { registrationOf } from './sample-plans.ts';

/** What a check does, in a test. */
export type CheckRun = (context: {
  readonly params: unknown;
  readonly signal: AbortSignal;
  readonly tcp: (options: unknown) => Promise<unknown>;
  readonly pods?: readonly unknown[];
  measure(name: string, value: number, unit?: string): void;
  note(text: string): void;
  looked(what: string, count: number): void;
}) => unknown;

export const checkRunning = (run: CheckRun, params: unknown = z.looseObject({})): Check =>
  ({ ...registrationOf('any'), why: '', needs: [], params, run }) as unknown as Check;

export const neverSettles = (): Promise<never> => new Promise(() => {});

export const testEnvironment = (
  probe: (session: ProbeSession) => Promise<unknown>,
  changes: Partial<CheckEnvironment> = {},
) => {
  const warnings: string[] = [];
  const environment: CheckEnvironment = {
    views: {},
    now: 0,
    probes: { tcp: async () => (_: never, session: ProbeSession) => probe(session) },
    signal: new AbortController().signal,
    warning: (message) => void warnings.push(message),
    ...changes,
  };
  return { environment, warnings };
};

/** The result of a check that does this, with one probe that does that. */
export const executeRun = (
  run: CheckRun,
  changes: Partial<Registration> = {},
  probe: (session: ProbeSession) => Promise<unknown> = neverSettles,
) =>
  executeCheck(
    registrationOf('any', { probes: ['tcp'], ...changes }),
    checkRunning(run),
    testEnvironment(probe).environment,
  );
