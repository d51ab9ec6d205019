import { randomBytes } from 'node:crypto';
import type { CheckContext } from '../../../src/check/check.ts';
import { shareHalf } from '../../../src/check/share-time.ts';
import { ageInSeconds } from '../../../src/expectations/age.ts';
import { ProbeError } from '../../../src/model/errors.ts';
import { abbreviateList } from '../../../src/text/abbreviate-list.ts';
import { pluralize } from '../../../src/text/pluralize.ts';
import type { BucketApi } from './bucket-api.ts';
import { deleteObject } from './delete-object.ts';
import { type ListedObject, listObjects } from './list-objects.ts';
import type { RoundTripParams } from './params.ts';

/** What the names of our objects begin with, behind the prefix. */
const OWN_NAME = 'kavmon-round-trip-';

/** Behind it: the time and random digits of the run. Nothing else is ever deleted. */
const OWN_PATTERN = /^kavmon-round-trip-\d{8}T\d{6}Z-[0-9a-f]{16}$/;

/** Leftovers that one run removes at most. */
const MAX_REMOVED = 20;

/** A key of this run, which no other has. */
export const nameOwnObject = (prefix: string): string => {
  const time = new Date().toISOString().replace(/\.\d+|[-:]/g, '');
  return `${prefix}${OWN_NAME}${time}-${randomBytes(8).toString('hex')}`;
};

/**
 * Removes what earlier round trips have left behind, as after a kill. Returns what to say about it, one note each; what cannot be
 * listed or removed within half of the time that is left is said, too. Younger ones may be of a run that is still going on.
 */
export const removeLeftovers = async (
  api: BucketApi,
  { prefix, leftoverAfter }: RoundTripParams,
  { now, remainingMs }: Pick<CheckContext<unknown>, 'now' | 'remainingMs'>,
): Promise<readonly string[]> => {
  const leftMs = shareHalf(remainingMs);
  const found: ListedObject[] = [];
  const take = (object: ListedObject): void => {
    if (found.length < MAX_REMOVED && OWN_PATTERN.test(object.key.slice(prefix.length))) found.push(object);
  };
  try {
    const list = { prefix: `${prefix}${OWN_NAME}`, maxPages: 1, limitMs: Math.max(1, leftMs()), now };
    const { now: serviceTime } = await listObjects(api, list, take);
    const old = found.filter(({ modifiedAt }) => isOld(ageInSeconds(modifiedAt, serviceTime), leftoverAfter));
    return await removeAll(api, old, leftMs);
  } catch (error) {
    if (!(error instanceof ProbeError)) throw error;
    return [`leftovers of earlier runs were not looked for: ${error.message}`];
  }
};

const isOld = (seconds: number | null, limitMs: number): boolean => seconds !== null && seconds * 1000 >= limitMs;

const removeAll = async (
  api: BucketApi,
  objects: readonly ListedObject[],
  leftMs: () => number,
): Promise<readonly string[]> => {
  const removed: string[] = [];
  const kept: { readonly key: string; readonly why: string }[] = [];
  for (const { key } of objects) {
    if (leftMs() < 1) break;
    const problem = await deleteObject(api, { key, limitMs: leftMs() });
    if (problem === undefined) removed.push(key);
    else kept.push({ key, why: problem.error.message });
  }
  return [
    ...(removed.length === 0 ? [] : [`${countLeftovers(removed.length)} removed: ${abbreviateList(removed)}`]),
    ...[...Map.groupBy(kept, ({ why }) => why)].map(([why, same]) => {
      const keys = abbreviateList(same.map(({ key }) => key));
      return `${countLeftovers(same.length)} could not be removed: ${keys}: ${why}`;
    }),
    ...postponed(objects.length - removed.length - kept.length),
  ];
};

const postponed = (count: number): readonly string[] =>
  count === 0 ? [] : [`${countLeftovers(count)} ${count === 1 ? 'is' : 'are'} for the next run`];

const countLeftovers = (count: number): string =>
  pluralize(count, 'leftover of earlier runs', 'leftovers of earlier runs');
