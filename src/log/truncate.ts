import type { Json } from '../model/json.ts';
import type { LogEvent } from './line.ts';

/** Container runtimes split a line at 16 KiB, and not every shipper joins the halves. With its line feed, in bytes. */
export const LINE_LIMIT_BYTES = 15 * 1024;

interface Cut {
  /** UTF-16 units that a text keeps. */
  readonly text: number;
  /** Items that a list or object keeps. */
  readonly items: number;
}

const CUTS: readonly Cut[] = [
  { text: 4096, items: 200 },
  { text: 1024, items: 50 },
  { text: 300, items: 20 },
  { text: 100, items: 8 },
  { text: 40, items: 3 },
];

/**
 * The line of an event, cut until it fits: first the document, then fields and message. What was cut says so, with the bytes that
 * it would have had. `render` must make a line that shrinks with its event.
 */
export const fitLine = (event: LogEvent, render: (event: LogEvent) => string): string => {
  const whole = render(event);
  const bytes = Buffer.byteLength(whole);
  if (bytes <= LINE_LIMIT_BYTES) return whole;
  for (const smaller of smallerOf(event, bytes)) {
    const line = render(smaller);
    if (Buffer.byteLength(line) <= LINE_LIMIT_BYTES) return line;
  }
  const { document: _, ...bare } = event;
  return render({ ...bare, message: cutText(event.message, 40), fields: { truncated: true, truncated_bytes: bytes } });
};

function* smallerOf(event: LogEvent, bytes: number): Generator<LogEvent> {
  let { document } = event;
  for (const value of document === undefined ? [] : smallerDocuments(document.value)) {
    document = { field: event.document?.field ?? '', value };
    yield { ...event, document };
  }
  for (const cut of CUTS) {
    const fields = { ...(cutJson(event.fields, cut) as LogEvent['fields']), truncated: true, truncated_bytes: bytes };
    yield { ...event, message: cutText(event.message, cut.text), fields, document };
  }
}

/** A result, each time smaller, which says that it is cut and how many bytes the whole had; its identity is kept to the last. */
export function* smallerDocuments(value: Json): Generator<Json> {
  const mark = { truncated: true, bytes: Buffer.byteLength(JSON.stringify(value)) };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  const entry = value as { readonly [field: string]: Json };
  for (const cut of CUTS) yield { ...cutFields(entry, cut), ...mark };
  const identity = Object.entries(entry).filter(([field]) => IDENTITY.has(field));
  yield { ...cutFields(Object.fromEntries(identity), { text: 60, items: 0 }), ...mark };
}

const IDENTITY: ReadonlySet<string> = new Set([
  'group',
  'name',
  'service',
  'healthy',
  'status',
  'reason',
  'timestamp_start',
  'timestamp_end',
]);

/** The fields of a document stay, whatever their number: only what is inside them is cut. */
const cutFields = (entry: { readonly [field: string]: Json }, cut: Cut): { readonly [field: string]: Json } =>
  Object.fromEntries(Object.entries(entry).map(([field, value]) => [field, cutJson(value, cut)]));

const cutJson = (value: Json, cut: Cut): Json => {
  if (typeof value === 'string') return cutText(value, cut.text);
  if (typeof value !== 'object' || value === null) return value;
  const smaller = { ...cut, items: Math.max(1, Math.floor(cut.items / 2)) };
  if (Array.isArray(value)) return value.slice(0, cut.items).map((item) => cutJson(item, smaller));
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, Math.max(cut.items, 12))
      .map(([key, item]) => [cutText(key, cut.text), cutJson(item, cut)]),
  );
};

const cutText = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length).toWellFormed()}…`;
