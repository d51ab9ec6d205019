import { pino } from 'pino';
import type { Redactor } from '../redaction/redactor.ts';
import { stringifyPortably } from '../text/portable-json.ts';
import { documentForms, optionsByFormat } from './formats.ts';
import {
  type LogContext,
  type LogEvent,
  type LogFields,
  type LogFormat,
  type LogLevel,
  levelNumbers,
} from './log-event.ts';
import { fitLine, LINE_LIMIT_BYTES } from './truncate.ts';

export interface LogOptions {
  readonly format: LogFormat;
  /** Events below it are not written. */
  readonly level: LogLevel;
  /** Takes a line with its line feed. */
  readonly write: (line: string) => void;
  readonly context: LogContext;
  readonly redactor: Redactor;
  /** Called with each event that is written, without secrets. */
  readonly observe?: ((event: LogEvent) => void) | undefined;
}

/** Writes events as lines; see `events.ts` for those of a run. Nothing here throws, and nothing waits. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warning(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  critical(message: string, fields?: LogFields): void;
  /** An event with a document; it is cut when it does not fit. */
  emit(level: LogLevel, message: string, fields: LogFields, document?: LogEvent['document']): void;
  /** Bytes left for the document in the line of such an event; Infinity where a format has no documents. */
  room(level: LogLevel, message: string, fields: LogFields, field: string): number;
  /** The value as it stands in a line: without secrets. */
  redacted<T>(value: T): T;
  /** Whether events of this level are written. */
  writes(level: LogLevel): boolean;
}

/**
 * A log whose lines are one JSON object each (or one line of text) of at most 15 KiB, redacted. A line is measured before it is
 * written, since one that is too long is made again from less.
 */
export const createLog = async (options: LogOptions): Promise<Log> => {
  const { format, write, context, redactor, observe } = options;
  const { render, writes } = await createLineRenderer(options);
  const form = documentForms[format];
  const { trace } = context;
  const traceFields = trace === undefined ? {} : { trace_id: trace.traceId, span_id: trace.spanId };
  const eventOf = (level: LogLevel, message: string, fields: LogFields, document?: LogEvent['document']): LogEvent => ({
    level,
    message: redactor.text(message),
    fields: redactor.json({ ...traceFields, ...fields }),
    document: document && { field: document.field, value: redactor.json(document.value) },
  });
  const emit: Log['emit'] = (level, message, fields, document) => {
    if (!writes(level)) return;
    const event = eventOf(level, message, fields, document);
    observe?.(event);
    write(fittingLine(event, render));
  };
  const room: Log['room'] = (level, message, fields, field) => {
    if (form === 'none') return Number.POSITIVE_INFINITY;
    const empty = Buffer.byteLength(render(eventOf(level, message, fields, { field, value: {} })));
    return LINE_LIMIT_BYTES - empty + EMPTY_DOCUMENT_BYTES;
  };
  const at =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}) =>
      emit(level, message, fields);
  return {
    debug: at('debug'),
    info: at('info'),
    warning: at('warning'),
    error: at('error'),
    critical: at('critical'),
    emit,
    room,
    redacted: redactor.json,
    writes,
  };
};

interface LineRenderer {
  readonly render: (event: LogEvent) => string;
  /** Whether events of this level are written. */
  readonly writes: (level: LogLevel) => boolean;
}

/** pino makes each line at once and in this thread. */
const createLineRenderer = async ({ format, level, context, redactor }: LogOptions): Promise<LineRenderer> => {
  let rendered = '';
  const { trace, ...place } = context;
  const logger = pino<LogLevel, true>(
    {
      ...(await optionsByFormat[format](shortenContext(redactor.json(place)), trace !== undefined)),
      customLevels: levelNumbers,
      useOnlyCustomLevels: true,
      level,
    },
    {
      write: (line) => {
        rendered = line;
      },
    },
  );
  const render = ({ level, message, fields, document }: LogEvent): string => {
    logger[level]({ ...fields, ...documentFields(documentForms[format], document) }, message);
    return rendered;
  };
  return { render, writes: (level) => logger.isLevelEnabled(level) };
};

/** `{}`, as an object or as a text. */
const EMPTY_DOCUMENT_BYTES = 2;

const documentFields = (form: 'text' | 'object' | 'none', document: LogEvent['document']): LogFields => {
  if (form === 'none' || document === undefined) return {};
  return { [document.field]: form === 'text' ? stringifyPortably(document.value) : document.value };
};

/** The line of an event; when its fields cannot be printed as JSON, its message without them. */
const fittingLine = (event: LogEvent, render: (event: LogEvent) => string): string => {
  try {
    return fitLine(event, render);
  } catch {
    return fitLine({ ...event, fields: { unprintable: true }, document: undefined }, render);
  }
};

/** DNS-1123: no name of Kubernetes is longer. */
const NAME_LIMIT = 253;

/** The context stands on every line: no name in it may fill one. */
const shortenContext = (context: LogContext): LogContext =>
  Object.fromEntries(
    Object.entries(context).map(([key, value]) => [
      key,
      typeof value === 'string' ? value.slice(0, NAME_LIMIT) : value,
    ]),
  ) as unknown as LogContext;
