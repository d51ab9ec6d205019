import { PROBLEM_EVENTS_LIMIT } from '../log/problem-events.ts';
import { LINE_LIMIT_BYTES } from '../log/truncate.ts';
import { CUT_FIELDS, type LogEventDescription, type LogField, logEventDescriptions, RUN_FIELDS } from './log-events.ts';
import { GENERATED_NOTE, markdownTable, paragraph } from './markdown.ts';

/** What stands on every line: in each format under its own names. */
const COMMON_ROWS: readonly (readonly string[])[] = [
  ['the text', '`@message`', '`message`', '`message`'],
  ['when', '`@timestamp`', '`@timestamp`', '`time`'],
  ['level', '`@fields.levelname`, `levelno`', '`log.level`', '`level`'],
  ['the host', '`@source_host`', '`host.hostname`', ''],
  ['fields of the event', '`@fields.NAME`', '`kavmon.NAME`', '`NAME`'],
  [
    `the run: ${RUN_FIELDS.map(([name]) => `\`${name}\``).join(', ')}`,
    '`@fields.kavmon.NAME`',
    '`kavmon.NAME`',
    '`kavmon.NAME`',
  ],
  [
    'with [traces](traces.md): the trace, and the span of the run or of the check',
    '`@fields.trace_id`, `@fields.span_id`',
    '`trace.id`, `span.id`',
    '`trace_id`, `span_id`',
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
