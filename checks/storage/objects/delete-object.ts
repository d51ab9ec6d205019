import { ProbeError } from '../../../src/model/errors.ts';
import { type BucketApi, type BucketRequest, isDone } from './bucket-api.ts';

/** Why an object was not deleted; `status` is that of the answer, null without one. */
interface DeleteProblem {
  readonly error: ProbeError;
  readonly status: number | null;
}

/** Deletes an object within the limit of the request; one that is not there is deleted. Returns what kept it from that. */
export const deleteObject = async (
  api: BucketApi,
  request: Pick<BucketRequest, 'key' | 'query' | 'limitMs'>,
): Promise<DeleteProblem | undefined> => {
  try {
    const answer = await api.send({ ...request, method: 'DELETE' });
    if (isDone(answer) || answer.status === 404) return undefined;
    return { error: (await api.refusal('delete', answer)).error, status: answer.status };
  } catch (error) {
    if (error instanceof ProbeError) return { error, status: null };
    throw error;
  }
};
