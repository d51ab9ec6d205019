import type { Check } from '../../../src/check/check.ts';
import type { Result } from '../../../src/model/result.ts';
import { probeLoaders } from '../../../src/probes/index.ts';
import { executeCheck } from '../../../src/run/attempt/execute-check.ts';
import { parseDuration } from '../../../src/text/duration-text.ts';

export interface JudgeOptions {
  readonly timeoutMs?: number;
  readonly now?: number;
}

/** The result of a check with these parameters, run as in a worker thread, with the real probes. */
export const judgeCheck = (check: Check, params: object, { timeoutMs, now }: JudgeOptions = {}): Promise<Result> =>
  executeCheck(
    {
      id: `shop/${check.name}`,
      name: check.name,
      check: check.name,
      group: check.group,
      service: 'shop',
      title: check.title,
      remedy: check.remedy,
      ...(check.remedies === undefined ? {} : { remedies: check.remedies }),
      severity: check.severity,
      runbook: null,
      enabled: true,
      timeoutMs: timeoutMs ?? parseDuration(check.timeout ?? '10s') ?? 0,
      retry: { attempts: 1, backoffMs: 0, attemptTimeoutMs: null },
      repeatable: true,
      params: JSON.parse(JSON.stringify(params)),
      views: [],
      wantedViews: [],
      probes: check.needs as never,
    },
    check,
    {
      views: {},
      now: now ?? Date.now(),
      probes: probeLoaders,
      signal: new AbortController().signal,
      warning: () => {},
    },
  );

/** Status, reason and message of a result, as one text. */
export const formatVerdict = ({ status, reason, message }: Result): string => `${status} ${reason ?? '-'}: ${message}`;
