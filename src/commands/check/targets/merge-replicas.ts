import { type PackedResult, unpackResult } from '../../../findings/packed-findings.ts';
import { remedyOf } from '../../../findings/remedies.ts';
import { messageOfFindings } from '../../../findings/verdict-of-findings.ts';
import type { Finding, Result } from '../../../model/result.ts';
import { healthyOf, type Status } from '../../../model/status.ts';
import { reportFindings } from '../../../run/attempt/report-findings.ts';
import type { PlannedTarget } from './plan-target.ts';

/** From the worst. */
const STATUS_ORDER: readonly Status[] = ['failed', 'timeout', 'error', 'degraded', 'skipped', 'ok'];

/**
 * One result for a target: the worst of its replicas, with a finding for each that is not well. Each finding names the objects
 * whose own faults explain it.
 */
export const mergeReplicas = (planned: PlannedTarget, answers: readonly PackedResult[]): Result => {
  const results = answers.map((answer) => unpackResult(answer));
  const { registration, parts, because = [], target } = planned;
  const raw = results.flatMap((result, index) =>
    findingsOf(result, target?.each === true ? parts[index]?.pod : undefined),
  );
  const findings = [
    ...reportFindings(
      raw.map((finding) => ({ ...finding, because })),
      registration,
    ),
  ];
  const sorted = results.toSorted(
    (one, other) => STATUS_ORDER.indexOf(one.status) - STATUS_ORDER.indexOf(other.status),
  );
  const [worst] = sorted as [Result];
  const { status } = worst;
  const shown = findings.find(({ level, reason }) => level === 'fault' && reason === worst.reason) ?? findings[0];
  const verdict = { status, reason: worst.reason, findings, phases: worst.phases };
  return {
    ...worst,
    healthy: healthyOf(status),
    message: shown === undefined ? worst.message : messageOfFindings(shown, findings.length, registration.title),
    durationMs: Math.max(...results.map(({ durationMs }) => durationMs)),
    looked: results.length > 1 ? { endpoints: results.length } : worst.looked,
    assertions: results.flatMap(({ assertions }) => assertions),
    notes: [...new Set(results.flatMap(({ notes }) => notes))],
    remedy: remedyOf(registration, { ...worst, ...verdict }),
    findings,
  };
};

/** What is wrong with one replica. What ended without a finding is one: so that causes are linked to it. */
const findingsOf = (result: Result, pod: string | undefined): readonly Finding[] => {
  const prefix = pod === undefined ? '' : `pod ${pod}: `;
  const part = pod === undefined ? {} : { part: pod };
  const own = result.findings.map(({ reason, message, level, evidence, next }) => ({
    ...{ reason, level, evidence, next, ...part },
    message: `${prefix}${message}`,
  }));
  if (own.length > 0 || result.status === 'ok' || result.status === 'skipped' || result.reason === null) return own;
  return [{ reason: result.reason, message: `${prefix}${result.message}`, ...part }];
};
