import { ageInSeconds } from '../../../src/expectations/age.ts';
import { type Comparison, shortenText } from '../../../src/expectations/comparison.ts';
import { compareHeaders, headerText } from '../../../src/expectations/http-headers.ts';
import { compareBody } from '../../../src/expectations/http-response.ts';
import { compareRange } from '../../../src/expectations/range.ts';
import { compareUnanswered } from '../../../src/expectations/unanswered.ts';
import { ProbeError } from '../../../src/model/errors.ts';
import type { HttpAnswer } from '../../../src/probes/http/http.ts';
import { formatDuration } from '../../../src/text/duration-text.ts';
import { type BucketApi, isDone, serviceNow } from './bucket-api.ts';
import { type ObjectExpectation, wantsContent } from './params.ts';

/** Asks for one object and compares it with what is expected. Throws ProbeError where nothing is known of the bucket. */
export const compareObject = async (
  api: BucketApi,
  expected: ObjectExpectation,
  now: number,
): Promise<readonly Comparison[]> => {
  const isRead = wantsContent(expected);
  const { key } = expected;
  const answer = await api.send({ method: isRead ? 'GET' : 'HEAD', key, hashBody: expected.sha256 !== undefined });
  if (!isDone(answer)) return compareRefused(api, expected, answer);
  requireObject(api, key, answer);
  return [comparePresence(expected, true, ''), ...(await compareFacts(answer, expected, now))];
};

const comparePresence = (
  { key, exists }: Pick<ObjectExpectation, 'key' | 'exists'>,
  actual: boolean,
  detail: string,
): Comparison => ({
  name: `object ${key}`,
  operator: 'exists',
  expected: exists,
  actual,
  status: actual === exists ? 'pass' : 'fail',
  reason: 'assertion',
  text: actual ? `${key} is there, expected to be absent` : `${key} is not there${detail}`,
});

/** The answer to HEAD has no body, so that a GET asks for the code: whether the object is missing, or its bucket. */
const compareRefused = async (
  api: BucketApi,
  expected: ObjectExpectation,
  answer: HttpAnswer,
): Promise<readonly Comparison[]> => {
  const { key } = expected;
  const refused = answer.method === 'HEAD' ? await askWhy(api, key, answer) : answer;
  const { code, error } = await api.refusal(key, refused);
  const isDeleted = headerText(answer, 'x-amz-delete-marker') === 'true';
  if (refused.status === 404 && ['NoSuchKey', 'NoSuchVersion'].includes(code))
    return [comparePresence(expected, false, isDeleted ? ': its last version is a delete marker' : '')];
  if (error.reason === 'permission') return [compareUnanswered('object', error, api.target)];
  throw error;
};

const askWhy = async (api: BucketApi, key: string, answer: HttpAnswer): Promise<HttpAnswer> => {
  const explained = await api.send({ method: 'GET', key, headers: { range: 'bytes=0-0' } });
  return isDone(explained) ? answer : explained;
};

/** Every object has one of these headers; a page of a proxy or of another server seldom does. */
const requireObject = ({ target }: BucketApi, key: string, { headers, status }: HttpAnswer): void => {
  if (headers.some(([name]) => name === 'etag' || name === 'last-modified')) return;
  throw new ProbeError(
    'protocol',
    `${target}: the answer for ${key} (status ${status}) has neither ETag nor Last-Modified: is it an object store?`,
    { advice: 'other_protocol' },
  );
};

const compareFacts = async (
  answer: HttpAnswer,
  expected: ObjectExpectation,
  now: number,
): Promise<readonly Comparison[]> => {
  const { key, age, size, sha256, responseHeaders, exists: _, ...content } = expected;
  const seconds = ageInSeconds(Date.parse(headerText(answer, 'last-modified')), serviceNow(answer, now));
  const length = headerText(answer, 'content-length');
  const bytes = /^\d+$/.test(length) ? Number(length) : null;
  return [
    ...compareRange({ name: `age of ${key}`, value: seconds, unit: 's', text: describeAge(key, seconds) }, age),
    ...compareRange({ name: `size of ${key}`, value: bytes, unit: 'By', text: describeSize(key, bytes) }, size),
    ...(await compareHeaders(answer.headers, responseHeaders ?? [])).map(namingObject(key)),
    ...(sha256 === undefined ? [] : [compareHash(key, sha256, answer)]),
    ...(await compareBody(answer, content)).map(namingObject(key)),
  ];
};

const namingObject =
  (key: string) =>
  (comparison: Comparison): Comparison => ({ ...comparison, text: `${key}: ${comparison.text}` });

/** How old something is, for people. */
export const describeAge = (what: string, seconds: number | null): string =>
  seconds === null
    ? `the age of ${what} is unknown`
    : `${what} is ${formatDuration(seconds * 1000)} old${seconds < 60 ? '' : ` (${seconds} s)`}`;

const describeSize = (key: string, bytes: number | null): string =>
  bytes === null ? `the size of ${key} is unknown` : `${key} has ${bytes} bytes`;

const compareHash = (key: string, expected: string, { sha256, bodyProblem }: HttpAnswer): Comparison => {
  const base = { name: `sha256 of ${key}`, operator: 'eq', expected };
  if (sha256 === undefined)
    return {
      ...base,
      actual: null,
      status: 'error',
      reason: 'missing_value',
      text: `the content of ${key} was not read to its end: ${shortenText(bodyProblem ?? 'no body')}`,
      advice: 'large_answer',
    };
  return {
    ...base,
    actual: sha256,
    status: sha256 === expected ? 'pass' : 'fail',
    reason: 'assertion',
    text: `the content of ${key} has the SHA-256 ${sha256}, expected ${expected}`,
  };
};
