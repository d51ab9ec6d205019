import type { Json } from '../model/json.ts';
import { type Comparison, formatValue, shortenText, shortenValue } from './comparison.ts';
import { compareDaysLeft, parseMoment } from './days-left.ts';
import { type JsonDocument, keyOfPart, writeExactly } from './json-document.ts';
import { exactValuesAt, valuesAt } from './json-path.ts';

/** A document, and the URL that it came from. */
export interface SourcedDocument extends JsonDocument {
  readonly from: string;
}

/** Compares the values at a path of all documents; when one has none, they cannot be judged. */
export const compareReplicas = async (documents: readonly SourcedDocument[], path: string): Promise<Comparison> => {
  const values = await Promise.all(
    documents.map(async (document) => ({ from: document.from, value: await exactValuesAt(document, path) })),
  );
  const missing = values.filter(({ value }) => value.length === 0).map(({ from }) => from);
  const kinds = Map.groupBy(values, ({ value }) => value.map(({ exact }) => keyOfPart(exact)).join(' '));
  const listed = [...kinds.values()].map(
    (group) =>
      `${shortenText(writeExactly(group[0]?.value[0]?.exact ?? null))} at ${group.map(({ from }) => from).join(', ')}`,
  );
  const base = {
    name: path,
    operator: 'same',
    expected: `the same at all ${documents.length}`,
    actual: shortenValue(listed),
  };
  if (missing.length > 0)
    return { ...base, status: 'error', reason: 'missing_value', text: `${path} is missing at ${missing.join(', ')}` };
  return {
    ...base,
    status: kinds.size === 1 ? 'pass' : 'fail',
    reason: 'assertion',
    text: `${path} differs: ${listed.join('; ')}`,
  };
};

/** Days that count where none are written. */
export const EXPIRY_LIMITS = { warnDays: 30, failDays: 0 } as const;

/** A path to dates, and how far they must lie ahead. */
export interface ExpiryExpectation {
  readonly path: string;
  readonly warnDays?: number | undefined;
  readonly failDays?: number | undefined;
}

/** Compares the dates at a path with limits in days. */
export const compareExpiry = async (
  document: Json,
  { path, warnDays = EXPIRY_LIMITS.warnDays, failDays = EXPIRY_LIMITS.failDays }: ExpiryExpectation,
  now: number,
): Promise<readonly Comparison[]> => {
  const values = await valuesAt(document, path);
  const unjudged = (actual: Json, text: string): Comparison => {
    const base = { name: path, operator: 'ge', expected: failDays, unit: 'd', actual };
    return { ...base, status: 'error', reason: 'missing_value', text };
  };
  if (values.length === 0) return [unjudged(null, `${path} is missing`)];
  return values.flatMap((value) => {
    const at = parseMoment(value);
    if (at === undefined) return [unjudged(shortenValue(value), `${path} is ${formatValue(value)}, which is no date`)];
    return compareDaysLeft({ name: path, at, past: 'threshold' }, now, { warnDays, failDays });
  });
};
