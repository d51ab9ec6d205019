import type { Json } from '../model/json.ts';
import { numberKey, orderNumbers } from '../text/exact-number.ts';
import { refuseDeepJson } from './json-depth.ts';

/** A number with its digits as they stand in the text. */
export class NumberText {
  readonly digits: string;

  constructor(digits: string) {
    this.digits = digits;
  }
}

/** JSON whose numbers are not rounded. */
export type ExactJson =
  | NumberText
  | string
  | boolean
  | null
  | readonly ExactJson[]
  | { readonly [key: string]: ExactJson };

export interface JsonDocument {
  readonly document: Json;
  /** The same with the digits of its numbers, read when they are first asked for. */
  readonly exact: () => ExactJson;
}

/** The JSON document of a text, undefined when the text is no JSON. Throws ProbeError. */
export const parseDocument = (text: string): JsonDocument | undefined => {
  refuseDeepJson(text);
  try {
    const document: Json = JSON.parse(text);
    let exact: ExactJson | undefined;
    return {
      document,
      exact: () => {
        exact ??= parseExactly(text);
        return exact;
      },
    };
  } catch {
    return undefined;
  }
};

type SourceReviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

const parseExactly = (text: string): ExactJson => {
  const keepDigits: SourceReviver = (_, value, { source }) =>
    typeof value === 'number' ? new NumberText(source ?? String(value)) : value;
  return JSON.parse(text, keepDigits as (key: string, value: unknown) => unknown);
};

/** The part of a document at a location, which it has. */
export const exactPartAt = (document: ExactJson, location: readonly (string | number)[]): ExactJson =>
  location.reduce<ExactJson>((part, step) => (part as Readonly<Record<string, ExactJson>>)[step] ?? null, document);

/** Whether a part of a document is what is expected, of the same type, with numbers compared by their digits. */
export const equalsExactly = (actual: ExactJson, expected: Json): boolean => {
  if (actual instanceof NumberText)
    return typeof expected === 'number' && orderNumbers(actual.digits, String(expected)) === 0;
  if (typeof actual !== 'object' || actual === null) return actual === expected;
  if (typeof expected !== 'object' || expected === null || Array.isArray(actual) !== Array.isArray(expected))
    return false;
  const parts = Object.entries(actual);
  return (
    parts.length === Object.keys(expected).length &&
    parts.every(
      ([key, part]) =>
        Object.hasOwn(expected, key) && equalsExactly(part, (expected as Readonly<Record<string, Json>>)[key] ?? null),
    )
  );
};

/** The JSON of a part; `writeNumber` gives the text of each number, its digits when left out. */
export const writeExactly = (part: ExactJson, writeNumber: (digits: string) => string = (digits) => digits): string => {
  if (part instanceof NumberText) return writeNumber(part.digits);
  if (typeof part !== 'object' || part === null) return JSON.stringify(part);
  if (Array.isArray(part)) return `[${part.map((item) => writeExactly(item, writeNumber)).join(',')}]`;
  const members = Object.entries(part).map(
    ([key, value]) => `${JSON.stringify(key)}:${writeExactly(value, writeNumber)}`,
  );
  return `{${members.join(',')}}`;
};

/** A text that is the same for parts of equal value whose keys stand in the same order. */
export const keyOfPart = (part: ExactJson): string => writeExactly(part, numberKey);
