import { ApiFailure } from './failure.ts';
import type { Answer } from './request.ts';
import { type Counts, unpacked } from './response-body.ts';

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
