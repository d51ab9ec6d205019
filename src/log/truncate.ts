import type { Json } from '../model/json.ts';
import type { LogEvent } from './log-event.ts';

/** Bytes of a line with its line feed: container runtimes split longer lines at 16 KiB, and not every shipper joins them. */
export const LINE_LIMIT_BYTES = 15 * 1024;

interface CutLimits {
  /** UTF-16 units that a string keeps. */
  readonly text: number;
  /** Items that a list keeps. */
  readonly items: number;
}

const CUT_STEPS: readonly CutLimits[] = [
  { text: 4096, items: 200 },
  { text: 1024, items: 50 },
  { text: 300, items: 20 },
  { text: 100, items: 8 },
  { text: 40, items: 3 },
];

/**
 * The line of an event within `LINE_LIMIT_BYTES`. What is too long is cut: first the document, then fields and message, with
 * a mark and the bytes that it had. `render` must make a shorter line of a smaller event.
 */
export const fitLine = (event: LogEvent, render: (event: LogEvent) => string): string => {
  const whole = render(event);
  const bytes = Buffer.byteLength(whole);
  if (bytes <= LINE_LIMIT_BYTES) return whole;
  for (const smaller of smallerEvents(event, bytes)) {
    const line = render(smaller);
    if (Buffer.byteLength(line) <= LINE_LIMIT_BYTES) return line;
  }
  const { document: _, ...bare } = event;
  return render({ ...bare, message: cutText(event.message, 40), fields: { truncated: true, truncated_bytes: bytes } });
};

function* smallerEvents(event: LogEvent, bytes: number): Generator<LogEvent> {
  let { document } = event;
  for (const value of document === undefined ? [] : smallerDocuments(document.value)) {
    document = { field: event.document?.field ?? '', value };
    yield { ...event, document };
  }
  for (const cut of CUT_STEPS) {
    const fields = { ...(cutJson(event.fields, cut) as LogEvent['fields']), truncated: true, truncated_bytes: bytes };
    yield { ...event, message: cutText(event.message, cut.text), fields, document };
  }
}

/** The document in smaller and smaller versions, marked as truncated, with the bytes of the whole; its identity stays. */
export function* smallerDocuments(value: Json): Generator<Json> {
  const mark = { truncated: true, bytes: Buffer.byteLength(JSON.stringify(value)) };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  const entry = value as { readonly [field: string]: Json };
  for (const cut of CUT_STEPS) yield { ...cutFields(entry, cut), ...mark };
  const identity = Object.entries(entry).filter(([field]) => IDENTITY_FIELDS.has(field));
  yield { ...cutFields(Object.fromEntries(identity), { text: 60, items: 0 }), ...mark };
}

const IDENTITY_FIELDS: ReadonlySet<string> = new Set([
  'group',
  'name',
  'service',
  'healthy',
  'status',
  'reason',
  'timestamp_start',
  'timestamp_end',
]);

/** Cuts the values of a document's fields, and keeps every field. */
const cutFields = (entry: { readonly [field: string]: Json }, cut: CutLimits): { readonly [field: string]: Json } =>
  Object.fromEntries(Object.entries(entry).map(([field, value]) => [field, cutJson(value, cut)]));

const cutJson = (value: Json, cut: CutLimits): Json => {
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
