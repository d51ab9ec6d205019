import { pluralize } from '../text/pluralize.ts';
import type { Comparison } from './comparison.ts';

/** What is expected of a set of texts; at least one of these. */
export interface SetExpectation {
  readonly equals?: readonly string[] | undefined;
  readonly contains?: readonly string[] | undefined;
  readonly excludes?: readonly string[] | undefined;
  readonly minAnswers?: number | undefined;
}

/** Compares texts as a set: their order does not count. */
export const compareSet = (actual: readonly string[], expected: SetExpectation): readonly Comparison[] => {
  const { equals, contains, excludes, minAnswers } = expected;
  const got = new Set(actual);
  const missing = (wanted: readonly string[]): readonly string[] => wanted.filter((one) => !got.has(one));
  const comparisons: Comparison[] = [];
  const compare = (operator: string, wanted: readonly string[] | number, problems: readonly string[]): void => {
    comparisons.push({
      name: 'records',
      operator,
      expected: wanted,
      actual: actual.slice(0, MAX_SHOWN_RECORDS),
      status: problems.length === 0 ? 'pass' : 'fail',
      reason: 'assertion',
      text: problems.join(', '),
    });
  };
  if (equals !== undefined)
    compare('equals', equals, [...missingTexts(missing(equals)), ...surplusTexts(actual, equals)]);
  if (contains !== undefined) compare('contains', contains, missingTexts(missing(contains)));
  if (excludes !== undefined) compare('excludes', excludes, presentTexts(excludes.filter((one) => got.has(one))));
  if (minAnswers !== undefined)
    compare('minAnswers', minAnswers, got.size < minAnswers ? [tooFewText(got.size, minAnswers)] : []);
  return comparisons;
};

const MAX_SHOWN_RECORDS = 20;

const missingTexts = (missing: readonly string[]): readonly string[] => missing.map((one) => `${one} is missing`);
const presentTexts = (present: readonly string[]): readonly string[] => present.map((one) => `${one} is there`);
const surplusTexts = (actual: readonly string[], wanted: readonly string[]): readonly string[] =>
  actual.filter((one) => !wanted.includes(one)).map((one) => `${one} is not expected`);
const tooFewText = (count: number, wanted: number): string =>
  `${pluralize(count, 'record')}, expected at least ${wanted}`;
