import type { Json } from '../model/json.ts';
import type { TraceContext } from '../process/trace-context.ts';

export const logLevels = ['debug', 'info', 'warning', 'error', 'critical'] as const;
export type LogLevel = (typeof logLevels)[number];

/** The numbers of Python's logging, which existing queries use. */
export const levelNumbers: Readonly<Record<LogLevel, number>> = {
  debug: 10,
  info: 20,
  warning: 30,
  error: 40,
  critical: 50,
};

export const logFormats = ['logstash', 'ecs', 'json', 'text'] as const;
export type LogFormat = (typeof logFormats)[number];

export type LogFields = { readonly [name: string]: Json };

/** The run that logs. It stands on every line, since a shipper may add no metadata to a pod that lives for seconds. */
export interface LogContext {
  readonly run: string;
  readonly version: string;
  readonly host: string;
  readonly cluster?: string | undefined;
  readonly namespace?: string | undefined;
  readonly pod?: string | undefined;
  readonly cronjob?: string | undefined;
  readonly shard?: { readonly index: number; readonly count: number } | undefined;
  /** Its ids stand on every line, in each format where they are looked for. */
  readonly trace?: TraceContext | undefined;
}

/** One event, before a format makes a line of it. */
export interface LogEvent {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields;
  /** A value that goes into its field as the format has it: as a JSON text, as an object, or not. */
  readonly document?: { readonly field: string; readonly value: Json } | undefined;
}

/** RFC 3339 with microseconds and `Z`, of milliseconds since the epoch. */
export const formatTimestamp = (time: number): string => {
  const micros = Math.floor((time * 1000) % 1000);
  return new Date(time).toISOString().replace('Z', `${String(micros).padStart(3, '0')}Z`);
};

/** `kavmon` of every line: in one object, since a shipper has keys of its own at the root. */
export const runFields = ({ run, version, cluster, namespace, pod, cronjob, shard }: LogContext): LogFields => {
  const shardText = shard === undefined ? undefined : `${shard.index}/${shard.count}`;
  const all = { run, version, cluster, namespace, pod, cronjob, shard: shardText };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
};
