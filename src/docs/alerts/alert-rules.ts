import { burnExpression, repeatedRuns, unhealthyRuns } from './expressions.ts';

/**
 * An alert of Prometheus with the parameters of a job still open: `SELECTOR` are label matchers, `2.5i` are intervals
 * between two runs, `FAILED_RUNS`, `SHARDS` and `BUDGET` are numbers.
 */
export interface AlertRule {
  /** Its runbook is docs/alerts/NAME.md. */
  readonly name: string;
  readonly severity: 'page' | 'ticket';
  readonly expr: string;
  /** For rules that do not know which jobs there are. */
  readonly exprOfAnyJob?: string;
  /** How long it has to be so. */
  readonly for?: string;
  readonly summary: string;
  readonly description: string;
}

const CHECK = '{{ $labels.check_service }}/{{ $labels.check_name }}';
const LAST_RUN = 'last_over_time(kavmon_check_last_run_timestamp_seconds{SELECTOR}[2.5i])';
const LAST_COMPLETION = 'kavmon_run_last_completion_timestamp_seconds{SELECTOR}';
const OF_FINDINGS = 'finding_namespace, finding_severity, finding_level, finding_reason, finding_root';
const CHECKS_OF_RUN = 'sum without (check_state) (last_over_time(kavmon_run_checks{SELECTOR}[2.5i]))';
const CHECKS_THAT_ARRIVED =
  'count without (check_group, check_name, check_service, check_state) (last_over_time(kavmon_check_status{SELECTOR check_state="success"}[2.5i]))';

/** Every alert on kavmon's metrics. Each looks back two intervals at least: what was sent once is gone after five minutes. */
export const alertRules: readonly AlertRule[] = [
  {
    name: 'KavmonCheckFailed',
    severity: 'ticket',
    expr: `max without (check_state) (last_over_time(kavmon_check_status{SELECTOR check_state=~"failure|timeout"}[2.5i])) == 1 and (time() - ${LAST_RUN} < 2.5i)`,
    summary: `${CHECK} failed in its last run`,
    description: 'One run found a fault. What is wrong stands in the log of that run, and in kavmon_findings.',
  },
  {
    name: 'KavmonCheckKeepsFailing',
    severity: 'page',
    expr: unhealthyRuns('FAILED_RUNS', 'ONE_MORE_RUN'),
    summary: `${CHECK} was not healthy in FAILED_RUNS runs in a row`,
    description: 'No run of it was healthy for FAILED_RUNS runs: it failed, timed out, or could not tell.',
  },
  {
    name: 'KavmonCheckCouldNotTell',
    severity: 'ticket',
    expr: `last_over_time(kavmon_check_status{SELECTOR check_state="error"}[2.5i]) == 1 and ignoring (check_state) (${unhealthyRuns('2', '3')})`,
    summary: `${CHECK} could not tell, and was not healthy in the run before`,
    description:
      'The check could not look: a right, an address or an answer is missing. Nothing is known of the service.',
  },
  {
    name: 'KavmonSev1Findings',
    severity: 'page',
    expr: `last_over_time(kavmon_findings{SELECTOR finding_root="true",finding_severity="sev1",finding_level="fault"}[2.5i]) > 0 and ignoring (${OF_FINDINGS}) (${unhealthyRuns('2', '3')})`,
    summary: '{{ $value }} of sev1: {{ $labels.finding_reason }} in {{ $labels.finding_namespace }}',
    description: `${CHECK} found it, and was not healthy in the run before either.`,
  },
  {
    name: 'KavmonRunMissing',
    severity: 'page',
    expr: `(count(time() - last_over_time(${LAST_COMPLETION}[2.5i]) < 1.5i) or vector(0)) < SHARDS`,
    exprOfAnyJob: `time() - last_over_time(${LAST_COMPLETION}[300i]) > 1.5i or on () absent_over_time(${LAST_COMPLETION}[2.5i])`,
    for: '1.5i',
    summary: 'Runs of kavmon are missing: nothing is being watched',
    description:
      'No run, or not every shard of one, has reported for three intervals: it does not start, hangs, or its metrics are lost.',
  },
  {
    name: 'KavmonRunNearDeadline',
    severity: 'ticket',
    expr: repeatedRuns(
      '2',
      (range) =>
        `min_over_time(kavmon_run_duration_seconds{SELECTOR}[${range}]) > 0.8 * last_over_time(kavmon_run_deadline_seconds{SELECTOR}[${range}])`,
      LAST_COMPLETION,
    ),
    summary: 'Runs of {{ $labels.job_name }} take more than 80 % of their time',
    description:
      'Two runs took {{ $value | humanizeDuration }} or more. At the deadline what is left of the checks cannot tell.',
  },
  {
    name: 'KavmonTelemetryLost',
    severity: 'ticket',
    expr: [
      `${CHECKS_OF_RUN} > ignoring (job_name) ${CHECKS_THAT_ARRIVED}`,
      `(${CHECKS_OF_RUN} > 0 unless ignoring (job_name) ${CHECKS_THAT_ARRIVED})`,
      'last_over_time(kavmon_run_series_left_out{SELECTOR}[2.5i]) > 0',
    ].join(' or '),
    summary: 'Metrics of {{ $labels.job_name }} are not all there',
    description:
      'The run had more checks than arrived here, or more series than it sends: alerts and dashboards lack some.',
  },
  {
    name: 'KavmonErrorBudgetBurnsFast',
    severity: 'page',
    expr: burnExpression({ rate: 14.4, long: 12, short: 2.5, leastShare: 0.125, runs: 8 }),
    summary: `${CHECK} spends its error budget 14 times too fast`,
    description: '{{ $value | humanizePercentage }} of the last 12 runs were not healthy, and it goes on.',
  },
  {
    name: 'KavmonErrorBudgetBurnsSlowly',
    severity: 'ticket',
    expr: burnExpression({ rate: 6, long: 72, short: 6, leastShare: 0.03, runs: 48 }),
    summary: `${CHECK} spends its error budget 6 times too fast`,
    description: '{{ $value | humanizePercentage }} of the last 72 runs were not healthy, and it goes on.',
  },
];
