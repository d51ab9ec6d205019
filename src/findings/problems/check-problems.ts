import type { Problem, Result } from '../../model/result.ts';
import { severities } from '../../model/severity.ts';
import type { Status } from '../../model/status.ts';

/**
 * The problems of checks that say it without a finding: they failed, timed out, could not be evaluated, or passed only after
 * a retry. Those that could not be evaluated for one and the same reason are one problem.
 */
export const checkProblems = (results: readonly Result[]): readonly Problem[] => {
  const silent = results.filter(isSilentProblem);
  const alike = Map.groupBy(silent, (result) =>
    result.status === 'error' ? `error ${result.message}` : `${result.service}/${result.name}`,
  );
  return [...alike.values()].map(problemOfChecks);
};

/** Findings tell why a check failed or is degraded; why it ended early or could not tell, only its message does. */
const isSilentProblem = ({ status, findings }: Result): boolean =>
  status === 'error' ||
  status === 'timeout' ||
  ((status === 'failed' || status === 'degraded') && findings.length === 0);

const LEVELS: Readonly<Record<Status, Problem['level']>> = {
  ok: 'warning',
  skipped: 'warning',
  degraded: 'warning',
  failed: 'fault',
  timeout: 'fault',
  error: 'unknown',
};

const problemOfChecks = (same: readonly Result[]): Problem => {
  const [result] = same as readonly [Result, ...Result[]];
  const { group, service, name, status, reason } = result;
  const fingerprint = `${service}/${name}`;
  return {
    fingerprint,
    story: fingerprint,
    level: LEVELS[status],
    severity: severities.find((severity) => same.some((one) => one.severity === severity)) ?? result.severity,
    reason,
    message: status === 'degraded' ? retryMessage(result) : result.message,
    group,
    service,
    check: name,
    checks: same.map((one) => `${one.service}/${one.name}`),
    reach: { objects: 0, services: 0 },
    consequences: [],
  };
};

/** The message of a check that passed in the end is its title. */
const retryMessage = ({ attempts, message }: Result): string => {
  const before = attempts.at(-2);
  if (before === undefined) return message;
  return `passed only in attempt ${attempts.length}: ${before.message ?? before.reason ?? before.status}`;
};
