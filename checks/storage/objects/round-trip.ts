import { randomBytes } from 'node:crypto';
import type { CheckContext } from '../../../src/check/check.ts';
import type { Comparison } from '../../../src/expectations/comparison.ts';
import { compareUnanswered } from '../../../src/expectations/unanswered.ts';
import { ProbeError } from '../../../src/model/errors.ts';
import type { HttpAnswer } from '../../../src/probes/http/http.ts';
import { shareTime } from '../../endpoint/steps/step-time.ts';
import { type BucketApi, type BucketRequest, isDone } from './bucket-api.ts';
import { nameOwnObject, removeLeftovers } from './leftovers.ts';
import type { RoundTripParams } from './params.ts';

type RoundTripContext = Pick<CheckContext<unknown>, 'note' | 'remainingMs' | 'now'>;

/**
 * Writes an object, reads it back, compares it and deletes it; the delete has time of its own and is tried in any case. Throws
 * ProbeError where a connection fails.
 */
export const compareRoundTrip = async (
  api: BucketApi,
  params: RoundTripParams,
  { note, remainingMs, now }: RoundTripContext,
): Promise<readonly Comparison[]> => {
  const time = shareTime(remainingMs, true);
  const key = nameOwnObject(params.prefix);
  const written: WrittenObject = { key, body: randomBytes(params.size).toString('base64').slice(0, params.size) };
  let removal: Comparison | undefined;
  try {
    for (const text of await removeLeftovers(api, params, now)) note(text);
    const comparisons = await writeAndRead(api, written, time.forSteps);
    removal = await removeObject(api, written, time.forCleanup);
    return [...comparisons, removal];
  } finally {
    if (removal === undefined) {
      const late = await removeObject(api, written, time.forCleanup).catch(() => undefined);
      if (late?.status !== 'pass') note(`${key} may have been left behind; a later run removes it`);
    }
  }
};

/** The object of this run. */
interface WrittenObject {
  readonly key: string;
  readonly body: string;
  /** Where the bucket keeps versions: to delete this one leaves nothing behind. */
  versionId?: string | undefined;
}

const writeAndRead = async (
  api: BucketApi,
  written: WrittenObject,
  leftMs: () => number,
): Promise<readonly Comparison[]> => {
  const send = (request: BucketRequest): Promise<HttpAnswer> =>
    api.send({ ...request, limitMs: Math.max(1, leftMs()) }).catch((error: unknown) => {
      throw error instanceof ProbeError ? namingStep(api, request, error) : error;
    });
  const { key, body } = written;
  const put = await send({ method: 'PUT', key, body, headers: { 'content-type': 'text/plain' } });
  if (!isDone(put)) return [await compareStep(api, 'write', put)];
  written.versionId = put.headers.find(([name]) => name === 'x-amz-version-id')?.[1];
  const got = await send({ method: 'GET', key, bodyLimit: body.length + 1 });
  if (!isDone(got)) return [await compareStep(api, 'write', put), await compareStep(api, 'read', got)];
  return [await compareStep(api, 'write', put), compareContent(got, body)];
};

/** Which step of a round trip was not answered. */
const namingStep = ({ target }: BucketApi, { method }: BucketRequest, error: ProbeError): ProbeError =>
  new ProbeError(error.reason, `${target}: round trip: ${method === 'PUT' ? 'write' : 'read'}: ${error.message}`, {
    cause: error,
    advice: error.advice,
    undecided: error.undecided,
  });

/** The comparison of a step of the round trip: a right that is missing says nothing of the bucket. */
const compareStep = async (api: BucketApi, step: 'write' | 'read', answer: HttpAnswer): Promise<Comparison> => {
  const name = `round trip: ${step}`;
  if (isDone(answer))
    return { name, operator: 'is', expected: 'done', actual: 'done', status: 'pass', reason: 'status', text: name };
  const { error } = await api.refusal(step, answer);
  if (error.reason === 'permission' || error.undecided) return compareUnanswered('round trip', error, api.target);
  const { reason, message, advice } = error;
  const text = message.replace(`${api.target}: `, '');
  return { name, operator: 'is', expected: 'done', actual: answer.status, status: 'fail', reason, text, advice };
};

const compareContent = ({ body: read, bodyProblem }: HttpAnswer, body: string): Comparison => ({
  name: 'round trip: read',
  operator: 'eq',
  expected: `${body.length} bytes as written`,
  actual: read === body ? `${body.length} bytes as written` : `${read.length} bytes, not as written`,
  status: read === body && bodyProblem === undefined ? 'pass' : 'fail',
  reason: 'assertion',
  text: `what was read back (${read.length} bytes) is not what was written (${body.length} bytes)`,
  advice: 'changed_content',
});

/** Deletes the object of this run; what cannot be deleted warns, as the bucket fills with it. One that is not there is deleted. */
const removeObject = async (
  api: BucketApi,
  { key, versionId }: WrittenObject,
  leftMs: () => number,
): Promise<Comparison> => {
  const query = versionId === undefined || versionId === 'null' ? {} : { versionId };
  const limitMs = Math.max(1, leftMs());
  const base = { name: 'round trip: delete', operator: 'is', expected: 'done' };
  try {
    const answer = await api.send({ method: 'DELETE', key, query, limitMs });
    if (isDone(answer) || answer.status === 404)
      return { ...base, actual: 'done', status: 'pass', reason: 'status', text: base.name };
    const { error } = await api.refusal('delete', answer);
    return {
      ...base,
      actual: answer.status,
      status: 'warn',
      reason: error.reason,
      text: `${key} is left behind: ${error.message}`,
    };
  } catch (error) {
    if (!(error instanceof ProbeError)) throw error;
    return {
      ...base,
      actual: null,
      status: 'warn',
      reason: error.reason,
      text: `${key} may be left behind: ${error.message}`,
    };
  }
};
