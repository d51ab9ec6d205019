import { ageInSeconds } from '../../../src/expectations/age.ts';
import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareRange, isWithin, type MeasuredValue, type RangeLimits } from '../../../src/expectations/range.ts';
import { compareUnanswered } from '../../../src/expectations/unanswered.ts';
import { compareUnusable } from '../../../src/expectations/unusable-value.ts';
import { ProbeError } from '../../../src/model/errors.ts';
import { pluralize } from '../../../src/text/pluralize.ts';
import type { BucketApi } from './bucket-api.ts';
import { describeAge } from './compare-object.ts';
import { type ListEnd, type ListedObject, listObjects } from './list-objects.ts';
import type { PrefixExpectation } from './params.ts';

/** What a list comes to. */
interface PrefixSummary {
  count: number;
  /** NaN when the size of one is not known. */
  bytes: number;
  newest: ListedObject | undefined;
  /** The object whose size is farthest from what is expected, and how many are. */
  oddest: ListedObject | undefined;
  odd: number;
}

/** The comparisons of a prefix, and the numbers that stand in measures. */
export interface ComparedPrefix {
  readonly comparisons: readonly Comparison[];
  /** Null: it is not known. */
  readonly count: number | null;
  readonly newestAge: number | null;
}

/** Lists a prefix and compares what it holds with what is expected. Throws ProbeError where nothing is known of the bucket. */
export const comparePrefix = async (
  api: BucketApi,
  expected: PrefixExpectation,
  now: number,
): Promise<ComparedPrefix> => {
  const summary: PrefixSummary = { count: 0, bytes: 0, newest: undefined, oddest: undefined, odd: 0 };
  const patterns = expected.include?.map((pattern) => new RegExp(pattern));
  const counts = ({ key }: ListedObject): boolean => patterns?.some((pattern) => pattern.test(key)) ?? true;
  const take = (object: ListedObject): void => {
    if (counts(object)) addObject(summary, object, expected.sizes);
  };
  const what = titleOf(expected);
  try {
    const end = await listObjects(api, { ...expected, now }, take);
    if (end.isCut) return { comparisons: [compareCut(what, end)], count: null, newestAge: null };
    const { newest } = summary;
    const newestAge = newest === undefined ? null : ageInSeconds(newest.modifiedAt, end.now);
    return { comparisons: compareSummary(summary, newestAge, expected), count: summary.count, newestAge };
  } catch (error) {
    if (!(error instanceof ProbeError && error.reason === 'permission')) throw error;
    return { comparisons: [compareUnanswered('list', error, api.target)], count: null, newestAge: null };
  }
};

const titleOf = ({ prefix, include }: PrefixExpectation): string =>
  `${prefix === '' ? 'the bucket' : prefix}${include === undefined ? '' : ` (${include.join(', ')})`}`;

const addObject = (summary: PrefixSummary, object: ListedObject, sizes: RangeLimits | undefined): void => {
  summary.count += 1;
  summary.bytes += object.size;
  if (isNewer(object, summary.newest)) summary.newest = object;
  const rank = rankSize(object, sizes);
  if (rank > 0) summary.odd += 1;
  if (summary.oddest === undefined || rank > rankSize(summary.oddest, sizes)) summary.oddest = object;
};

/** One whose time is unknown stays the newest, so that its age cannot be judged. */
const isNewer = (object: ListedObject, newest: ListedObject | undefined): boolean =>
  newest === undefined ||
  Number.isNaN(object.modifiedAt) ||
  (!Number.isNaN(newest.modifiedAt) && object.modifiedAt > newest.modifiedAt);

/** From what is expected to what fails. */
const rankSize = ({ size }: ListedObject, sizes: RangeLimits | undefined): number => {
  if (Number.isNaN(size)) return 2;
  if (sizes?.fail !== undefined && !isWithin(sizes.fail, size)) return 3;
  return sizes?.warn !== undefined && !isWithin(sizes.warn, size) ? 1 : 0;
};

const compareCut = (what: string, { pages }: ListEnd): Comparison => ({
  name: `list of ${what}`,
  operator: 'le',
  expected: pages,
  actual: null,
  unit: 'pages',
  status: 'error',
  reason: 'missing_value',
  text: `${what} holds more objects than were read (${pluralize(pages, 'page')}), so that neither their number nor the newest is known`,
  advice: 'long_list',
});

const compareSummary = (
  summary: PrefixSummary,
  newestAge: number | null,
  expected: PrefixExpectation,
): readonly Comparison[] => {
  const { count, newest } = summary;
  const what = titleOf(expected);
  const text = `${what} holds ${pluralize(count, 'object')}`;
  return [
    ...compareRange({ name: `count of ${what}`, value: count, unit: '', text }, expected.count),
    ...(newest === undefined ? compareEmpty(what, expected) : compareNewest(newest, newestAge, expected)),
    ...(count === 0 ? [] : compareSizes(summary, expected)),
  ];
};

const compareEmpty = (what: string, { newest, newestSize, sizes, totalSize, onEmpty }: PrefixExpectation) => {
  if ([newest, newestSize, sizes, totalSize].every((one) => one === undefined)) return [];
  const base = { name: `objects of ${what}`, expected: 'objects', actual: 0, reason: 'empty_result' } as const;
  return [compareUnusable({ ...base, text: `${what} holds no objects` }, onEmpty)];
};

const compareNewest = (
  newest: ListedObject,
  age: number | null,
  expected: PrefixExpectation,
): readonly Comparison[] => {
  const what = titleOf(expected);
  const which = `the newest object of ${what} (${newest.key})`;
  const aged = { name: `age of the newest of ${what}`, value: age, unit: 's', text: describeAge(which, age) } as const;
  return [
    ...compareRange(aged, expected.newest),
    ...compareRange(bytesOf(`size of the newest of ${what}`, which, newest.size), expected.newestSize),
  ];
};

const compareSizes = (
  { oddest, odd, count, bytes }: PrefixSummary,
  expected: PrefixExpectation,
): readonly Comparison[] => {
  const what = titleOf(expected);
  const more = odd > 1 ? ` (${odd} of ${count} are beyond)` : '';
  return [
    ...compareRange(bytesOf(`sizes of ${what}`, `${oddest?.key}`, oddest?.size ?? Number.NaN, more), expected.sizes),
    ...compareRange(bytesOf(`total size of ${what}`, what, bytes, ' in all'), expected.totalSize),
  ];
};

/** A size to compare; NaN is not known. */
const bytesOf = (name: string, what: string, bytes: number, more = ''): MeasuredValue => {
  const value = Number.isNaN(bytes) ? null : bytes;
  return { name, value, unit: 'By', text: `${what} has ${value ?? 'an unknown number of'} bytes${more}` };
};
