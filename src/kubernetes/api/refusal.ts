import { gunzip } from '../gunzip.ts';
import type { Counts } from './client.ts';
import { ApiFailure } from './failure.ts';
import type { Answer } from './request.ts';

const ERROR_BODY = 64 * 1024;

/** The `message` of a Status object, or the beginning of whatever it is. */
const messageOf = async (bytes: AsyncIterable<Buffer>): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > ERROR_BODY) break;
  }
  const text = Buffer.concat(chunks).toString();
  try {
    return String((JSON.parse(text) as { message?: unknown }).message ?? '');
  } catch {
    return text.trim().slice(0, 200);
  }
};

/** The bytes of an answer, counted as they came and unpacked if need be. */
export const unpacked = (answer: Answer, counts: Counts): AsyncIterable<Buffer> => {
  const counted = async function* () {
    for await (const chunk of answer.chunks()) {
      counts.bytes += chunk.length;
      yield chunk;
    }
  };
  return answer.headers['content-encoding'] === 'gzip' ? gunzip(counted()) : counted();
};

/** A refusal as a failure, with how long the server asks to wait. */
export const refusal = async (answer: Answer, counts: Counts): Promise<Refusal> => {
  const said = await messageOf(unpacked(answer, counts)).catch(() => '');
  const message = `HTTP ${answer.status}${said ? `: ${said}` : ''}`;
  return {
    failure: new ApiFailure('status', message, { status: answer.status }),
    retryAfter: answer.headers['retry-after'],
  };
};

/** An answer that was none, or no answer. */
export interface Refusal {
  readonly failure: ApiFailure;
  readonly retryAfter?: string | undefined;
}

/** What one try gave. */
export type Outcome<T> = { readonly value: T } | Refusal;
