import type { Problem, Report } from '../model/result.ts';
import type { Log } from './log.ts';
import type { LogFields } from './log-event.ts';

/** Most problems that have a line of their own: whoever has more searches the summary. */
export const PROBLEM_EVENTS_LIMIT = 500;

/** What the events are made of. */
export type ProblemSource = Pick<Report, 'problems' | 'results' | 'since'>;

/** Logs one event for each problem, the worst first, with fields that are searched for by name: `problem.namespace: tariff`. */
export const logProblems = (log: Log, { problems, results }: ProblemSource): void => {
  if (!log.writes('info') || problems.length === 0) return;
  const causes = likelyCauses(results);
  for (const problem of problems.slice(0, PROBLEM_EVENTS_LIMIT)) {
    log.info('Problem found', problemFields(problem, causes.get(problem.fingerprint)));
  }
  const more = problems.length - PROBLEM_EVENTS_LIMIT;
  if (more > 0)
    log.info('More problems were found than are logged one by one', {
      problems_logged: PROBLEM_EVENTS_LIMIT,
      problems_not_logged: more,
    });
};

const problemFields = (problem: Problem, likelyCause: string | undefined): LogFields => {
  const { object, since, reach } = problem;
  const fields = {
    fingerprint: problem.fingerprint,
    severity: problem.severity,
    level: problem.level,
    reason: problem.reason,
    message: problem.message,
    kind: object?.kind,
    api_group: object?.group,
    namespace: object?.namespace,
    name: object?.name,
    container: object?.container,
    since,
    change: problem.change,
    consequences: problem.consequences.length,
    objects: reach.objects,
    likely_cause: likelyCause,
  };
  return {
    health_check: problem.check,
    health_check_group: problem.group,
    health_check_service: problem.service,
    problem: Object.fromEntries(
      Object.entries(fields).filter((entry): entry is [string, string | number | null] => entry[1] !== undefined),
    ),
  };
};

/** By fingerprint of the finding. */
const likelyCauses = (results: Report['results']): ReadonlyMap<string, string> =>
  new Map(
    results.flatMap(({ findings }) =>
      findings.flatMap(({ fingerprint, evidence: { likelyCause } }) =>
        typeof likelyCause === 'string' ? [[fingerprint, likelyCause] as const] : [],
      ),
    ),
  );
