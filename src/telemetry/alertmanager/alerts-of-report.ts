import type { Problem, Report, ReportedFinding, Result } from '../../model/result.ts';
import { clipText } from '../../text/clip-text.ts';
import { pluralize } from '../../text/pluralize.ts';
import { toOneLine } from '../../text/sanitize.ts';
import { shellCommand } from '../../text/shell-command.ts';

/** Most alerts of a run; whoever is paged reads no more. */
export const ALERTS_LIMIT = 500;

/** An alert as Alertmanager's API v2 takes it (`postableAlert`). */
export interface PostableAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
}

/**
 * One alert for each problem of a report, the worst first; what follows from a problem stands in its annotations. An alert ends
 * by itself `resolveAfterMs` after the run, unless a later one repeats it. Beyond the limit one more alert says how many are
 * left out.
 */
export const alertsOf = (report: Report, resolveAfterMs: number, limit = ALERTS_LIMIT): readonly PostableAlert[] => {
  const details = indexResults(report.results);
  const endsAt = new Date(Date.parse(report.run.endedAt) + resolveAfterMs).toISOString();
  const alerts = report.problems.slice(0, limit).map((problem) => ({
    labels: withoutEmpty(labelsOf(problem, report)),
    annotations: withoutEmpty(annotationsOf(problem, details(problem), report)),
    startsAt: startOf(problem, report),
    endsAt,
  }));
  const more = report.problems.slice(limit);
  return more.length === 0 ? alerts : [...alerts, leftOutAlert(more, report, endsAt)];
};

/** How many problems have no alert of their own. */
export const countUnsentAlerts = ({ problems }: Report, limit = ALERTS_LIMIT): number =>
  Math.max(0, problems.length - limit);

/** Labels identify an alert: nothing in them may change from run to run while the fault is the same. */
const labelsOf = (problem: Problem, { run }: Report) => ({
  alertname: camelCase(problem.reason ?? `not_healthy_${problem.check}`),
  cluster: run.cluster ?? undefined,
  namespace: problem.object?.namespace,
  kind: problem.object?.kind,
  api_group: problem.object?.group,
  name: problem.object?.name,
  container: problem.object?.container,
  check: problem.check,
  service: problem.service,
  severity: problem.severity,
  level: problem.level,
  fingerprint: problem.fingerprint,
});

/** `crash_loop` is `CrashLoop`; `acme/queue_stuck` is `AcmeQueueStuck`. */
const camelCase = (reason: string): string =>
  reason.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9]?)/g, (_, first: string) => first.toUpperCase());

interface AlertDetails {
  readonly result: Result | undefined;
  readonly finding: ReportedFinding | undefined;
}

const annotationsOf = (problem: Problem, { result, finding }: AlertDetails, report: Report) => {
  const cause = finding?.evidence.likelyCause;
  return {
    summary: problem.message,
    likely_cause: typeof cause === 'string' ? cause : undefined,
    remedy: result?.remedy,
    next_command: finding?.next[0] ?? repeatCommand(problem),
    runbook_url: result?.runbook ?? undefined,
    checks: problem.checks.join(', '),
    consequences: consequencesOf(problem, report),
  };
};

/** Where a finding has no command of its own, the check shows more. */
const repeatCommand = ({ check, service }: Problem): string =>
  shellCommand`kavmon check -s ${service} -n ${check} -o table`;

const CONSEQUENCES_NAMED = 5;

const consequencesOf = (problem: Problem, { consequences }: Report): string | undefined => {
  const own = consequences.filter(({ causedBy }) => causedBy === problem.fingerprint);
  if (own.length === 0) return undefined;
  const named = own
    .slice(0, CONSEQUENCES_NAMED)
    .map(({ object, message }) => (object === undefined ? message : `${object.kind} ${object.name}: ${message}`));
  const more = own.length - named.length;
  return [pluralize(own.length, 'consequence'), ...named, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
};

/** What an object tells, but never later than the run: Alertmanager keeps the earliest that it was told. */
const startOf = ({ since }: Pick<Problem, 'since'>, { run }: Report): string =>
  since !== undefined && Date.parse(since) < Date.parse(run.endedAt) ? since : run.endedAt;

const leftOutAlert = (more: readonly Problem[], { run }: Report, endsAt: string): PostableAlert => ({
  labels: withoutEmpty({
    alertname: 'MoreProblemsFound',
    cluster: run.cluster ?? undefined,
    severity: more[0]?.severity,
  }),
  annotations: { summary: `${pluralize(more.length, 'problem')} without an alert, see the report of the run` },
  startsAt: run.endedAt,
  endsAt,
});

const indexResults = (results: readonly Result[]): ((problem: Problem) => AlertDetails) => {
  const byName = new Map(results.map((result) => [`${result.service}/${result.name}`, result]));
  const findings = new Map(results.flatMap((result) => result.findings.map((one) => [one.fingerprint, one] as const)));
  return ({ checks, fingerprint }) => ({
    result: byName.get(checks[0] ?? ''),
    finding: findings.get(fingerprint),
  });
};

const TEXT_LIMIT = 1000;

const withoutEmpty = (texts: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(texts).flatMap(([key, text]) => {
      const line = clipText(toOneLine(text ?? ''), TEXT_LIMIT);
      return line === '' ? [] : [[key, line]];
    }),
  );
