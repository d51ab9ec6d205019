/** Types of an index. A `document` is an object with keys of any name and values of any type. */
export type LogFieldType = 'keyword' | 'text' | 'date' | 'boolean' | 'integer' | 'float' | 'document';

/** A field by its path below the event, its type, and what it says. */
export type LogField = readonly [path: string, type: LogFieldType, meaning: string];

export interface LogEventDescription {
  readonly message: string;
  readonly level: string;
  readonly fields: readonly LogField[];
}

const CHECK_FIELDS: readonly LogField[] = [
  ['health_check', 'keyword', 'name of the registration'],
  ['health_check_group', 'keyword', 'group of the check'],
  ['health_check_service', 'keyword', 'what the check is bound to; `cluster` is always there'],
];

/** Fields of a line of any event that had to be cut. */
export const CUT_FIELDS: readonly LogField[] = [
  ['truncated', 'boolean', 'true where the line was too long and something of it was cut'],
  ['truncated_bytes', 'integer', 'bytes that the line would have had'],
];

/** Fields of the run, below `kavmon` on every line. */
export const RUN_FIELDS: readonly LogField[] = [
  ['run', 'keyword', 'id of the run'],
  ['version', 'keyword', 'version of kavmon'],
  ['cluster', 'keyword', 'name of the cluster'],
  ['namespace', 'keyword', "the run's own namespace"],
  ['pod', 'keyword', "the run's own pod"],
  ['cronjob', 'keyword', 'the CronJob that started it'],
  ['shard', 'keyword', 'share of the checks: `2/3`'],
];

/** Every event of a run with its fields, in the order of a run. A test holds the lines of real runs to it. */
export const logEventDescriptions: readonly LogEventDescription[] = [
  {
    message: 'Kavmon starting',
    level: 'info',
    fields: [
      ['arguments.group', 'keyword', 'value of `-g`'],
      ['arguments.name', 'keyword', 'value of `-n`'],
      ['arguments.service', 'keyword', 'value of `-s`'],
      ['arguments.num_workers', 'integer', 'value of `-w`'],
      ['arguments.timeout', 'float', 'value of `-t`, in seconds'],
      ['arguments.cronjob', 'boolean', '`--cronjob`'],
      ['arguments.log_level', 'keyword', 'value of `-l`'],
      ['arguments.no_metrics', 'boolean', '`--no-metrics`'],
      ['arguments.provided_log_level', 'integer', "the same by Python's numbers"],
    ],
  },
  {
    message: 'Picked checks based on provided filters',
    level: 'info',
    fields: [['health_checks', 'keyword', 'names of the registrations, a list']],
  },
  { message: 'Health check execution started', level: 'info', fields: CHECK_FIELDS },
  {
    message: 'Health check execution finished',
    level: 'info',
    fields: [
      ...CHECK_FIELDS,
      ['healthy', 'boolean', 'null for a check that was skipped'],
      ['timed_out', 'boolean', 'whether a deadline ended it'],
      ['health_check_result', 'document', 'the whole result'],
    ],
  },
  {
    message: 'Check succeeded. / Check failed. / Check timed out. / Check could not be evaluated. / Check skipped.',
    level: 'info',
    fields: [
      ...CHECK_FIELDS,
      ['health_check_status', 'keyword', 'ok, degraded, failed, timeout, error, skipped'],
      ['reason', 'keyword', 'why it is not plainly healthy, of a closed list; else null'],
    ],
  },
  {
    message: 'Finished processing all health checks. All checks were healthy. / N of M checks were not healthy.',
    level: 'info',
    fields: [],
  },
  {
    message: 'Problem found',
    level: 'info',
    fields: [
      ...CHECK_FIELDS,
      ['problem.fingerprint', 'keyword', 'the same from run to run for the same fault on the same object'],
      ['problem.severity', 'keyword', 'sev1, sev2, sev3'],
      ['problem.level', 'keyword', 'fault, warning; unknown for what could not be looked at'],
      ['problem.reason', 'keyword', 'what is wrong, of a closed list; null where a check has none'],
      ['problem.message', 'text', 'a fact with its numbers'],
      ['problem.kind', 'keyword', 'kind of the object'],
      ['problem.api_group', 'keyword', 'API group of a custom resource'],
      ['problem.namespace', 'keyword', 'its namespace'],
      ['problem.name', 'keyword', 'its name'],
      ['problem.container', 'keyword', 'the container in it'],
      ['problem.since', 'date', 'since when, as far as the objects tell'],
      ['problem.change', 'keyword', 'with `--since`: new or persisting'],
      ['problem.consequences', 'integer', 'how many findings follow from it'],
      ['problem.objects', 'integer', 'how many objects it is about or takes along'],
      ['problem.likely_cause', 'text', 'the most likely cause by the last lines of a log'],
    ],
  },
  {
    message: 'More problems were found than are logged one by one',
    level: 'info',
    fields: [
      ['problems_logged', 'integer', 'how many have a line'],
      ['problems_not_logged', 'integer', 'how many have none'],
    ],
  },
  {
    message: 'Kavmon checks finished',
    level: 'info',
    fields: [
      ['all_healthy', 'boolean', 'whether the exit code of the results is 0'],
      ['failed_checks', 'text', 'names of the registrations that were not healthy, joined by commas'],
      ['check_groups', 'text', 'groups of the registrations, joined by commas'],
      ['problems_new', 'integer', 'with `--since`: problems that the earlier report lacks, or only warned of'],
      ['problems_persisting', 'integer', 'with `--since`: problems that it has too'],
      ['problems_resolved', 'integer', 'with `--since`: its problems that are gone'],
      [
        'problems_replaced',
        'integer',
        'with `--since`: those that gave way to another one of the same object or check',
      ],
      ['problems_not_looked_at', 'integer', 'with `--since`: those of which this run cannot tell'],
      ['health_check_results', 'document', 'results by group: `{"pods": [...]}`'],
      ['part', 'integer', 'number of this line, from 1, where one line is too short for all results'],
      ['parts', 'integer', 'how many lines there are'],
    ],
  },
];
