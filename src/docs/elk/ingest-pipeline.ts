import { RUN_FIELDS } from '../log-events.ts';
import { indexedFields, OBJECT_KEYS } from './mappings.ts';

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

const INGEST_ERROR = { field: 'kavmon_ingest_error', value: '{{ _ingest.on_failure_message }}' };

/** Keys of Python's log records that say what others say already. */
const REPEATING_KEYS = ['module', 'created', 'msecs', 'relativeCreated', 'threadName', 'processName'];

/** What every line of kavmon has, in each format: its run. A line that was cut in front of it is no line any more. */
const RUN_KEY = '"kavmon":{';

/** Characters of the longest time, stream and mark that a container runtime puts in front of a line: `... stdout F {`. */
const LONGEST_PREFIX = 50;

/** A line that the shipper did not read as JSON, in whatever field; and one that it read into an object of its own. */
const FIND_LINE = `
for (def name : new ArrayList(ctx.keySet())) {
  def value = ctx[name];
  if (value instanceof String && value.contains(params.run_key)) {
    int at = value.startsWith('{"') ? 0 : value.indexOf(' F {"') + 3;
    if (at == 0 || (at > 3 && at < params.longest_prefix)) {
      ctx.kavmon_line = value.substring(at);
      ctx.remove(name);
    }
  } else if (name != '@fields' && value instanceof Map && (value['@fields'] instanceof Map || value.kavmon instanceof Map)) {
    ctx.kavmon_line = ctx.remove(name);
  }
}
`;

const SPREAD_LINE = `ctx.putAll(ctx.remove('kavmon_line'));`;

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
if (fields.containsKey('trace_id')) { ctx['trace.id'] = fields.remove('trace_id'); }
if (fields.containsKey('span_id')) { ctx['span.id'] = fields.remove('span_id'); }
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
if (ctx.level instanceof String && ctx.time instanceof String && !ctx.containsKey('log.level')) {
  ctx['@timestamp'] = ctx.remove('time');
  ctx['log.level'] = ctx.remove('level');
}
if (ctx.containsKey('trace_id')) { ctx['trace.id'] = ctx.remove('trace_id'); }
if (ctx.containsKey('span_id')) { ctx['span.id'] = ctx.remove('span_id'); }
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

/**
 * The pipeline that gives lines of every format one shape: that of the format `ecs`, documents as objects. What is not a line
 * of kavmon passes as it is. Where a step fails the document is kept, with `kavmon_ingest_error`.
 */
export const ingestPipeline = (): object => ({
  description: 'Gives log lines of kavmon one shape, whatever their format and whether the shipper read them as JSON',
  processors: [
    script('A line of kavmon, in whatever field the shipper has it.', undefined, FIND_LINE, {
      run_key: RUN_KEY,
      longest_prefix: LONGEST_PREFIX,
    }),
    {
      json: {
        description: 'A line that the shipper did not read as JSON. One that cannot be read stays as a text.',
        if: 'ctx.kavmon_line instanceof String',
        field: 'kavmon_line',
        on_failure: [{ rename: { field: 'kavmon_line', target_field: 'message' } }, { set: INGEST_ERROR }],
      },
    },
    script('The keys of a line go to the root.', 'ctx.kavmon_line instanceof Map', SPREAD_LINE),
    script('Texts where the index has objects.', undefined, MOVE_TEXTS, { objects: OBJECT_KEYS }),
    script('Lines in the format `logstash`.', "ctx['@fields'] instanceof Map", TAKE_FIELDS, {
      repeating: REPEATING_KEYS,
    }),
    script('Lines in the format `json`.', 'ctx.kavmon instanceof Map && ctx.kavmon.run != null', TAKE_ROOT, {
      event_keys: EVENT_KEYS,
    }),
    ...DOCUMENT_PATHS.map(readDocument),
    { set: { if: "ctx['@timestamp'] == null", field: '@timestamp', value: '{{ _ingest.timestamp }}' } },
  ],
  on_failure: [
    { set: INGEST_ERROR },
    { rename: { field: '@fields', target_field: 'fields_as_sent', ignore_missing: true } },
    { set: { if: "ctx['@timestamp'] == null", field: '@timestamp', value: '{{ _ingest.timestamp }}' } },
  ],
});
