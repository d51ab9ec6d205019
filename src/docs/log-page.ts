import { PROBLEM_EVENTS_LIMIT } from '../log/problem-events.ts';
import { LINE_LIMIT_BYTES } from '../log/truncate.ts';
import { GENERATED_NOTE, markdownTable, paragraph } from './markdown.ts';

/** A field by its path below the event, its type, and what it says. */
type LogField = readonly [path: string, type: string, meaning: string];

interface LogEventDescription {
  readonly message: string;
  readonly level: string;
  readonly fields: readonly LogField[];
}

const CHECK_FIELDS: readonly LogField[] = [
  ['health_check', 'keyword', 'name of the registration'],
  ['health_check_group', 'keyword', 'group of the check'],
  ['health_check_service', 'keyword', 'what the check is bound to; `cluster` is always there'],
];

const CUT_FIELDS: readonly LogField[] = [
  ['truncated', 'boolean', 'true where the line was too long and something of it was cut'],
  ['truncated_bytes', 'integer', 'bytes that the line would have had'],
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

/** What stands on every line: in each format under its own names. */
const COMMON_ROWS: readonly (readonly string[])[] = [
  ['the text', '`@message`', '`message`', '`message`'],
  ['when', '`@timestamp`', '`@timestamp`', '`time`'],
  ['level', '`@fields.levelname`, `levelno`', '`log.level`', '`level`'],
  ['the host', '`@source_host`', '`host.hostname`', ''],
  ['fields of the event', '`@fields.NAME`', '`kavmon.NAME`', '`NAME`'],
  [
    'the run: `run`, `version`, `cluster`, `namespace`, `pod`, `cronjob`, `shard`',
    '`@fields.kavmon.NAME`',
    '`kavmon.NAME`',
    '`kavmon.NAME`',
  ],
  ['a document', 'a JSON text', 'an object', 'an object'],
  [
    "Python's: `name`, `module`, `created`, `msecs`, `relativeCreated`, `threadName`, `process`, `processName`",
    '`@fields.NAME`',
    '',
    '',
  ],
];

/** The reference of log lines: every field of every event. */
export const logPage = (): string =>
  [
    GENERATED_NOTE,
    '# Log lines\n',
    paragraph(
      `A run writes one JSON object per line, at most ${LINE_LIMIT_BYTES / 1024} KiB long: container runtimes split longer lines. \`--log-format\` chooses between \`logstash\` (as the original Kavmon wrote), \`ecs\` (Elastic Common Schema) and \`json\`; \`text\` is for people and has no documents. Not on every line: a field whose value is not known.`,
    ),
    '',
    '## On every line\n',
    markdownTable(['what', '`logstash`', '`ecs`', '`json`'], COMMON_ROWS),
    paragraph(
      'A field of an event that is called as a common one is written as `field_NAME`. Warnings and errors of kavmon itself have a text and at most a few fields of their own.',
    ),
    '',
    '## Events\n',
    paragraph(
      'Types are those of an index: a `keyword` is searched for as a whole, `text` by its words; a `document` holds keys of any type below `evidence`, `measures` and `assertions`, and is mapped as `flattened` (Elasticsearch) or `flat_object` (OpenSearch).',
    ),
    '',
    ...logEventDescriptions.flatMap(eventSection),
    '## Long runs\n',
    paragraph(
      `Results that do not fit in one line come in several \`Kavmon checks finished\`, each of them valid JSON with \`part\` and \`parts\`: put together, \`health_check_results\` of all parts holds each result once, a group may stand in several. A single result that is too long is cut: it keeps its name, group, service, status and reason, and has \`truncated\` and \`bytes\`, its size before. At most ${PROBLEM_EVENTS_LIMIT} problems have a line each.`,
    ),
    '',
    paragraph('A line that had to be cut has these fields besides:'),
    '',
    fieldTable(CUT_FIELDS).trimEnd(),
    '',
  ].join('\n');

const eventSection = ({ message, level, fields }: LogEventDescription): readonly string[] => [
  `### ${message}\n`,
  fields.length === 0 ? `Level ${level}. No fields.\n` : `Level ${level}.\n\n${fieldTable(fields)}`,
];

const fieldTable = (fields: readonly LogField[]): string =>
  markdownTable(
    ['field', 'type', 'what it says'],
    fields.map(([path, type, meaning]) => [`\`${path}\``, type, meaning]),
  );
