import * as z from 'zod';
import { headerExpectation } from '../../../src/expectations/http-headers.ts';
import { messageParams, wantsBody } from '../../../src/expectations/http-response.ts';
import { oneOrMore, regexPattern } from '../../../src/expectations/pattern.ts';
import { rangeLimits } from '../../../src/expectations/range.ts';
import { unusableOutcome } from '../../../src/expectations/unusable-value.ts';
import { duration } from '../../../src/params/duration.ts';

/** A part of a path that a URL takes for a step up or nothing, so that the key cannot be asked for. */
const hasDotSegment = (key: string): boolean => key.split('/').some((part) => part === '.' || part === '..');

const objectKey = () =>
  z
    .string()
    .min(1)
    .max(1024)
    .refine((key) => !hasDotSegment(key), 'a key with "." or ".." as a part cannot be asked for by a URL');

/** Schema of what is expected of one object. */
const objectExpectation = () =>
  z
    .strictObject({
      key: objectKey().describe('Key of the object'),
      exists: z.boolean().default(true).describe('Whether it must be there; false: it must not'),
      age: rangeLimits('s').optional().describe('Time since it was last written'),
      size: rangeLimits('By').optional().describe('Its size'),
      responseHeaders: z
        .array(headerExpectation())
        .min(1)
        .optional()
        .describe('What the headers must be: Content-Type, or x-amz-meta-NAME for metadata'),
      sha256: z
        .string()
        .regex(/^[0-9a-fA-F]{64}$/, 'a SHA-256 has 64 hexadecimal digits')
        .transform((digits) => digits.toLowerCase())
        .optional()
        .describe('SHA-256 of its content, which is read for it'),
      ...messageParams(),
    })
    .refine(
      ({ key: _, exists, ...compared }) => exists || Object.values(compared).every((one) => one === undefined),
      'an object that must not be there has nothing to compare',
    )
    .meta({ title: 'storedObject' });

export type ObjectExpectation = z.output<ReturnType<typeof objectExpectation>>;

/** Whether the content has to be read for what is expected. */
export const wantsContent = (expected: ObjectExpectation): boolean =>
  expected.sha256 !== undefined || wantsBody({ ...expected });

/** Schema of what is expected of the objects under a prefix. */
const prefixExpectation = () =>
  z
    .strictObject({
      prefix: z.string().max(1024).describe('What their keys begin with; empty for the whole bucket'),
      include: oneOrMore(regexPattern())
        .optional()
        .describe('Regular expressions of keys that count; all when left out'),
      count: rangeLimits().optional().describe('How many there are'),
      newest: rangeLimits('s').optional().describe('Age of the newest one'),
      newestSize: rangeLimits('By').optional().describe('Size of the newest one'),
      sizes: rangeLimits('By').optional().describe('Size of each of them'),
      totalSize: rangeLimits('By').optional().describe('Size of all of them together'),
      onEmpty: unusableOutcome().describe('When there is none, and something of them is compared beside their number'),
      maxPages: z
        .number()
        .int()
        .min(1)
        .max(10_000)
        .default(1000)
        .describe('Pages of 1000 objects that are read at most; a longer list is `error`'),
    })
    .refine(
      ({ count, newest, newestSize, sizes, totalSize }) =>
        [count, newest, newestSize, sizes, totalSize].some((one) => one !== undefined),
      'nothing is compared: add count, newest, newestSize, sizes or totalSize',
    )
    .meta({ title: 'objectPrefix' });

export type PrefixExpectation = z.output<ReturnType<typeof prefixExpectation>>;

const MAX_ROUND_TRIP_BYTES = 1_048_576;

const roundTripParams = () =>
  z.strictObject({
    prefix: z
      .string()
      .max(512)
      .refine((prefix) => !hasDotSegment(prefix), 'a prefix has no "." or ".." as a part')
      .default('')
      .describe('What stands in front of the name of the object, `monitoring/` for one'),
    size: z.number().int().min(1).max(MAX_ROUND_TRIP_BYTES).default(1024).describe('Bytes to write'),
    leftoverAfter: duration()
      .prefault('1h')
      .describe('Age from which an object of an earlier round trip is a leftover, and removed'),
  });

export type RoundTripParams = z.output<ReturnType<typeof roundTripParams>>;

/** Parameters of what is expected of a bucket. */
export const bucketExpectations = () => ({
  objects: z.array(objectExpectation()).min(1).optional().describe('Objects, by their keys'),
  prefixes: z.array(prefixExpectation()).min(1).optional().describe('Objects whose keys begin alike, by listing them'),
  roundTrip: roundTripParams()
    .optional()
    .describe('Writes an object, reads it back and deletes it; nothing else is ever written'),
});

export type BucketExpectations = z.output<z.ZodObject<ReturnType<typeof bucketExpectations>>>;
