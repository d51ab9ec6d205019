import type { Redactor } from '../redaction/redactor.ts';
import { renders } from './formats.ts';
import { type Event, type Fields, type Level, type LogContext, type LogFormat, levelNumbers } from './line.ts';
import { bytesOf, fitLine, LINE_LIMIT } from './truncate.ts';

export interface LogOptions {
  readonly format: LogFormat;
  /** What is less grave is not written. */
  readonly level: Level;
  /** Takes a line with its line feed. */
  readonly write: (line: string) => void;
  readonly context: LogContext;
  readonly redactor: Redactor;
}

/** Writes events as lines; see `events.ts` for those of a run. Nothing here throws, and nothing waits. */
export interface Log {
  debug(message: string, fields?: Fields): void;
  info(message: string, fields?: Fields): void;
  warning(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
  critical(message: string, fields?: Fields): void;
  /** An event with a document; it is cut when it does not fit. */
  emit(level: Level, message: string, fields: Fields, document?: Event['document']): void;
  /** Bytes that are left for the document's text in the line of such an event; endless where documents are left out. */
  room(level: Level, message: string, fields: Fields, field: string): number;
  /** The value as it would stand in a line: without secrets. */
  redacted<T>(value: T): T;
  /** Whether events of this level are written. */
  writes(level: Level): boolean;
}

/** A log whose lines are one JSON object each (or one line of text) of at most 15 KiB, redacted. */
export const createLog = ({ format, level: least, write, context, redactor }: LogOptions): Log => {
  const about = short(redactor.json(context));
  const render = (event: Event) => renders[format](event, about);
  const eventOf = (level: Level, message: string, fields: Fields, document?: Event['document']): Event => ({
    level,
    message: redactor.text(message),
    time: performance.timeOrigin + performance.now(),
    uptime: performance.now(),
    fields: redactor.json(fields),
    document: document && { field: document.field, value: redactor.json(document.value) },
  });
  const writes = (level: Level): boolean => levelNumbers[level] >= levelNumbers[least];
  const emit: Log['emit'] = (level, message, fields, document) => {
    if (!writes(level)) return;
    write(`${lineOf(eventOf(level, message, fields, document), render)}\n`);
  };
  const room: Log['room'] = (level, message, fields, field) => {
    if (format === 'text') return Number.POSITIVE_INFINITY;
    const empty = bytesOf(render(eventOf(level, message, fields, { field, value: '' })));
    return LINE_LIMIT - empty + EMPTY_TEXT;
  };
  const at =
    (level: Level) =>
    (message: string, fields: Fields = {}) =>
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

/** An empty text as a document: `"\"\""` without its own quotes. */
const EMPTY_TEXT = 4;

/** A field that is no JSON after all (a circle, a getter that throws) loses its event's fields, not its message. */
const lineOf = (event: Event, render: (event: Event) => string): string => {
  try {
    return fitLine(event, render);
  } catch {
    return fitLine({ ...event, fields: { unprintable: true }, document: undefined }, render);
  }
};

/** The context stands on every line: no name in it may fill one. */
const short = (context: LogContext): LogContext =>
  Object.fromEntries(
    Object.entries(context).map(([key, value]) => [key, typeof value === 'string' ? value.slice(0, 253) : value]),
  ) as unknown as LogContext;
