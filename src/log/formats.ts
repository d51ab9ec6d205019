import type { LoggerOptions } from 'pino';
import { defuseCiCommands } from '../text/ci-commands.ts';
import { stringifyPortably, toPortableJson } from '../text/portable-json.ts';
import { stripControls } from '../text/sanitize.ts';
import {
  formatTimestamp,
  type LogContext,
  type LogFields,
  type LogFormat,
  type LogLevel,
  runFields,
} from './log-event.ts';

/** Options of pino that give its lines the shape of a format. */
export type FormatOptions = Omit<LoggerOptions<LogLevel, true>, 'customLevels' | 'useOnlyCustomLevels' | 'level'>;

/** Kavmon's own: Logstash's old layout, with the field names of Python's log records that existing queries use. */
const logstashOptions = (context: LogContext): FormatOptions => {
  const kavmon = runFields(context);
  let time = 0;
  return {
    messageKey: '@message',
    nestedKey: '@fields',
    base: { '@source_host': context.host },
    formatters: { level: () => ({}) },
    timestamp: () => {
      time = currentTime();
      return `,"@timestamp":"${formatTimestamp(time)}"`;
    },
    mixin: (_fields, levelNumber, logger) => ({
      name: 'kavmon',
      levelname: logger.levels.labels[levelNumber]?.toUpperCase(),
      levelno: levelNumber,
      module: 'kavmon',
      created: time / 1000,
      msecs: time % 1000,
      relativeCreated: performance.now(),
      threadName: 'MainThread',
      process: process.pid,
      processName: 'MainProcess',
    }),
    mixinMergeStrategy: (fields, common) => ({
      ...common,
      ...renameClashes(fields as LogFields, { ...common, kavmon }),
      kavmon,
    }),
    hooks: { streamWrite: (line) => toPortableJson(moveMessageToFront(line)) },
  };
};

const MESSAGE_KEY = ',"@message":';

/** The message, which pino writes last, as the first key. The quotes of the key make it unmistakable: those of a text are escaped. */
const moveMessageToFront = (line: string): string => {
  const start = line.lastIndexOf(MESSAGE_KEY);
  return `{${line.slice(start + 1, -2)}${line.slice(1, start)}}\n`;
};

/** https://www.elastic.co/guide/en/ecs-logging: Elastic's own formatter; the fields of an event stand in one object. */
const ecsOptions = async (context: LogContext, isTraced: boolean): Promise<FormatOptions> => {
  const { ecsFormat } = await import('@elastic/ecs-pino-format');
  const elastic = { serviceName: 'kavmon', serviceVersion: context.version, apmIntegration: false, convertErr: false };
  return {
    ...(ecsFormat(elastic) as Pick<FormatOptions, 'messageKey' | 'timestamp' | 'formatters'>),
    name: 'kavmon',
    base: { pid: process.pid, hostname: context.host },
    nestedKey: 'kavmon',
    mixin: () => runFields(context),
    mixinMergeStrategy: (fields, common) => ({ ...common, ...renameClashes(fields as LogFields, common) }),
    hooks: { streamWrite: (line) => toPortableJson(isTraced ? liftTraceIds(line) : line) },
  };
};

/** ECS has the ids of a trace at the root (https://www.elastic.co/docs/reference/ecs/ecs-tracing). */
const liftTraceIds = (line: string): string => {
  const { kavmon, ...common } = JSON.parse(line);
  const { trace_id: traceId, span_id: spanId, ...fields } = kavmon;
  return `${JSON.stringify({ ...common, 'trace.id': traceId, 'span.id': spanId, kavmon: fields })}\n`;
};

const jsonOptions = (context: LogContext): FormatOptions => {
  const kavmon = runFields(context);
  return {
    messageKey: 'message',
    base: null,
    formatters: {
      level: (level) => ({ level }),
      log: (fields) => ({
        ...renameClashes(fields as LogFields, { level: '', time: '', message: '', kavmon }),
        kavmon,
      }),
    },
    timestamp: () => `,"time":"${formatTimestamp(currentTime())}"`,
    hooks: { streamWrite: toPortableJson },
  };
};

/** For people: the line is read again and printed on one line of text. */
const textOptions = (): FormatOptions => ({
  messageKey: 'message',
  nestedKey: 'fields',
  base: null,
  formatters: { level: (level) => ({ level }) },
  timestamp: () => `,"time":"${formatTimestamp(currentTime())}"`,
  hooks: { streamWrite: (line) => formatTextLine(JSON.parse(line)) },
});

/** Ids for machines, which a person does not read. */
const MACHINE_FIELDS: ReadonlySet<string> = new Set(['trace_id', 'span_id']);

interface TextRecord {
  readonly level: string;
  readonly time: string;
  readonly message: string;
  readonly fields?: LogFields;
}

const formatTextLine = ({ level, time, message, fields = {} }: TextRecord): string => {
  const pairs = Object.entries(fields)
    .filter(([name]) => !MACHINE_FIELDS.has(name))
    .map(([name, value]) => ` ${name}=${formatTextValue(value)}`);
  const clock = time.slice(11, 23);
  const line = `${clock} ${level.toUpperCase().padEnd(8)} ${message}${pairs.join('')}`;
  return `${defuseCiCommands(stripControls(line).replace(/[\t\n]/g, ' '))}\n`;
};

const formatTextValue = (value: unknown): string => {
  const isBare = typeof value === 'string' && /^[^\s"'={}[\]]+$/.test(value);
  return isBare ? value : stringifyPortably(value);
};

/** Milliseconds since the epoch, with fractions. */
const currentTime = (): number => performance.timeOrigin + performance.now();

/** A field of an event that is called as a common one keeps its value as `field_NAME`. */
const renameClashes = (fields: LogFields, common: object): LogFields =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name in common ? `field_${name}` : name, value]));

/**
 * How a document stands in a line: as a JSON text in Kavmon's own format, whose queries read one; as an object in those that
 * have none to keep; not at all for people.
 */
export const documentForms: Readonly<Record<LogFormat, 'text' | 'object' | 'none'>> = {
  logstash: 'text',
  ecs: 'object',
  json: 'object',
  text: 'none',
};

/** The options of a format. Elastic's formatter is loaded when its format is asked for. */
export const optionsByFormat: Readonly<
  Record<LogFormat, (context: LogContext, isTraced: boolean) => FormatOptions | Promise<FormatOptions>>
> = { logstash: logstashOptions, ecs: ecsOptions, json: jsonOptions, text: textOptions };
