import {
  type Fields,
  fieldsOf,
  type LogFormat,
  levelNumbers,
  type Render,
  runOf,
  stringify,
  timestamp,
} from './line.ts';

/** Kavmon's own: Logstash's old layout, with the field names of Python's log records that queries go by. */
const logstash: Render = (event, context) => {
  const common = {
    name: 'kavmon',
    levelname: event.level.toUpperCase(),
    levelno: levelNumbers[event.level],
    module: 'kavmon',
    created: event.time / 1000,
    msecs: event.time % 1000,
    relativeCreated: event.uptime,
    threadName: 'MainThread',
    process: process.pid,
    processName: 'MainProcess',
  };
  return stringify({
    '@message': event.message,
    '@timestamp': timestamp(event.time),
    '@source_host': context.host,
    '@fields': { ...common, ...apart(fieldsOf(event), { ...common, kavmon: '' }), kavmon: runOf(context) },
  });
};

/** https://www.elastic.co/guide/en/ecs-logging: three required fields, in this order; ours in one object. */
const ecs: Render = (event, context) =>
  stringify({
    '@timestamp': timestamp(event.time),
    'log.level': event.level,
    message: event.message,
    'ecs.version': '8.11.0',
    'log.logger': 'kavmon',
    'service.name': 'kavmon',
    'service.version': context.version,
    'event.dataset': 'kavmon',
    'host.name': context.host,
    'process.pid': process.pid,
    kavmon: { ...runOf(context), ...apart(fieldsOf(event), runOf(context)) },
  });

const json: Render = (event, context) => {
  const common = { time: timestamp(event.time), level: event.level, message: event.message };
  return stringify({ ...common, ...apart(fieldsOf(event), { ...common, kavmon: '' }), kavmon: runOf(context) });
};

/** For people: no document in it, the report says the same and better. */
const text: Render = (event) => {
  const fields = Object.entries(event.fields).map(([name, value]) => ` ${name}=${word(value)}`);
  const clock = timestamp(event.time).slice(11, 23);
  return visible(`${clock} ${event.level.toUpperCase().padEnd(8)} ${event.message}${fields.join('')}`);
};

const word = (value: unknown): string => {
  const bare = typeof value === 'string' && /^[^\s"'={}[\]]+$/.test(value);
  return bare ? value : stringify(value);
};

/** Nothing in a text may move the cursor of the terminal it is read on, turn its direction or start a new line. */
const visible = (line: string): string => line.toWellFormed().replace(/\r?\n/g, ' ').replace(UNWANTED, '\ufffd');

const UNWANTED = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu;

/** A field of an event that is called as a common one keeps its value under another name. */
const apart = (fields: Fields, common: object): Fields =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name in common ? `field_${name}` : name, value]));

export const renders: Readonly<Record<LogFormat, Render>> = { logstash, ecs, json, text };
