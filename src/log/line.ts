import type { Json } from '../model/json.ts';

export const levels = ['debug', 'info', 'warning', 'error', 'critical'] as const;
export type Level = (typeof levels)[number];

/** As Python's logging numbers them, which is what existing queries go by. */
export const levelNumbers: Readonly<Record<Level, number>> = {
  debug: 10,
  info: 20,
  warning: 30,
  error: 40,
  critical: 50,
};

export const logFormats = ['logstash', 'ecs', 'json', 'text'] as const;
export type LogFormat = (typeof logFormats)[number];

export type Fields = { readonly [name: string]: Json };

/** Who writes: the same on every line, since metadata that a shipper adds can miss a pod that lives for seconds. */
export interface LogContext {
  readonly run: string;
  readonly version: string;
  readonly host: string;
  readonly cluster?: string | undefined;
  readonly namespace?: string | undefined;
  readonly pod?: string | undefined;
  readonly cronjob?: string | undefined;
  readonly shard?: { readonly index: number; readonly count: number } | undefined;
}

/** One event, before a format makes a line of it. */
export interface Event {
  readonly level: Level;
  readonly message: string;
  /** Milliseconds since the epoch, with fractions. */
  readonly time: number;
  /** Milliseconds since the process started. */
  readonly uptime: number;
  readonly fields: Fields;
  /** A value that goes into its field as a JSON text: one string, however many keys, keeps an index small. */
  readonly document?: { readonly field: string; readonly value: Json } | undefined;
}

/** Makes the line of an event, without a line feed. */
export type Render = (event: Event, context: LogContext) => string;

/** RFC 3339 with microseconds and `Z`. */
export const timestamp = (time: number): string => {
  const micros = Math.floor((time * 1000) % 1000);
  return new Date(time).toISOString().replace('Z', `${String(micros).padStart(3, '0')}Z`);
};

/** The fields of an event with its document in its place. */
export const fieldsOf = ({ fields, document }: Event): Fields =>
  document === undefined ? fields : { ...fields, [document.field]: stringify(document.value) };

/** `kavmon` of every line: what else would be said of the run at the root collides with a shipper's own keys. */
export const runOf = ({ run, version, cluster, namespace, pod, cronjob, shard }: LogContext): Fields => {
  const named = shard === undefined ? undefined : `${shard.index}/${shard.count}`;
  const all = { run, version, cluster, namespace, pod, cronjob, shard: named };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
};

/**
 * JSON on one line that every reader takes: a lone half of a surrogate pair is replaced, and controls of terminals
 * and line separators, which JSON allows as they are, are escaped.
 */
export const stringify = (value: unknown): string =>
  JSON.stringify(value, wellFormed).replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

const wellFormed = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.toWellFormed() : value;
