import { ApiFailure } from './failure.ts';
import type { ApiResponse } from './request.ts';
import { readBody, type TransferCounts } from './response-body.ts';

const MAX_ERROR_BYTES = 64 * 1024;

/** The `message` of a Status object, or the beginning of whatever it is. */
const readErrorMessage = async (bytes: AsyncIterable<Buffer>): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_ERROR_BYTES) break;
  }
  const text = Buffer.concat(chunks).toString();
  try {
    return String((JSON.parse(text) as { message?: unknown }).message ?? '');
  } catch {
    return text.trim().slice(0, 200);
  }
};

/** A refusal as a failure, with how long the server asks to wait. */
export const readErrorResponse = async (answer: ApiResponse, counts: TransferCounts): Promise<ErrorResponse> => {
  const said = await readErrorMessage(readBody(answer, counts)).catch(() => '');
  const message = `HTTP ${answer.status}${said ? `: ${said}` : ''}`;
  return {
    failure: new ApiFailure('status', message, { status: answer.status }),
    retryAfter: answer.headers['retry-after'],
  };
};

/** An answer that was none, or no answer. */
export interface ErrorResponse {
  readonly failure: ApiFailure;
  readonly retryAfter?: string | undefined;
}

/** What one try gave. */
export type AttemptOutcome<T> = { readonly value: T } | ErrorResponse;
