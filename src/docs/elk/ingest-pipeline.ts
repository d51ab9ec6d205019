import { RUN_FIELDS } from '../log-events.ts';
import { indexedFields, OBJECT_KEYS } from './mappings.ts';

/** Fields in which shippers hand on a line that they did not read as JSON: Filebeat and Vector, Fluent Bit, OpenTelemetry. */
const LINE_FIELDS = ['message', 'log', 'body'] as const;

/** First names of the events' fields: in the `json` format they stand at the root. */
const EVENT_KEYS: readonly string[] = [
  ...new Set(
    indexedFields
      .map(([path]) => path.split('.')[0] as string)
      .filter((name) => !RUN_FIELDS.some(([field]) => field === name)),
  ),
];

const DOCUMENT_PATHS: readonly string[] = indexedFields
  .filter(([, type]) => type === 'document')
  .map(([path]) => `kavmon.${path}`);

/** Keys of Python's log records that say what others say already. */
const REPEATING_KEYS = ['module', 'created', 'msecs', 'relativeCreated', 'threadName', 'processName'];

const readLine = (field: string): object => ({
  json: {
    description: `A line that the shipper did not read as JSON, in ${field}.`,
    if: `!(ctx.kavmon_line instanceof Map) && ctx['${field}'] instanceof String && ctx['${field}'].startsWith('{"')`,
    field,
    target_field: 'kavmon_line',
    ignore_failure: true,
  },
});

/** A line as the container runtime writes it, behind its time, its stream and its mark: `... stdout F {`. */
const CUT_RUNTIME_PREFIX = `
for (name in params.line_fields) {
  if (ctx[name] instanceof String) {
    int at = ctx[name].indexOf(' F {"');
    if (at > 0 && at < params.longest) { ctx[name] = ctx[name].substring(at + 3); }
  }
}
`;

/** Characters of the longest time and stream that a container runtime writes. */
const LONGEST_PREFIX = 50;

/** The keys of a line of kavmon go to the root, and its text goes. What is not one stays as it was sent. */
const SPREAD_LINE = `
def line = ctx.remove('kavmon_line');
for (name in params.line_fields) {
  if (!(line instanceof Map) && ctx[name] instanceof Map) { line = ctx[name]; }
}
if (line instanceof Map && (line['@fields'] instanceof Map || line.kavmon instanceof Map)) {
  for (name in params.line_fields) {
    if (ctx[name] instanceof Map || (ctx[name] instanceof String && ctx[name].startsWith('{"'))) { ctx.remove(name); }
  }
  ctx.putAll(line);
}
`;

/** A text where the index has an object would be refused: Vector calls the host so, Fluent Bit the line. */
const MOVE_TEXTS = `
if (ctx.host instanceof String) { ctx['host.hostname'] = ctx.remove('host'); }
if (ctx.log instanceof String) { if (ctx.message == null) { ctx.message = ctx.log; } ctx.remove('log'); }
for (name in params.objects) {
  if (ctx[name] != null && !(ctx[name] instanceof Map)) { ctx[name + '_as_sent'] = ctx.remove(name); }
}
`;

/** `logstash`: what stands below `@fields`. */
const TAKE_FIELDS = `
def fields = ctx.remove('@fields');
def own = fields.remove('kavmon');
for (name in params.repeating) { fields.remove(name); }
if (fields.containsKey('levelname')) { ctx['log.level'] = fields.remove('levelname').toLowerCase(); }
if (fields.containsKey('name')) { ctx['log.logger'] = fields.remove('name'); }
if (fields.containsKey('process')) { ctx['process.pid'] = fields.remove('process'); }
if (own instanceof Map) { fields.putAll(own); }
ctx.kavmon = fields;
if (ctx.containsKey('@message')) { ctx.message = ctx.remove('@message'); }
if (ctx.containsKey('@source_host')) { ctx['host.hostname'] = ctx.remove('@source_host'); }
`;

/** `json`: what stands at the root. */
const TAKE_ROOT = `
for (name in params.event_keys) {
  if (ctx.containsKey(name)) { ctx.kavmon[name] = ctx.remove(name); }
}
if (ctx.time instanceof String) { ctx['@timestamp'] = ctx.remove('time'); }
if (ctx.level instanceof String) { ctx['log.level'] = ctx.remove('level'); }
`;

const script = (description: string, condition: string | undefined, source: string, params: object = {}): object => ({
  script: {
    description,
    ...(condition === undefined ? {} : { if: condition }),
    lang: 'painless',
    source: source.trim(),
    params,
  },
});

const readDocument = (path: string): object => {
  const name = path.replace('kavmon.', '');
  return {
    json: {
      description: 'Documents are JSON texts in the format `logstash`.',
      if: `ctx.kavmon instanceof Map && ctx.kavmon['${name}'] instanceof String`,
      field: path,
      on_failure: [{ rename: { field: path, target_field: `kavmon.${name}_text` } }, { set: INGEST_ERROR }],
    },
  };
};

const INGEST_ERROR = { field: 'kavmon_ingest_error', value: '{{ _ingest.on_failure_message }}' };

/**
 * The pipeline that gives lines of every format one shape: that of the format `ecs`, documents as objects. What is not a line
 * of kavmon passes as it is. Where a step fails the document is kept, with `kavmon_ingest_error`.
 */
export const ingestPipeline = (): object => ({
  description: 'Gives log lines of kavmon one shape, whatever their format and whether the shipper read them as JSON',
  processors: [
    script('Lines with the prefix of a container runtime.', undefined, CUT_RUNTIME_PREFIX, {
      line_fields: LINE_FIELDS,
      longest: LONGEST_PREFIX,
    }),
    ...LINE_FIELDS.map(readLine),
    script('The keys of a line go to the root.', undefined, SPREAD_LINE, { line_fields: LINE_FIELDS }),
    script('Texts where the index has objects.', undefined, MOVE_TEXTS, { objects: OBJECT_KEYS }),
    script('Lines in the format `logstash`.', "ctx['@fields'] instanceof Map", TAKE_FIELDS, {
      repeating: REPEATING_KEYS,
    }),
    script(
      'Lines in the format `json`.',
      "ctx.kavmon instanceof Map && ctx.kavmon.run != null && !ctx.containsKey('ecs.version') && !(ctx.ecs instanceof Map)",
      TAKE_ROOT,
      { event_keys: EVENT_KEYS },
    ),
    ...DOCUMENT_PATHS.map(readDocument),
    { set: { if: "ctx['@timestamp'] == null", field: '@timestamp', value: '{{ _ingest.timestamp }}' } },
  ],
  on_failure: [
    { set: INGEST_ERROR },
    { rename: { field: '@fields', target_field: 'fields_as_sent', ignore_missing: true } },
    { set: { if: "ctx['@timestamp'] == null", field: '@timestamp', value: '{{ _ingest.timestamp }}' } },
  ],
});
