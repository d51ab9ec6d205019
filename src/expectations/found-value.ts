import type { Json } from '../model/json.ts';
import { isKeptExactly } from '../text/exact-number.ts';
import { shortenText, shortenValue } from './comparison.ts';
import { type ExactJson, NumberText, writeExactly } from './json-document.ts';
import { writeVisibly } from './quote-text.ts';

/** A value of an answer: rounded as JSON has it in JavaScript, and with the digits of its numbers. */
export interface FoundValue {
  readonly value: Json;
  readonly exact: ExactJson;
  /** Digits of the number that is written in a text without a type. */
  readonly digits?: string;
  /** What is shown in its place, where the value itself is a secret. */
  readonly shown?: string;
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Whether a text is a finite decimal number. */
export const isDecimal = (text: string): boolean => DECIMAL.test(text) && Number.isFinite(Number(text));

/** The value of a field of a protocol that has texts only, as INFO, a header, or a column: a number is compared as one. */
export const foundText = (text: string): FoundValue => {
  const bare = text.trim();
  return { value: text, exact: text, ...(isDecimal(bare) ? { digits: bare } : {}) };
};

/** The value that a program has: numbers that are not finite, which JSON has not, are found as text. */
export const foundValue = (value: Json | bigint): FoundValue => {
  if (typeof value === 'bigint') return { value: Number(value), exact: new NumberText(String(value)) };
  if (typeof value === 'number' && !Number.isFinite(value)) return { value: String(value), exact: String(value) };
  return { value, exact: withDigits(value) };
};

const withDigits = (value: Json): ExactJson => {
  if (typeof value === 'number') return new NumberText(String(value));
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item: Json) => withDigits(item));
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withDigits(part)]));
};

/** The digits of a value that is a number, or a number written as text where no types are; undefined for any other. */
export const digitsOf = ({ exact, digits }: FoundValue): string | undefined =>
  exact instanceof NumberText ? exact.digits : digits;

/** The value as it stands in a message. */
export const formatFound = ({ exact, shown }: FoundValue): string => {
  const written = shown ?? exact;
  return typeof written === 'string' ? writeVisibly(shortenText(written)) : shortenText(writeExactly(written));
};

/** The value as it stands in the report: a number that would be rounded there is its text. */
export const reportedValue = ({ value, exact, shown }: FoundValue): Json => {
  if (exact instanceof NumberText && !isKeptExactly(exact.digits)) return exact.digits;
  return shortenValue(shown ?? value);
};
