import { CUT_FIELDS, type LogField, type LogFieldType, logEventDescriptions, RUN_FIELDS } from '../log-events.ts';

/** What stores log lines: the two differ in how an object of any keys is mapped, and in what deletes old indices. */
export type SearchEngine = 'elasticsearch' | 'opensearch';

type Mapping = { readonly [key: string]: unknown };

/** Characters of a keyword that are indexed: 32 766 bytes of UTF-8 are the limit of a term, above it a document is refused. */
const KEYWORD_LIMIT = 8191;

const KEYWORD: Mapping = { type: 'keyword', ignore_above: KEYWORD_LIMIT };

const MAPPING_OF_TYPE: Readonly<Record<Exclude<LogFieldType, 'document'>, Mapping>> = {
  keyword: KEYWORD,
  text: { type: 'text' },
  date: { type: 'date' },
  boolean: { type: 'boolean' },
  integer: { type: 'long' },
  float: { type: 'double' },
};

const MAPPING_OF_DOCUMENT: Readonly<Record<SearchEngine, Mapping>> = {
  elasticsearch: { type: 'flattened', ignore_above: KEYWORD_LIMIT },
  opensearch: { type: 'flat_object' },
};

/** Number of Python's levels (20 is info), of lines in the `logstash` format. */
const LEVEL_NUMBER: LogField = ['levelno', 'integer', "the level by Python's numbers"];

/** All fields below `kavmon` in the index, each once. */
export const indexedFields: readonly LogField[] = [
  ...new Map(
    [...RUN_FIELDS, ...logEventDescriptions.flatMap(({ fields }) => fields), ...CUT_FIELDS, LEVEL_NUMBER].map(
      (field) => [field[0], field] as const,
    ),
  ).values(),
];

/** Fields beside `kavmon`, by their names in the Elastic Common Schema. Levels are found in upper case too, as Kavmon wrote them. */
const COMMON_MAPPINGS: Readonly<Record<string, Mapping>> = {
  '@timestamp': { type: 'date' },
  message: { type: 'text', fields: { keyword: { type: 'keyword', ignore_above: 1024 } } },
  'log.level': { type: 'keyword', normalizer: 'lowercase' },
  'log.logger': KEYWORD,
  'host.hostname': KEYWORD,
  'process.pid': { type: 'long' },
  'trace.id': KEYWORD,
  'span.id': KEYWORD,
  'ecs.version': KEYWORD,
  'event.dataset': KEYWORD,
  'service.name': KEYWORD,
  'service.version': KEYWORD,
  kavmon_ingest_error: { type: 'text' },
};

/** Keys at the root that are objects in the index. */
export const OBJECT_KEYS: readonly string[] = [
  ...new Set([...Object.keys(COMMON_MAPPINGS).flatMap((path) => path.split('.').slice(0, -1)), 'kavmon', '@fields']),
];

/** Names of Kavmon's own log lines beside the fields of events, and what they are called in the index. */
const KAVMON_NAMES: Readonly<Record<string, string>> = {
  '@message': 'message',
  '@source_host': 'host.hostname',
  '@fields.levelname': 'log.level',
  '@fields.name': 'log.logger',
  '@fields.process': 'process.pid',
  '@fields.trace_id': 'trace.id',
  '@fields.span_id': 'span.id',
};

/**
 * The mappings of the index. What they do not name is kept and not searched (`dynamic: false`): whatever a shipper adds, no
 * document is refused for it. Names of Kavmon's lines (`@fields.health_check`) are aliases: searches that use them go on.
 */
export const logMappings = (engine: SearchEngine): object => {
  const own = indexedFields.map(([path, type]): readonly [string, Mapping] => [
    `kavmon.${path}`,
    type === 'document' ? MAPPING_OF_DOCUMENT[engine] : MAPPING_OF_TYPE[type],
  ]);
  const runNames = new Set(RUN_FIELDS.map(([name]) => name));
  const aliases = [
    ...Object.entries(KAVMON_NAMES),
    ...indexedFields
      .filter(([, type]) => type !== 'document')
      .map(([path]) => [`@fields.${runNames.has(path) ? `kavmon.${path}` : path}`, `kavmon.${path}`] as const),
  ].map(([name, path]): readonly [string, Mapping] => [name, { type: 'alias', path }]);
  return { dynamic: false, properties: nestProperties([...Object.entries(COMMON_MAPPINGS), ...own, ...aliases]) };
};

type Properties = { [name: string]: Mapping & { properties?: Properties } };

/** `a.b` becomes `{a: {properties: {b}}}`. */
const nestProperties = (fields: readonly (readonly [string, Mapping])[]): Properties => {
  const root: Properties = {};
  for (const [path, mapping] of fields) {
    const parents = path.split('.');
    const name = parents.pop() as string;
    let at = root;
    for (const parent of parents) {
      at[parent] ??= {};
      at[parent].properties ??= {};
      at = at[parent].properties;
    }
    at[name] = mapping;
  }
  return root;
};
