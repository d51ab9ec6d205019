import type { CheckContext } from '../../../src/check/check.ts';
import type { Comparison } from '../../../src/expectations/comparison.ts';
import type { BucketApi } from './bucket-api.ts';
import { compareObject } from './compare-object.ts';
import { comparePrefix } from './compare-prefix.ts';
import { listObjects } from './list-objects.ts';
import type { BucketExpectations } from './params.ts';

/**
 * Compares objects and prefixes with what is expected, one after the other. Where nothing is expected the bucket itself is asked for
 * one of its keys: HEAD needs the same right, and any web server answers it. Throws ProbeError.
 */
export const compareBucket = async (
  api: BucketApi,
  expected: BucketExpectations,
  { now, measure, looked }: Pick<CheckContext<unknown>, 'now' | 'measure' | 'looked'>,
): Promise<readonly Comparison[]> => {
  const { objects = [], prefixes = [], roundTrip } = expected;
  if (objects.length === 0 && prefixes.length === 0 && roundTrip === undefined) return [await compareListing(api, now)];
  const comparisons: Comparison[] = [];
  for (const object of objects) comparisons.push(...(await compareObject(api, object, now)));
  const counts: (number | null)[] = [];
  for (const prefix of prefixes) {
    const compared = await comparePrefix(api, prefix, now);
    comparisons.push(...compared.comparisons);
    counts.push(compared.count);
    if (prefixes.length === 1 && compared.newestAge !== null) measure('newest_age', compared.newestAge, 's');
  }
  const known = counts.filter((count) => count !== null);
  const listed = known.reduce((sum, count) => sum + count, 0);
  if (counts.length > 0 && known.length === counts.length) measure('objects', listed);
  // None at all would say that there was nothing to judge.
  if (objects.length + listed > 0) looked('objects', objects.length + listed);
  return comparisons;
};

const compareListing = async (api: BucketApi, now: number): Promise<Comparison> => {
  await listObjects(api, { prefix: '', maxPages: 1, pageSize: 1, now }, () => {});
  const text = 'the bucket can be listed';
  return { name: 'bucket', operator: 'answered', expected: true, actual: true, status: 'pass', reason: 'status', text };
};
