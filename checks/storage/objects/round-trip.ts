import { randomBytes } from 'node:crypto';
import type { CheckContext } from '../../../src/check/check.ts';
import { shareTime } from '../../../src/check/share-time.ts';
import type { Comparison } from '../../../src/expectations/comparison.ts';
import { headerText } from '../../../src/expectations/http-headers.ts';
import { compareUnanswered } from '../../../src/expectations/unanswered.ts';
import { ProbeError, rewordError } from '../../../src/model/errors.ts';
import type { HttpAnswer } from '../../../src/probes/http/http.ts';
import { type BucketApi, type BucketRequest, isDone } from './bucket-api.ts';
import { deleteObject } from './delete-object.ts';
import { nameOwnObject } from './leftovers.ts';
import type { RoundTripParams } from './params.ts';

type RoundTripContext = Pick<CheckContext<unknown>, 'note' | 'remainingMs'>;

/**
 * Writes an object, reads it back, compares it and deletes it; the delete has time of its own and is tried whenever the object may
 * be there. Throws ProbeError where a connection fails.
 */
export const compareRoundTrip = async (
  api: BucketApi,
  params: RoundTripParams,
  { note, remainingMs }: RoundTripContext,
): Promise<readonly Comparison[]> => {
  const time = shareTime(remainingMs, true);
  const key = nameOwnObject(params.prefix);
  const body = randomBytes(params.size).toString('base64').slice(0, params.size);
  const written: WrittenObject = { key, body, presence: 'no' };
  let removal: Comparison | undefined;
  try {
    const comparisons = await writeAndRead(api, written, time.forSteps);
    if (written.presence === 'no') return comparisons;
    removal = await removeObject(api, written, time.forCleanup);
    return [...comparisons, removal];
  } finally {
    if (removal === undefined && written.presence !== 'no') {
      const late = await removeObject(api, written, time.forCleanup).catch(() => undefined);
      if (late?.status !== 'pass') note(`${key} may have been left behind; a later run removes it`);
    }
  }
};

/** The object of this run. */
interface WrittenObject {
  readonly key: string;
  readonly body: string;
  /** Whether it is in the bucket: `maybe` while a write is on its way, or where it failed at the service. */
  presence: 'no' | 'maybe' | 'yes';
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
  const onSend = (): void => {
    written.presence = 'maybe';
  };
  const put = await send({ method: 'PUT', key, body, headers: { 'content-type': 'text/plain' }, onSend });
  if (put.status < 500) written.presence = isDone(put) ? 'yes' : 'no';
  if (!isDone(put)) return [await compareStep(api, 'write', put)];
  written.versionId = headerText(put, 'x-amz-version-id');
  const got = await send({ method: 'GET', key, bodyLimit: body.length + 1 });
  if (!isDone(got)) return [await compareStep(api, 'write', put), await compareStep(api, 'read', got)];
  return [await compareStep(api, 'write', put), compareContent(got, body)];
};

/** Which step of a round trip was not answered. */
const namingStep = ({ target }: BucketApi, { method }: BucketRequest, error: ProbeError): ProbeError =>
  rewordError(error, `${target}: round trip: ${method === 'PUT' ? 'write' : 'read'}: ${error.message}`);

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

/** Deletes the object of this run; what cannot be deleted warns, as the bucket fills with it. */
const removeObject = async (
  api: BucketApi,
  { key, versionId = '', presence }: WrittenObject,
  leftMs: () => number,
): Promise<Comparison> => {
  const query = ['', 'null'].includes(versionId) ? {} : { versionId };
  const problem = await deleteObject(api, { key, query, limitMs: Math.max(1, leftMs()) });
  const base = { name: 'round trip: delete', operator: 'is', expected: 'done' };
  if (problem === undefined) return { ...base, actual: 'done', status: 'pass', reason: 'status', text: base.name };
  const { error, status } = problem;
  const verb = presence === 'yes' && status !== null ? 'is' : 'may be';
  const text = `${key} ${verb} left behind: ${error.message}`;
  return { ...base, actual: status, status: 'warn', reason: error.reason, text };
};
